using KLDiv.Benchmarks.Peers;
using KLDiv.Benchmarks.Scaling;
using KLDiv.Pages.Charts;

namespace KLDiv.Benchmarks.Pictures;

/// <summary>The picture of docs/performance.md: the time an element over the number of elements, flat where memory or arithmetic bounds it.</summary>
internal static class ScalingPicture
{
    /// <param name="rows">The figures, as the table has them.</param>
    public static string Write(IReadOnlyList<ScalingRow> rows)
    {
        (string Name, bool IsPeer, (double, double)[] Points)[] lines = [.. rows.GroupBy(row => row.Threads).SelectMany(Lines)];
        Chart chart = new()
        {
            Title = "Time an element over the number of elements",
            Description = Description(rows),
            Horizontal = new Axis(new LogScale(rows.Min(row => row.Length), rows.Max(row => row.Length)), "elements (float pairs), logarithmic"),
            Vertical = new Axis(LinearScale.UpTo(rows.Max(row => Math.Max(row.Ours, row.Dot))), "nanoseconds an element"),
            Marks = [.. lines.Select((line, i) => new Line(line.Points, i / 2) { IsDashed = line.IsPeer, HasDots = true })],
            Keys = [.. lines.Select((line, i) => new Key(line.Name, i / 2, line.IsPeer ? KeyShape.DashedLine : KeyShape.Line))],
        };
        return PictureFile.Write(chart, width: 800, height: 440);
    }

    /// <summary>Ours, and beside it the limit in the same colour.</summary>
    private static (string Name, bool IsPeer, (double X, double Y)[] Points)[] Lines(IGrouping<int, ScalingRow> group)
    {
        string threads = Words.Threads(group.Key);
        return
        [
            ($"KLDiv, {threads}", false, [.. group.Select(row => ((double)row.Length, row.Ours))]),
            ($"Dot, {threads}", true, [.. group.Select(row => ((double)row.Length, row.Dot))]),
        ];
    }

    private static string Description(IReadOnlyList<ScalingRow> rows) => string.Join(' ', rows.GroupBy(row => row.Threads).Select(group =>
    {
        ScalingRow first = group.First(), last = group.Last();
        return $"On {Words.Threads(group.Key)} the forward loss takes {Words.Number(first.Ours)} nanoseconds an element "
            + $"for {first.Length:N0} elements and {Words.Number(last.Ours)} for {last.Length:N0}, "
            + $"where Dot takes {Words.Number(first.Dot)} and {Words.Number(last.Dot)}.";
    }));
}
