using System.Text.Json;
using KLDiv.Cli.Terminal;
using KLDiv.Regression;
using KLDiv.Regression.Validation;

namespace KLDiv.Cli.Fit;

/// <summary>A fit as members of a JSON object; docs/regression.md lists them.</summary>
internal static class FitJson
{
    public static void Write(Utf8JsonWriter writer, FitAnswer answer)
    {
        FitResult result = answer.Fitted.Result;
        writer.WriteReal("kl", answer.OnTheData.Model.KL);
        writer.WriteNumber("rows", answer.OnTheData.Model.Rows);
        writer.WriteNumber("iterations", result.Iterations);
        writer.WriteBoolean("converged", result.Stop is not (FitStop.IterationLimit or FitStop.MinimumAtInfinity));
        writer.WriteString("stop", StopWord(result.Stop));
        writer.WriteReal("l2", answer.Fitted.L2);
        if (answer.Data.Columns.Count > 0)
        {
            writer.WriteNumber("rows_left_out", answer.Data.RowsLeftOut);
            writer.WriteNumber("rows_filled", answer.Data.RowsFilled);
            ColumnsJson.Write(writer, answer.Data.Columns);
        }

        if (answer.Data.Bins is { } bins)
        {
            writer.WriteReal("bandwidth", answer.Fitted.Bandwidth);
            writer.WriteReals("edges", Enumerable.Range(0, bins.Count + 1).Select(bins.Edge));
        }

        if (answer.Folds is { } folds)
        {
            WriteFolds(writer, answer, folds);
        }

        ContenderScores data = answer.OnTheData;
        writer.WriteStartObject("on_the_data");
        WriteFigures(writer, "model", data.Model);
        WriteFigures(writer, "neighbours", data.Neighbours);
        WriteFigures(writer, "constant_mean", data.Mean);
        WriteFigures(writer, "uniform", data.Uniform);
        writer.WriteEndObject();
    }

    private static string StopWord(FitStop stop) => stop switch
    {
        FitStop.Converged => "converged",
        FitStop.NoFurtherProgress => "no-further-progress",
        FitStop.IterationLimit => "iteration-limit",
        FitStop.HeldOutRose => "held-out-rose",
        _ => "minimum-at-infinity",
    };

    private static void WriteFolds(Utf8JsonWriter writer, FitAnswer answer, CrossValidationResult folds)
    {
        CrossValidationOptions validation = answer.Validation!;
        void Summary(string name, ScoreSummary? summary)
        {
            if (summary is not null)
            {
                writer.WriteStartObject(name);
                WriteFigures(writer, "mean", summary.Mean);
                WriteFigures(writer, "std", summary.StandardDeviation);
                writer.WriteEndObject();
            }
        }

        writer.WriteStartObject("folds");
        writer.WriteNumber("k", validation.Folds);
        writer.WriteNumber("held_out", validation.HeldOut ?? validation.Folds);
        writer.WriteNumber("repeats", validation.Repeats);
        writer.WriteReal("mean", folds.Mean);
        writer.WriteReal("std", folds.StandardDeviation);
        Summary("model", folds.Model);
        Summary("neighbours", folds.Neighbours);
        Summary("constant_mean", folds.ConstantMean);
        Summary("uniform", folds.Uniform);
        if (folds.Confusion is { } confusion)
        {
            Write(writer, confusion, answer.Data.Classes);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ConfusionTable confusion, IReadOnlyList<string> classes)
    {
        writer.WriteStartArray("classes");
        foreach (string name in classes)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("confusion");
        for (int row = 0; row < classes.Count; row++)
        {
            writer.WriteStartArray();
            for (int column = 0; column < classes.Count; column++)
            {
                writer.WriteNumberValue(confusion[row, column]);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WriteFigures(Utf8JsonWriter writer, string name, DistributionScores? figures)
    {
        if (figures is null)
        {
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteNumber("rows", figures.Rows);
        writer.WriteReal("kl", figures.KL);
        writer.WriteReal("chebyshev", figures.Chebyshev);
        writer.WriteReal("clark", figures.Clark);
        writer.WriteReal("canberra", figures.Canberra);
        writer.WriteReal("cosine", figures.Cosine);
        writer.WriteReal("intersection", figures.Intersection);
        if (figures.Categories is { } categories)
        {
            writer.WriteReal("accuracy", categories.Accuracy);
            writer.WriteReal("log_loss", categories.LogLoss);
        }

        if (figures.Ordered is { } ordered)
        {
            writer.WriteReal("crps", ordered.Crps);
            writer.WriteReal("coverage_50", ordered.Coverage50);
            writer.WriteReal("coverage_80", ordered.Coverage80);
            writer.WriteReal("coverage_95", ordered.Coverage95);
            writer.WriteReals("pit", ordered.Pit);
        }

        writer.WriteEndObject();
    }
}
