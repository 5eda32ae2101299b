namespace KLDiv.TwoSamples.Estimating;

/// <summary>Distances of the shares of cells as they are.</summary>
internal static class CellShares
{
    /// <summary>Half of Σ |p - q|.</summary>
    public static double TotalVariation(CellCounts cells) => Sum(cells, (p, q) => Math.Abs(p - q)) / 2;

    /// <summary>√ of half of Σ (√p - √q)².</summary>
    public static double Hellinger(CellCounts cells) => Math.Sqrt(Sum(cells, (p, q) => Math.Pow(Math.Sqrt(p) - Math.Sqrt(q), 2)) / 2);

    private static double Sum(CellCounts cells, Func<double, double, double> term)
    {
        double sum = 0;
        for (int cell = 0; cell < cells.Count; cell++)
        {
            sum += term((double)cells.Reference[cell] / cells.ReferenceRows, (double)cells.Current[cell] / cells.CurrentRows);
        }

        return sum;
    }
}
