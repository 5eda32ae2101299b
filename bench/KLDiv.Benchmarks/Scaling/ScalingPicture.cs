using KLDiv.Benchmarks.Peers;

namespace KLDiv.Benchmarks.Scaling;

/// <summary>The picture of docs/performance.md: the time an element over the number of elements, flat where memory or arithmetic bounds it.</summary>
internal static class ScalingPicture
{
    /// <param name="rows">The figures, as the table has them.</param>
    public static string Write(IReadOnlyList<ScalingRow> rows)
    {
        LineChart chart = new(
            "Time an element over the number of elements",
            "elements (float pairs), logarithmic",
            "nanoseconds an element",
            Description(rows));
        int colour = 0;
        foreach (IGrouping<int, ScalingRow> group in rows.GroupBy(row => row.Threads))
        {
            string threads = Words.Threads(group.Key);
            chart.Add($"KLDiv, {threads}", colour, dashed: false, [.. group.Select(row => ((double)row.Length, row.Ours))]);
            chart.Add($"Dot, {threads}", colour, dashed: true, [.. group.Select(row => ((double)row.Length, row.Dot))]);
            colour++;
        }

        return chart.ToSvg();
    }

    private static string Description(IReadOnlyList<ScalingRow> rows) => string.Join(' ', rows.GroupBy(row => row.Threads).Select(group =>
    {
        ScalingRow first = group.First(), last = group.Last();
        return $"On {Words.Threads(group.Key)} the forward loss takes {Words.Number(first.Ours)} nanoseconds an element "
            + $"for {first.Length:N0} elements and {Words.Number(last.Ours)} for {last.Length:N0}, "
            + $"where Dot takes {Words.Number(first.Dot)} and {Words.Number(last.Dot)}.";
    }));
}
