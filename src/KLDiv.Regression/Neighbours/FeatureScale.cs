using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Neighbours;

/// <summary>The standard deviation of each column, by which features are divided before they are compared.</summary>
internal sealed class FeatureScale
{
    private readonly double[] _divisors;

    /// <param name="points">[rows, columns], finite.</param>
    /// <param name="columns">The number of columns.</param>
    public FeatureScale(ReadOnlySpan<double> points, int columns)
    {
        _divisors = new double[columns];
        double[] values = new double[points.Length / columns];
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < values.Length; row++)
            {
                values[row] = points[(row * columns) + column];
            }

            _divisors[column] = Deviation(values);
        }
    }

    /// <summary>Divides in place, row by row.</summary>
    public void Apply(Span<double> rows)
    {
        for (int start = 0; start < rows.Length; start += _divisors.Length)
        {
            Span<double> row = rows.Slice(start, _divisors.Length);
            TensorPrimitives.Divide(row, _divisors, row);
        }
    }

    /// <summary>Infinity for a column that is the same everywhere, which then counts for nothing.</summary>
    private static double Deviation(Span<double> values)
    {
        double least = TensorPrimitives.Min<double>(values), greatest = TensorPrimitives.Max<double>(values);
        if (least == greatest)
        {
            return double.PositiveInfinity;
        }

        // By the largest magnitude first, so that no square overflows or vanishes.
        double largest = Math.Max(Math.Abs(least), Math.Abs(greatest));
        TensorPrimitives.Divide(values, largest, values);
        TensorPrimitives.Subtract(values, SteadySums.Sum(values) / values.Length, values);
        double root = Math.Sqrt(SteadySums.SumOfSquares(values) / values.Length);
        return largest * root > 0 ? largest * root : double.PositiveInfinity;
    }
}
