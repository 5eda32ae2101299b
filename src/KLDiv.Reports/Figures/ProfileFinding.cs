namespace KLDiv.Reports;

/// <summary>Where in a file the divergence is high, found from its profile.</summary>
public sealed record ProfileFinding
{
    /// <summary>How many times the median run a run must be apart to stand out.</summary>
    private const double Outstanding = 3;

    /// <summary>How many runs that are not near the peak may lie between those that are.</summary>
    private const int MostBetween = 1;

    /// <summary>The part of the peak that a run must have at least to belong to its stretch.</summary>
    private const double LeastOfPeak = 0.1;

    /// <summary>How the divergence runs along the file.</summary>
    public required ProfileShape Shape { get; init; }

    /// <summary>The median of the runs' mean divergences.</summary>
    public required double Median { get; init; }

    /// <summary>The largest mean divergence of a run.</summary>
    public required double Peak { get; init; }

    /// <summary>The stretch that stands out, runs around the one with the largest mean; empty where <see cref="Shape"/> is another.</summary>
    /// <remarks>It goes as far as runs are nearer to the peak than to the median: above their geometric mean, and a tenth of the peak; single lower runs may lie between.</remarks>
    public IReadOnlyList<ProfileRun> Stretch { get; init; } = [];

    /// <summary>Finds where the divergence is high.</summary>
    /// <param name="profile">The runs (<see cref="ReportFigures.Profile"/>); those in which no row counts are passed over.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="ArgumentException">No row counts in any run.</exception>
    public static ProfileFinding Of(IReadOnlyList<ProfileRun> profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ProfileRun[] runs = [.. profile.Where(run => !double.IsNaN(run.Mean))];
        if (runs.Length == 0)
        {
            throw new ArgumentException("No row counts in any run of the profile.", nameof(profile));
        }

        ProfileRun peak = runs.MaxBy(run => run.Mean);
        ProfileFinding finding = new() { Shape = ProfileShape.Infinite, Median = MedianOf([.. runs.Select(run => run.Mean)]), Peak = peak.Mean };
        if (runs.Any(run => run.InfiniteRows > 0))
        {
            return finding;
        }

        if (peak.Mean <= Outstanding * Math.Max(0, finding.Median))
        {
            return finding with { Shape = ProfileShape.Even };
        }

        // What is near the peak, not what is merely apart from the median: else the stretch would reach into parts that are far less apart.
        ProfileRun[] high = Around(runs, Array.IndexOf(runs, peak), Threshold(finding.Median, peak.Mean));
        return 2 * high.Sum(run => run.Rows) >= runs.Sum(run => run.Rows) && high.Length > 1
            ? finding with { Shape = ProfileShape.HighAllOver }
            : finding with { Shape = ProfileShape.Stretch, Stretch = high };
    }

    /// <summary>The geometric mean of median and peak: what is above it is nearer to the peak.</summary>
    private static double Threshold(double median, double peak) => Math.Max(Math.Sqrt(Math.Max(0, median)) * Math.Sqrt(peak), LeastOfPeak * peak);

    /// <summary>The peak and the runs beside it that are near it.</summary>
    private static ProfileRun[] Around(ProfileRun[] runs, int peak, double threshold) =>
        runs[LastHigh(runs, peak, -1, threshold)..(LastHigh(runs, peak, 1, threshold) + 1)];

    private static int LastHigh(ProfileRun[] runs, int peak, int step, double threshold)
    {
        int last = peak;
        for (int i = peak + step; i >= 0 && i < runs.Length && Math.Abs(i - last) <= MostBetween + 1; i += step)
        {
            last = runs[i].Mean > threshold ? i : last;
        }

        return last;
    }

    private static double MedianOf(double[] values)
    {
        Array.Sort(values);
        int half = values.Length / 2;
        return values.Length % 2 == 1 ? values[half] : (values[half - 1] / 2) + (values[half] / 2);
    }
}
