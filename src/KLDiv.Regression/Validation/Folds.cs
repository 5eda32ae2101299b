using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Validation;

/// <summary>Rows shuffled, and cut into folds whose sizes differ by at most 1, the larger first.</summary>
internal static class Folds
{
    /// <exception cref="ArgumentOutOfRangeException">The folds are not between 2 and the number of rows.</exception>
    public static int[] Order(nint rows, int folds, ulong seed)
    {
        Check(rows, folds);
        return Shuffle.Order(checked((int)rows), seed);
    }

    /// <exception cref="ArgumentOutOfRangeException">The folds are not between 2 and the number of rows.</exception>
    public static void Check(nint rows, int folds)
    {
        if (folds < 2 || folds > rows)
        {
            throw new ArgumentOutOfRangeException(
                nameof(folds), folds, $"The number of folds must be from 2 to the number of rows, which is {rows}.");
        }
    }

    /// <summary>The rows without those of a fold, and those of the fold.</summary>
    public static (int[] Training, int[] HeldOut) Cut(int[] order, int fold, int folds)
    {
        int start = Boundary(order.Length, fold, folds);
        int end = Boundary(order.Length, fold + 1, folds);
        return ([.. order[..start], .. order[end..]], order[start..end]);
    }

    /// <summary>Where a fold begins: the first rows % folds folds have one row more than the others.</summary>
    private static int Boundary(int rows, int fold, int folds) => (fold * (rows / folds)) + Math.Min(fold, rows % folds);
}
