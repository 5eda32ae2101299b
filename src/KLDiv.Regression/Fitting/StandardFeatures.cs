using System.Numerics.Tensors;

namespace KLDiv.Regression.Fitting;

/// <summary>
/// The features, copied once and standardised: z = (x - mean) / scale with a bias, z = x / scale without one. The scale is the standard deviation,
/// or the root mean square without a bias; 0 for a column that is the same everywhere (without a bias: 0 everywhere), whose z are 0.
/// </summary>
internal sealed class StandardFeatures
{
    private readonly double[] _values;
    private readonly double[] _means;
    private readonly double[] _scales;

    /// <exception cref="RegressionDataException">A feature is NaN or infinite.</exception>
    public StandardFeatures(RowSet features, bool centred)
    {
        Columns = features.Columns;
        Rows = features.Count;
        _values = new double[checked(Rows * Columns)];
        _means = new double[Columns];
        _scales = new double[Columns];
        double[] low = new double[Columns];
        double[] high = new double[Columns];
        Copy(features, low, high);
        Divide(low, high);
        if (centred)
        {
            // Twice: the second pass takes off what rounding left of the first, which matters where the mean is large beside the deviation.
            Centre();
            Centre();
        }

        Scale(low, high, centred);
    }

    public nint Rows { get; }

    public int Columns { get; }

    public Span<double> Block(nint row, int count) => _values.AsSpan(checked((int)(row * Columns)), count * Columns);

    /// <summary>Weights and bias for x, from those for z: w = v / scale, b = c - Σ mean w.</summary>
    /// <param name="weights">[features, support]; v becomes w. The weight of a column of scale 0 becomes 0.</param>
    /// <param name="bias">[support]; c becomes b. Without a bias the means are 0, and so it stays.</param>
    public void MapBack(Span<double> weights, Span<double> bias)
    {
        for (int column = 0; column < Columns; column++)
        {
            Span<double> row = weights.Slice(column * bias.Length, bias.Length);
            if (_scales[column] == 0)
            {
                row.Clear();
                continue;
            }

            TensorPrimitives.Divide(row, _scales[column], row);
            TensorPrimitives.MultiplyAdd(row, -_means[column], bias, bias);
        }
    }

    private void Copy(RowSet features, double[] low, double[] high)
    {
        Array.Fill(low, double.PositiveInfinity);
        Array.Fill(high, double.NegativeInfinity);
        for (nint row = 0; row < Rows; row++)
        {
            Span<double> values = Block(row, 1);
            features.CopyRow(row, values);
            DataChecks.Features(values, features.RowOf(row));
            TensorPrimitives.Min(low, values, low);
            TensorPrimitives.Max(high, values, high);
        }
    }

    /// <summary>Divides each column by its largest magnitude, so that no square overflows or vanishes.</summary>
    private void Divide(double[] low, double[] high)
    {
        for (int column = 0; column < Columns; column++)
        {
            double largest = Math.Max(Math.Abs(low[column]), Math.Abs(high[column]));
            _scales[column] = largest == 0 ? 1 : largest;
        }

        for (nint row = 0; row < Rows; row++)
        {
            Span<double> values = Block(row, 1);
            TensorPrimitives.Divide(values, _scales, values);
        }
    }

    private void Centre()
    {
        double[] means = new double[Columns];
        for (nint row = 0; row < Rows; row++)
        {
            TensorPrimitives.Add(means, Block(row, 1), means);
        }

        TensorPrimitives.Divide(means, Rows, means);
        for (nint row = 0; row < Rows; row++)
        {
            Span<double> values = Block(row, 1);
            TensorPrimitives.Subtract(values, means, values);
        }

        TensorPrimitives.MultiplyAdd(means, _scales, _means, _means);
    }

    private void Scale(double[] low, double[] high, bool centred)
    {
        double[] roots = new double[Columns];
        for (nint row = 0; row < Rows; row++)
        {
            ReadOnlySpan<double> values = Block(row, 1);
            TensorPrimitives.MultiplyAdd(values, values, roots, roots);
        }

        TensorPrimitives.Divide(roots, Rows, roots);
        TensorPrimitives.Sqrt(roots, roots);
        double[] factors = new double[Columns];
        for (int column = 0; column < Columns; column++)
        {
            // A constant is told by its values: its deviation after rounding need not be 0.
            bool constant = roots[column] == 0 || (centred && low[column] == high[column]);
            factors[column] = constant ? 0 : 1 / roots[column];
            _scales[column] = constant ? 0 : _scales[column] * roots[column];
        }

        for (nint row = 0; row < Rows; row++)
        {
            Span<double> values = Block(row, 1);
            TensorPrimitives.Multiply(values, factors, values);
        }
    }
}
