using System.Text;
using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Works;

namespace KLDiv.Benchmarks.Peers;

/// <summary>A page of results: bench/results/PROCESSOR.md.</summary>
internal static class PeersPage
{
    private const double Mebibyte = 1 << 20;

    public static string Write(PeerResults results)
    {
        StringBuilder page = new("# How fast, beside others\n\n");
        page.Append("Written by `peers`; what the columns mean stands in [docs/performance.md](../../docs/performance.md).\n\n");
        page.Append(MarkdownTable.Of(["", ""], [.. results.Facts.Select(fact => (string[])[fact.Name, fact.Value])]));
        page.Append("\n## In short\n\n").Append(PeersSummary.Region.Mark(PeersSummary.Write(results)));
        page.Append("\n## Targets\n\n").Append(TargetTable(results));
        foreach (IGrouping<(Shape Shape, int Threads), PeerRow> group in results.Rows.GroupBy(row => (row.Shape, row.Threads)))
        {
            page.Append($"\n## {group.Key.Shape}, {Words.Threads(group.Key.Threads)}\n\n").Append(WorkRows(group, results));
        }

        if (results.Vocabularies.Count > 0)
        {
            page.Append($"\n## {VocabularyRun.Whole}, in blocks of {VocabularyRun.Block.Rows} rows\n\n").Append(VocabularyTable(results));
        }

        page.Append("\n## Exactness\n\n").Append(ExactnessTable(results));
        page.Append("\n## Memory\n\n").Append(MemoryTable(results));
        page.Append("\n## The calls\n\n").Append(CallTable());
        return page.ToString();
    }

    /// <summary>Why a cell of PyTorch's column is empty.</summary>
    public static string TorchCell(PeerResults results, string? cell) => cell ?? (results.TorchAbsence is null ? "does not do it" : "absent");

    /// <summary>More rows than PyTorch has room for.</summary>
    public static string VocabularyTable(PeerResults results) => MarkdownTable.Of(
        ["work", "threads", "KLDiv, ns an element", "read limit", "x limit", "PyTorch", "faster than PyTorch", "KLDiv, MiB", "PyTorch, MiB", "PyTorch's rows"],
        [.. results.Vocabularies.Select(row => (string[])
        [
            row.Work, $"{row.Threads}", Words.Number(row.Ours.Median), Words.Number(row.Limit.Median), Words.Number(row.TimesLimit),
            TorchCell(results, row.Torch is null ? null : Words.Number(row.Torch.Median)), Ratio(row.FasterThanTorch),
            Mebibytes(row.OurMemory), Mebibytes(row.TorchMemory), row.Torch is null ? "" : $"{row.TorchRows:N0}",
        ])],
        numbersFrom: 1);

    /// <summary>How wrong small divergences from logits are.</summary>
    public static string ExactnessTable(PeerResults results) => MarkdownTable.Of(
        ["divergence from float logits", "relative error, KLDiv", "PyTorch"],
        [.. results.Exactness.Select(row => (string[])
        [
            $"{row.Divergence:0e-0}", $"{row.Ours:0.0e+0}", TorchCell(results, row.Torch is { } error ? $"{error:0.0e+0}" : null),
        ])],
        numbersFrom: 0);

    private static string TargetTable(PeerResults results) => MarkdownTable.Of(
        ["work", "type", "shape", "threads", "target", "reached", "met"],
        [.. Targets.All.Select(target => TargetRow(target, target.Reached(results.Rows)))]);

    private static string[] TargetRow(Target target, double? reached)
    {
        string bound = target.Quantity switch
        {
            Quantity.TimesLimit => $"at most {target.Bound} x the limit",
            Quantity.FasterThanTorch => $"at least {target.Bound} times faster than PyTorch",
            Quantity.Nanoseconds => $"at most {target.Bound} ns a call",
            _ => $"allocates at most {target.Bound} bytes",
        };
        return
        [
            target.Work, target.Type, $"{target.Shape}", $"{target.Threads}", bound,
            reached is { } value ? Words.Number(value) : "not measured",
            reached is null ? "" : target.IsMetBy(reached.Value) ? "yes" : "no",
        ];
    }

    private static string WorkRows(IEnumerable<PeerRow> rows, PeerResults results) => MarkdownTable.Of(
        ["work", "type", "KLDiv, ns an element", "limit", "x limit", "composed", "faster than composed", "PyTorch", "faster than PyTorch", "bytes allocated"],
        [.. rows.Select(row => (string[])
        [
            row.Work, row.Type, Spread(row, row.Ours), Spread(row, row.Limit), Words.Number(row.TimesLimit),
            row.Composed is null ? "" : Spread(row, row.Composed), Ratio(row.FasterThanComposed),
            TorchCell(results, row.Torch is null ? null : Spread(row, row.Torch)), Ratio(row.FasterThanTorch),
            $"{row.AllocatedBytes:N0}",
        ])],
        numbersFrom: 2);

    private static string MemoryTable(PeerResults results)
    {
        string refusals = string.Concat(results.TorchRefusals.Select(refusal => $"- {refusal}\n"));
        return MarkdownTable.Of(
            ["work", "type", "shape", "KLDiv, MiB", "limit", "composed", "PyTorch"],
            [.. results.Memory.Select(row => (string[])
            [
                row.Work, row.Type, $"{row.Shape}", Mebibytes(row.Ours), Mebibytes(row.Limit), Mebibytes(row.Composed),
                TorchCell(results, row.Torch is null ? null : Mebibytes(row.Torch)),
            ])],
            numbersFrom: 3) + (refusals.Length == 0 ? "" : $"\nWhat PyTorch does not do, in its words:\n\n{refusals}");
    }

    private static string CallTable() => MarkdownTable.Of(
        ["work", "KLDiv", "limit", "composed", "PyTorch"],
        [.. WorkTable.Of<float>().Select(work => (string[])
        [
            work.Name, work.Ours.Name, work.Limit == KLDivCalls<float>.Forward ? "the dense work" : work.Limit.Name,
            work.Composed?.Name ?? "", work.Torch is null ? "" : $"`{work.Torch}`",
        ])]) + $"\nFor `Half` the limits are {LimitCalls<Half>.Dot.Name}, and {LimitCalls<Half>.Multiply.Name}.\n";

    private static string Spread(PeerRow row, Samples samples)
    {
        Samples element = samples.AnElement(row.Shape.Elements);
        return $"{Words.Number(element.Median)} ({Words.Number(element.Min)}-{Words.Number(element.Max)})";
    }

    private static string Ratio(double? ratio) => ratio is { } value ? Words.Number(value) : "";

    private static string Mebibytes(long? bytes) => bytes is { } value ? $"{value / Mebibyte:N0}" : "";
}
