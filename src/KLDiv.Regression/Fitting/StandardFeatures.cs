using System.Numerics.Tensors;
using KLDiv.Regression.Fitting.Dense;

namespace KLDiv.Regression.Fitting;

/// <summary>
/// The features, standardised: z = (x - mean) / scale with a bias, z = x / scale without one. The scale is the standard deviation, or the root mean
/// square without a bias; 0 for a column that is the same everywhere (without a bias: 0 everywhere), whose z are 0. Means are those of the weighted
/// rows.
/// </summary>
/// <remarks>
/// The data stay where they are: each block is read and standardised anew, which costs little beside the products that follow. Only what is small is
/// kept.
/// </remarks>
internal sealed unsafe class StandardFeatures
{
    /// <summary>So many doubles, 16 MiB, are kept.</summary>
    private const long MostKept = 1 << 21;

    private const double SmallestNormal = 2.2250738585072014e-308;

    private readonly FitRows _data;
    private readonly CancellationToken _cancellationToken;
    private readonly RowParts _parts;
    private readonly AlignedBuffer? _kept;

    // Of each column: a power of two that brings it below 2; its mean, so scaled, as a sum of two, since rounding leaves something where the mean is
    // large beside the deviation; and one over the deviation.
    private readonly AlignedBuffer _factors;
    private readonly AlignedBuffer _means;
    private readonly AlignedBuffer _rests;
    private readonly AlignedBuffer _inverses;

    /// <param name="data">The rows.</param>
    /// <param name="centred">Whether the model has a bias.</param>
    /// <param name="threads">As <see cref="FitOptions.MaxDegreeOfParallelism"/>.</param>
    /// <param name="cancellationToken">Asked before each block.</param>
    /// <exception cref="RegressionDataException">A feature is NaN or infinite.</exception>
    public StandardFeatures(FitRows data, bool centred, int threads, CancellationToken cancellationToken)
    {
        _data = data;
        _cancellationToken = cancellationToken;
        Columns = data.Features.Columns;
        Stride = DenseKernels.Padded(Columns);
        _parts = new RowParts(data.Rows, Stride, 2 * Stride);
        _kept = (Int128)data.Rows * Stride <= MostKept ? new AlignedBuffer(data.Rows * Stride) : null;
        (_factors, _means) = (new AlignedBuffer(Stride), new AlignedBuffer(Stride));
        (_rests, _inverses) = (new AlignedBuffer(Stride), new AlignedBuffer(Stride));
        Means = new double[Columns];
        Scales = new double[Columns];
        (double[] low, double[] high) = Extremes(threads);
        SetFactors(low, high);
        (double[] sums, double[] squares) = Moments(threads);
        if (centred)
        {
            TensorPrimitives.Divide<double>(sums, data.TotalWeight, _means.Span);
            (sums, squares) = Moments(threads);
            TensorPrimitives.Divide<double>(sums, data.TotalWeight, _rests.Span);
        }

        SetScales(low, high, squares, centred);
        StandardiseKept(threads);
    }

    public nint Rows => _data.Rows;

    public int Columns { get; }

    /// <summary>From one row of a block to the next; what is behind the columns is 0.</summary>
    public int Stride { get; }

    /// <summary>One a column, 0 without a bias.</summary>
    public double[] Means { get; }

    /// <summary>One a column.</summary>
    public double[] Scales { get; }

    /// <summary>Standardised rows.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="buffer">[count, <see cref="Stride"/>], zeros at first, where they may be put.</param>
    /// <returns>Where they are; not to be written to.</returns>
    public double* Block(nint start, int count, double* buffer)
    {
        if (_kept is not null)
        {
            return _kept.Pointer + (start * Stride);
        }

        _data.Features.CopyRows(start, count, new Span<double>(buffer, count * Stride), Stride);
        Standardise(buffer, count);
        return buffer;
    }

    /// <summary>Weights and bias for x, from those for z: w = v / scale, b = c - Σ mean w.</summary>
    /// <param name="weights">[features, support]; v becomes w. The weight of a column of scale 0 becomes 0.</param>
    /// <param name="bias">[support]; c becomes b. Without a bias the means are 0, and so it stays.</param>
    public void MapBack(Span<double> weights, Span<double> bias)
    {
        for (int column = 0; column < Columns; column++)
        {
            Span<double> row = weights.Slice(column * bias.Length, bias.Length);
            if (Scales[column] == 0)
            {
                row.Clear();
                continue;
            }

            TensorPrimitives.Divide(row, Scales[column], row);
            if (!TensorPrimitives.IsFiniteAll<double>(row))
            {
                throw new RegressionDataException(
                    DataChecks.FeaturesName,
                    $"column {column} of features varies by {Scales[column]}, and its weights are more than double precision holds; multiply it by a large number")
                {
                    Column = column,
                };
            }

            TensorPrimitives.MultiplyAdd(row, -Means[column], bias, bias);
        }
    }

    private void Standardise(double* values, int rows) =>
        DenseKernels.Current.Standardise(values, _factors.Pointer, _means.Pointer, _rests.Pointer, _inverses.Pointer, rows, Stride);

