using System.Text.Json;
using KLDiv.Cli.Commands;
using KLDiv.Cli.Terminal;
using KLDiv.Files;

namespace KLDiv.Cli.Losses;

/// <summary>Prints a loss, and what is to be said of the files that it is of.</summary>
internal static class LossAnswer
{
    public static void Print(Host host, RowLossResult result, RowSource input, RowSource target, RowLossOptions options, bool json)
    {
        Tell(host, result, input, target, options);
        if (json)
        {
            Json.Print(host, writer => Write(writer, result, input, target, options));
        }
        else if (result.Loss is { } loss)
        {
            host.Output.WriteLine(Number.RoundTrip(loss));
        }
    }

    private static void Tell(Host host, RowLossResult result, RowSource input, RowSource target, RowLossOptions options)
    {
        TellFinding(host, input, result.InputFinding, options);
        TellFinding(host, target, result.TargetFinding, options);
        if (result.WhyNaN is { } why)
        {
            host.Tell(why);
        }

        if (result.Loss is double.PositiveInfinity && result.InputKind == RowKind.Counts)
        {
            host.Tell($"{input.Name}: counts nothing where {target.Name} has something, so that the loss is infinite; --pseudocount is added to its counts");
        }

        if (result.MaskedRows > 0)
        {
            host.Tell($"{options.Mask!.Name}: leaves out {result.MaskedRows} of {input.Rows} rows");
        }

        if (options.Reduction == Reduction.Mean)
        {
            host.Tell("'mean' divides by the number of elements and is not the divergence; --reduction batchmean is");
        }
    }

    /// <summary>Says once for a side that rows of it are no distributions; where these are scaled, that is known.</summary>
    private static void TellFinding(Host host, RowSource source, DistributionFinding finding, RowLossOptions options)
    {
        if (finding.Problem is { } problem && !options.Normalise)
        {
            host.Tell($"{source.Name}: {problem}");
        }
    }

    private static void Write(Utf8JsonWriter writer, RowLossResult result, RowSource input, RowSource target, RowLossOptions options)
    {
        if (result.Loss is { } loss)
        {
            writer.WriteReal("loss", loss);
        }

        writer.WriteString("reduction", Array.Find(LossCommand.Reductions, choice => choice.Value == options.Reduction).Word);
        writer.WriteStartArray("shape");
        foreach (nint length in result.Shape)
        {
            writer.WriteNumberValue(length);
        }

        writer.WriteEndArray();
        writer.WriteString("dtype", input.StoredAs);
        writer.WriteString("target_dtype", target.StoredAs);
        writer.WriteString("input_kind", result.InputKind.Name());
        writer.WriteString("target_kind", result.TargetKind.Name());
        Write(writer, "input", result.InputKind, result.InputFinding);
        Write(writer, "target", result.TargetKind, result.TargetFinding);
        if (options.Mask is not null)
        {
            writer.WriteNumber("masked_rows", result.MaskedRows);
        }
    }

    /// <summary>Writes which rows of a side were no distributions; logits and counts are none, and any will do.</summary>
    private static void Write(Utf8JsonWriter writer, string side, RowKind kind, DistributionFinding finding)
    {
        if (kind is RowKind.Probs or RowKind.LogProbs)
        {
            writer.WriteNumber($"{side}_rows_off", finding.Rows);
            writer.WriteReal($"{side}_largest_deviation", finding.LargestDeviation);
        }
    }
}
