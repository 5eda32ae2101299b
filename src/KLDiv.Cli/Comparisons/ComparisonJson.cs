using System.Text.Json;
using KLDiv.Cli.Terminal;
using KLDiv.TwoSamples;

namespace KLDiv.Cli.Comparisons;

/// <summary>A comparison as members of a JSON object; docs/compare.md lists them.</summary>
internal static class ComparisonJson
{
    public static void Write(Utf8JsonWriter writer, TableComparison comparison)
    {
        writer.WriteStartArray("columns");
        foreach (ComparedColumn column in comparison.Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("kind", ComparisonTable.Kind(column));
            Write(writer, column.Divergence);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, SampleDivergence divergence)
    {
        writer.WriteNumber("rows_reference", divergence.RowsOfReference);
        writer.WriteNumber("rows_current", divergence.RowsOfCurrent);
        writer.WriteNumber("missing_reference", divergence.MissingOfReference);
        writer.WriteNumber("missing_current", divergence.MissingOfCurrent);
        writer.WriteReal("js", divergence.JensenShannon);
        writer.WriteReals("interval", [divergence.JensenShannonInterval.Low, divergence.JensenShannonInterval.High]);
        writer.WriteReal("chance", divergence.Chance);
        writer.WriteReal("kl", divergence.KL);
        writer.WriteBoolean("kl_is_bound", divergence.IsBound);
        writer.WriteReals("kl_interval", [divergence.KLInterval.Low, divergence.KLInterval.High]);
        writer.WriteReal("reverse_kl", divergence.ReverseKL);
        writer.WriteBoolean("reverse_kl_is_bound", divergence.IsReverseBound);
        writer.WriteReal("psi", divergence.Psi);
        writer.WriteReal("hellinger", divergence.Hellinger);
        writer.WriteReal("total_variation", divergence.TotalVariation);
        writer.WriteReal("total_variation_chance", divergence.ChanceOfTotalVariation);
        if (!double.IsNaN(divergence.Wasserstein))
        {
            writer.WriteReal("wasserstein", divergence.Wasserstein);
            writer.WriteReal("ks", divergence.KolmogorovSmirnov);
        }

        if (!double.IsNaN(divergence.NeighbourKL))
        {
            writer.WriteReal("kl_by_neighbours", divergence.NeighbourKL);
        }

        writer.WriteReal("outside", divergence.Outside);
        writer.WriteReal("outside_by_chance", divergence.OutsideByChance);
        writer.WriteReal("p", divergence.P);
        writer.WriteReal("p_adjusted", divergence.AdjustedP);
        writer.WriteString("verdict", ComparisonTable.Verdict(divergence));
    }
}
