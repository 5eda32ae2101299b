using System.Text.Json;
using KLDiv.Cli.Terminal;
using KLDiv.Reports;

namespace KLDiv.Cli.Reporting;

/// <summary>The figures of a report beside a sparse target as members of a JSON object; docs/sparse-teachers.md lists them.</summary>
internal static class SparseReportJson
{
    public static void Write(Utf8JsonWriter writer, SparseReportFigures figures)
    {
        writer.WriteNumber("rows", figures.Rows);
        if (figures.Support is { } support)
        {
            writer.WriteNumber("support", support);
        }

        writer.WriteString("input", figures.Input);
        writer.WriteString("target", figures.Target);
        writer.WriteString("divergence", figures.Options.Divergence.Word());
        if (figures.Options.Divergence == DivergenceKind.JensenShannon)
        {
            writer.WriteReal("beta", figures.Options.Beta);
        }

        writer.WriteReal("temperature", figures.Options.Temperature);
        writer.WriteString("tail", Array.Find(SparseReporting.Tails, tail => tail.Value == figures.Options.Tail).Word);
        writer.WriteReal("mean_given", figures.MeanGiven);
        writer.WriteReal("mass_seen", figures.MassSeen);
        writer.WriteReal("least_mass_seen", figures.LeastMassSeen);
        writer.WriteReal("mean", figures.Mean.Value);
        writer.WriteReal("std_error", figures.Mean.StandardError);
        writer.WriteBoolean("is_lower_bound", figures.IsLeast);
        ReportJson.WriteSpread(writer, figures.Spread);
        if (figures is { UpperBound: { } bound, UpperSpread: { } spread })
        {
            writer.WriteReal("upper_bound", bound.Value);
            writer.WriteReal("upper_bound_std_error", bound.StandardError);
            writer.WriteStartObject("upper_bounds");
            ReportJson.WriteSpread(writer, spread);
            writer.WriteEndObject();
        }

        writer.WriteNumber("infinite_rows", figures.InfiniteRows);
        ReportJson.WriteEstimate(writer, "same_top", figures.SameTop);
        if (figures is { Overlap: { } overlap, SameLists: { } same })
        {
            writer.WriteReal("overlap", overlap);
            writer.WriteReal("same_lists", same);
        }

        WritePairs(writer, figures);
        writer.WriteStartArray("worst_rows");
        foreach ((long row, double divergence) in figures.WorstRows)
        {
            writer.WriteStartObject();
            writer.WriteNumber("row", row);
            writer.WriteReal("divergence", divergence);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WritePairs(Utf8JsonWriter writer, SparseReportFigures figures)
    {
        if (figures.Pairs is { } pairs)
        {
            writer.WriteNumber("unpaired", pairs.Unpaired);
            writer.WriteNumber("after_parting", pairs.AfterParting);
            writer.WriteNumber("partings", pairs.PartingCount);
        }
    }
}
