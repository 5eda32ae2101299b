using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Validation;

/// <summary>Rows that can be fitted with their values spread by any bandwidth, and are measured as they are.</summary>
/// <param name="Observed">The rows with what was observed.</param>
/// <param name="At">The same rows with the targets that are fitted at a bandwidth.</param>
/// <param name="Bins">What the support stands for; null: not ordered.</param>
internal sealed record SpreadRows(FitRows Observed, Func<double, FitRows> At, Binning? Bins = null)
{
    /// <summary>So many probabilities, 16 MiB, are kept while a bandwidth is tried.</summary>
    private const int MostKept = 1 << 21;

    /// <summary>Rows without values that could be spread.</summary>
    /// <param name="observed">The rows.</param>
    public static SpreadRows As(FitRows observed) => new(observed, _ => observed);

    public nint Count => Observed.Rows;

    /// <summary>Some of these rows.</summary>
    public SpreadRows Choose(int[] rows) => new(Observed.Choose(rows), bandwidth => At(bandwidth).Choose(rows), Bins);

    /// <summary>The rows at a bandwidth, spread once for many fits, where that is no burden.</summary>
    public FitRows Kept(double bandwidth)
    {
        FitRows rows = At(bandwidth);
        if (bandwidth == 0 || rows.Rows * rows.Targets.Columns > MostKept)
        {
            return rows;
        }

        double[] weights = new double[rows.Rows];
        rows.CopyWeights(0, weights);
        return new FitRows(rows.Features, new RowSet(ArrayMatrix.Of(rows.Targets)), weights);
    }
}
