using KLDiv.TwoSamples.Estimating;

namespace KLDiv.TwoSamples.Chance;

/// <summary>Divides the rows of two samples anew between them, each into as many as it had: what two samples of one distribution would have given.</summary>
/// <remarks>Rows in one cell are alike, so that nothing but the cells' totals is needed: one hypergeometric draw a cell.</remarks>
internal static class Permutation
{
    public static CellCounts Draw(CellCounts cells, Random random)
    {
        long[] reference = new long[cells.Count], current = new long[cells.Count];
        (long left, long drawn) = (cells.ReferenceRows + cells.CurrentRows, cells.ReferenceRows);
        for (int cell = 0; cell < cells.Count; cell++)
        {
            long total = cells.Total(cell);
            reference[cell] = new Hypergeometric(left, total, drawn).Draw(random);
            current[cell] = total - reference[cell];
            (left, drawn) = (left - total, drawn - reference[cell]);
        }

        return new CellCounts(reference, current);
    }
}