    /// <summary>Rows as they are, which are the kept ones until those are standardised.</summary>
    private double* Raw(nint start, int count, double* buffer)
    {
        double* rows = _kept is null ? buffer : _kept.Pointer + (start * Stride);
        if (_kept is null)
        {
            _data.Features.CopyRows(start, count, new Span<double>(rows, count * Stride), Stride);
        }

        return rows;
    }

    /// <summary>The least and greatest of each column; and fills what is kept.</summary>
    private (double[] Low, double[] High) Extremes(int threads)
    {
        var low = new AlignedBuffer((long)_parts.Count * Stride);
        var high = new AlignedBuffer((long)_parts.Count * Stride);
        low.Span.Fill(double.PositiveInfinity);
        high.Span.Fill(double.NegativeInfinity);
        _parts.Run(threads, part =>
        {
            AlignedBuffer buffer = new(_parts.BlockRows * Stride);
            _parts.ForBlocks(
                part,
                (start, count) =>
                {
                    double* rows = _kept is null ? buffer.Pointer : _kept.Pointer + (start * Stride);
                    _data.Features.CopyRows(start, count, new Span<double>(rows, count * Stride), Stride);
                    if (!DenseKernels.Current.Extremes(rows, low.Pointer + (part * Stride), high.Pointer + (part * Stride), count, Stride))
                    {
                        RefuseFeatures(rows, start, count);
                    }
                },
                _cancellationToken);
            GC.KeepAlive(buffer);
        });

        for (int part = 1; part < _parts.Count; part++)
        {
            TensorPrimitives.Min<double>(low.Span[..Stride], low.Span.Slice(part * Stride, Stride), low.Span[..Stride]);
            TensorPrimitives.Max<double>(high.Span[..Stride], high.Span.Slice(part * Stride, Stride), high.Span[..Stride]);
        }

        return (low.Span[..Stride].ToArray(), high.Span[..Stride].ToArray());
    }

    private void RefuseFeatures(double* rows, nint start, int count)
    {
        for (int i = 0; i < count; i++)
        {
            DataChecks.Features(new ReadOnlySpan<double>(rows + ((nint)i * Stride), Columns), _data.Features.RowOf(start + i));
        }
    }

    /// <summary>So that no square overflows or vanishes.</summary>
    private void SetFactors(double[] low, double[] high)
    {
        const int GreatestExponent = 1023;
        for (int column = 0; column < Columns; column++)
        {
            double largest = Math.Max(Math.Abs(low[column]), Math.Abs(high[column]));
            _factors.Span[column] = largest == 0 ? 1 : Math.ScaleB(1, Math.Min(GreatestExponent, -Math.ILogB(largest)));
        }
    }

    /// <summary>Σ w r and Σ w r² of each column, with r = x factor - mean.</summary>
    private (double[] Sums, double[] Squares) Moments(int threads)
    {
        var sums = new AlignedBuffer(2L * _parts.Count * Stride);
        _parts.Run(threads, part =>
        {
            AlignedBuffer buffer = new(_parts.BlockRows * Stride), weights = new(_parts.BlockRows);
            double* sum = sums.Pointer + (2 * part * Stride);
            _parts.ForBlocks(
                part,
                (start, count) =>
                {
                    _data.CopyWeights(start, weights.Span[..count]);
                    DenseKernels.Current.AddMoments(
                        Raw(start, count, buffer.Pointer), _factors.Pointer, _means.Pointer, weights.Pointer, sum, sum + Stride, count, Stride);
                },
                _cancellationToken);
            GC.KeepAlive(buffer);
            GC.KeepAlive(weights);
        });

        Span<double> total = sums.Span[..(2 * Stride)];
        for (int part = 1; part < _parts.Count; part++)
        {
            TensorPrimitives.Add(total, sums.Span.Slice(2 * part * Stride, 2 * Stride), total);
        }

        return (total[..Stride].ToArray(), total[Stride..].ToArray());
    }

    private void SetScales(double[] low, double[] high, double[] squares, bool centred)
    {
        for (int column = 0; column < Columns; column++)
        {
            double factor = _factors.Span[column], rest = _rests.Span[column];
            double root = Math.Sqrt(Math.Max(0, (squares[column] / _data.TotalWeight) - (rest * rest)));

            // A constant is told by its values: its deviation after rounding need not be 0.
            bool constant = root == 0 || (centred && low[column] == high[column]);
            _inverses.Span[column] = constant ? 0 : 1 / root;
            Scales[column] = constant ? 0 : root / factor;
            if (Scales[column] is > 0 and < SmallestNormal)
            {
                throw new RegressionDataException(
                    DataChecks.FeaturesName,
                    $"column {column} of features varies by {Scales[column]}, which double precision does not hold in full; multiply it by a large number")
                {
                    Column = column,
                };
            }

            Means[column] = (_means.Span[column] / factor) + (rest / factor);
        }
    }

    private void StandardiseKept(int threads)
    {
        if (_kept is not null)
        {
            _parts.Run(threads, part => _parts.ForBlocks(
                part, (start, count) => Standardise(_kept.Pointer + (start * Stride), count), _cancellationToken));
        }
    }
}
