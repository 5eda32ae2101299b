namespace KLDiv.Pages.Charts;

/// <summary>Ranges that follow one another and take equal lengths, whatever they are wide; between their ends equal differences take equal lengths.</summary>
/// <param name="ends">Where the ranges begin, and where the last one ends; each above the one before it.</param>
/// <param name="format">What is written at an end.</param>
internal sealed class StepScale(IReadOnlyList<double> ends, Func<double, string> format) : Scale
{
    /// <inheritdoc/>
    public override double Position(double value)
    {
        int ranges = ends.Count - 1, range = 0;
        while (range + 1 < ranges && value >= ends[range + 1])
        {
            range++;
        }

        return (range + Math.Clamp((value - ends[range]) / (ends[range + 1] - ends[range]), 0, 1)) / ranges;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tick> Ticks(int most)
    {
        int stride = Math.Max(1, (ends.Count - 1 + most - 2) / Math.Max(1, most - 1));
        return [.. Enumerable.Range(0, ends.Count).Where(i => i % stride == 0).Select(i => new Tick(ends[i], format(ends[i])))];
    }
}
