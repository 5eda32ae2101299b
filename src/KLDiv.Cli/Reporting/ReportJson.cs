using System.Globalization;
using System.Text.Json;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Reports;

namespace KLDiv.Cli.Reporting;

/// <summary>The figures of a report as members of a JSON object; docs/report.md lists them.</summary>
internal static class ReportJson
{
    public static void Write(Utf8JsonWriter writer, ReportFigures figures)
    {
        WriteSubject(writer, figures);
        writer.WriteReal("mean", figures.Mean);
        writer.WriteReal("std_error", figures.StandardError);
        WriteSpread(writer, new DivergenceSpread(figures.Min, figures.Median, figures.Max, figures.Percentiles));
        writer.WriteNumber("infinite_rows", figures.InfiniteRows);
        WriteEstimate(writer, "same_top", figures.SameTop);
        WriteEstimate(writer, "total_variation", figures.TotalVariation);
        WriteEstimate(writer, "hellinger", figures.Hellinger);
        writer.WriteStartArray("classes");
        foreach (ClassContribution item in figures.Classes)
        {
            writer.WriteStartObject();
            WriteClass(writer, item.Class, item.Name);
            writer.WriteReal("contribution", item.Contribution);
            writer.WriteReal("share", item.Share);
            writer.WriteReal("mean_p", item.MeanP);
            writer.WriteReal("mean_q", item.MeanQ);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("worst_rows");
        foreach (WorstRow row in figures.WorstRows)
        {
            WriteRow(writer, row);
        }

        writer.WriteEndArray();
        if (figures.Labels is { } labels)
        {
            writer.WriteStartObject("labels");
            WriteLabels(writer, labels);
            writer.WriteEndObject();
        }
    }

    /// <summary>Writes how values of rows are spread.</summary>
    public static void WriteSpread(Utf8JsonWriter writer, DivergenceSpread spread)
    {
        writer.WriteReal("min", spread.Min);
        writer.WriteReal("max", spread.Max);
        writer.WriteReal("median", spread.Median);
        WritePercentiles(writer, "percentiles", spread.Percentiles);
    }

    private static void WriteSubject(Utf8JsonWriter writer, ReportFigures figures)
    {
        writer.WriteNumber("rows", figures.Rows);
        writer.WriteNumber("skipped_rows", figures.SkippedRows);
        writer.WriteNumber("masked_rows", figures.MaskedRows);
        writer.WriteNumber("support", figures.Support);
        writer.WriteString("input", figures.Input);
        writer.WriteString("target", figures.Target);
        writer.WriteString("input_kind", figures.InputKind.Name());
        writer.WriteString("target_kind", figures.TargetKind.Name());
        WriteSums(writer, "input", figures.InputKind, figures.InputRowsOff, figures.InputLargestDeviation);
        WriteSums(writer, "target", figures.TargetKind, figures.TargetRowsOff, figures.TargetLargestDeviation);
        writer.WriteBoolean("normalised", figures.IsNormalised);
        if (figures.InputKind == RowKind.Counts)
        {
            writer.WriteReal("pseudocount", figures.Pseudocount);
        }

        writer.WriteString("divergence", figures.Divergence.Word());
        if (figures.Beta is { } beta)
        {
            writer.WriteReal("beta", beta);
        }

        writer.WriteReal("temperature", figures.Temperature);
    }

    /// <summary>Writes which rows of a side did not sum to 1; logits and counts need not.</summary>
    private static void WriteSums(Utf8JsonWriter writer, string side, RowKind kind, long rows, double deviation)
    {
        if (kind is RowKind.Probs or RowKind.LogProbs)
        {
            writer.WriteNumber($"{side}_rows_off", rows);
            writer.WriteReal($"{side}_largest_deviation", deviation);
        }
    }

    private static void WriteRow(Utf8JsonWriter writer, WorstRow row)
    {
        writer.WriteStartObject();
        writer.WriteNumber("row", row.Row);
        writer.WriteReal("divergence", row.Divergence);
        if (row.Label is { } label)
        {
            WriteRowClass(writer, "label", label);
        }

        WriteRowClass(writer, "target_top", row.TargetTop);
        WriteRowClass(writer, "input_top", row.InputTop);
        writer.WriteEndObject();
    }

    private static void WriteRowClass(Utf8JsonWriter writer, string name, RowClass item)
    {
        writer.WriteStartObject(name);
        WriteClass(writer, item.Class, item.Name);
        writer.WriteReal("p", item.P);
        writer.WriteReal("q", item.Q);
        writer.WriteEndObject();
    }

    private static void WriteClass(Utf8JsonWriter writer, long index, string? name)
    {
        writer.WriteNumber("class", index);
        if (name is not null)
        {
            writer.WriteString("name", name);
        }
    }

    private static void WriteLabels(Utf8JsonWriter writer, LabelFigures labels)
    {
        writer.WriteNumber("rows", labels.Rows);
        writer.WriteNumber("unlabelled_rows", labels.UnlabelledRows);
        WriteEstimate(writer, "target_perplexity", labels.TargetPerplexity);
        WriteEstimate(writer, "input_perplexity", labels.InputPerplexity);
        WriteEstimate(writer, "log_ratio", labels.LogRatio);
        writer.WriteReal("correlation", labels.Correlation);
        WriteEstimate(writer, "target_accuracy", labels.TargetAccuracy);
        WriteEstimate(writer, "input_accuracy", labels.InputAccuracy);
        WriteEstimate(writer, "change", labels.Change);
        WriteEstimate(writer, "rms_change", labels.RootMeanSquareChange);
        writer.WriteReal("min_change", labels.MinChange);
        writer.WriteReal("max_change", labels.MaxChange);
        writer.WriteReal("median_change", labels.MedianChange);
        WritePercentiles(writer, "change_percentiles", labels.ChangePercentiles);
        WriteTrueClass(writer, labels.TrueClass);
        WriteCalibration(writer, "target_calibration", labels.TargetCalibration);
        WriteCalibration(writer, "input_calibration", labels.InputCalibration);
    }

    private static void WriteTrueClass(Utf8JsonWriter writer, IReadOnlyList<TrueClassBin> bins)
    {
        writer.WriteStartArray("true_class");
        foreach (TrueClassBin bin in bins)
        {
            WriteBin(writer, bin.From, bin.To, bin.Count, bin.Share);
            writer.WriteReal("p", bin.MeanP);
            writer.WriteReal("q", bin.MeanQ.Value);
            writer.WriteReal("change_std_error", bin.MeanQ.StandardError);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCalibration(Utf8JsonWriter writer, string name, IReadOnlyList<CalibrationBin> bins)
    {
        writer.WriteStartArray(name);
        foreach (CalibrationBin bin in bins)
        {
            WriteBin(writer, bin.From, bin.To, bin.Count, bin.Share);
            writer.WriteReal("confidence", bin.Confidence);
            writer.WriteReal("accuracy", bin.Accuracy);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Begins the object of a bin.</summary>
    private static void WriteBin(Utf8JsonWriter writer, double from, double to, long rows, double share)
    {
        writer.WriteStartObject();
        writer.WriteReal("from", from);
        writer.WriteReal("to", to);
        writer.WriteNumber("rows", rows);
        writer.WriteReal("share", share);
    }

    public static void WriteEstimate(Utf8JsonWriter writer, string name, Estimate estimate)
    {
        writer.WriteReal(name, estimate.Value);
        writer.WriteReal($"{name}_std_error", estimate.StandardError);
    }

    private static void WritePercentiles(Utf8JsonWriter writer, string name, IReadOnlyList<Percentile> percentiles)
    {
        writer.WriteStartObject(name);
        foreach (Percentile percentile in percentiles)
        {
            writer.WriteReal(percentile.Percent.ToString(CultureInfo.InvariantCulture), percentile.Value);
        }

        writer.WriteEndObject();
    }
}
