namespace KLDiv.TwoSamples.Estimating;

/// <summary>
/// KL(reference || current) of the distributions that two samples come from: the difference of two series (<see cref="CutSeries"/>) that are cut at the same
/// order, so that what both lack cancels; right on average where both distributions are the same, at any number of cells.
/// </summary>
internal readonly record struct KLEstimate(double Value, double Deviation)
{
    /// <summary>Cells with fewer rows of the current sample say next to nothing of how improbable they are.</summary>
    public const int FewRows = 5;

    public static KLEstimate Of(CellCounts cells)
    {
        (long n, long m) = (cells.ReferenceRows, cells.CurrentRows);
        long order = Math.Min(n - 1, m);
        CutSeries own = new(n - 1, order, cells.Reference.Max()), other = new(m, order, cells.Current.Max());
        double sum = 0, squares = 0, masses = 0;
        for (int cell = 0; cell < cells.Count; cell++)
        {
            (long a, long b) = (cells.Reference[cell], cells.Current[cell]);
            if (a > 0)
            {
                double share = (double)a / n, logRatio = other[b] - own[a - 1];
                sum += share * logRatio;
                squares += share * logRatio * logRatio;
                masses += share * share * m / (b + 0.5);
            }
        }

        double variance = (Math.Max(0, squares - (sum * sum)) / n) + (Math.Max(0, masses - 1) / m);
        return new KLEstimate(sum, Math.Sqrt(variance));
    }

    /// <summary>The share of the reference's rows in cells where the current sample has next to none: what they add to the divergence cannot be known.</summary>
    public static double Outside(CellCounts cells)
    {
        long rows = 0;
        for (int cell = 0; cell < cells.Count; cell++)
        {
            rows += cells.Current[cell] < FewRows ? cells.Reference[cell] : 0;
        }

        return (double)rows / cells.ReferenceRows;
    }
}
