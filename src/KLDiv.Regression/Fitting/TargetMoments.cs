using System.Numerics.Tensors;
using KLDiv.Regression.Fitting.Dense;
using KLDiv.Simd;

namespace KLDiv.Regression.Fitting;

/// <summary>
/// All that a softmax regression needs of its targets, gathered in one pass: the loss is Σ w t ln t - Σ θ (zᵀ w t) + Σ w m ln Σ e^(z θ), and only its
/// last term changes in a way that asks for the rows again. m is what a row of targets sums to.
/// </summary>
internal sealed unsafe class TargetMoments
{
    /// <summary>With more features the second moments would take longer than they save.</summary>
    private const int MostSecondMoments = 1024;

    private readonly FitRows _data;
    private readonly StandardFeatures _features;
    private readonly RowParts _parts;
    private readonly AlignedBuffer _sums;
    private readonly int _crossLength;
    private readonly CancellationToken _cancellationToken;

    /// <exception cref="RegressionDataException">A target is not finite and at least 0, or their sums are no numbers to compute with.</exception>
    public TargetMoments(FitRows data, StandardFeatures features, int threads, CancellationToken cancellationToken)
    {
        _data = data;
        _features = features;
        _cancellationToken = cancellationToken;
        Support = data.Targets.Columns;
        Width = DenseKernels.Padded(Support);
        HasSecond = features.Columns <= MostSecondMoments;
        _crossLength = checked((features.Columns + 1) * Width);
        int sumLength = checked(_crossLength + (HasSecond ? features.Columns * features.Stride : features.Stride));
        _parts = new RowParts(data.Rows, features.Stride + Width, sumLength);
        _sums = new AlignedBuffer((long)_parts.Count * sumLength);
        Masses = new AlignedBuffer(DenseKernels.Padded(checked((int)data.Rows)));
        var constants = new ExactSum[_parts.Count];
        _parts.Run(threads, part => constants[part] = AddPart(part, _sums.Pointer + ((nint)part * sumLength)));
        ExactSum constant = default;
        foreach (ExactSum part in constants)
        {
            constant.Add(part);
        }

        Span<double> total = _sums.Span[..sumLength];
        for (int part = 1; part < _parts.Count; part++)
        {
            TensorPrimitives.Add(total, _sums.Span.Slice(part * sumLength, sumLength), total);
        }

        Constant = constant.Value;
        TotalMass = SteadySums.Sum(total.Slice(_crossLength - Width, Width));
        Mass = TotalMass > 0 ? TotalMass / data.TotalWeight : 1;
        if (!TensorPrimitives.IsFiniteAll<double>(total) || !double.IsFinite(Constant) || !double.IsFinite(1 / (data.TotalWeight * Mass)))
        {
            throw DataChecks.SizeOfTargets(data, TotalMass);
        }
    }

    public int Support { get; }

    /// <summary>The support with its padding.</summary>
    public int Width { get; }

    /// <summary>Σ w m.</summary>
    public double TotalMass { get; }

    /// <summary>The mean over the weighted rows of m; 1 when all targets are 0.</summary>
    public double Mass { get; }

    /// <summary>w m of each row.</summary>
    public AlignedBuffer Masses { get; }

    /// <summary>Σ w t ln t.</summary>
    public double Constant { get; }

    /// <summary>Zᵀ w t, [features, width], and Σ w t, [width].</summary>
    public ReadOnlySpan<double> Cross => _sums.Span[.._crossLength];

    /// <summary>Whether <see cref="Second"/> is a matrix, and not only its diagonal.</summary>
    public bool HasSecond { get; }

    /// <summary>Zᵀ w m Z, [features, stride], or its diagonal.</summary>
    public ReadOnlySpan<double> Second => _sums.Span.Slice(_crossLength, HasSecond ? _features.Columns * _features.Stride : _features.Stride);

    private ExactSum AddPart(int part, double* sums)
    {
        int rows = _parts.BlockRows;
        AlignedBuffer features = new((long)rows * _features.Stride), targets = new((long)rows * Width), zeros = new((long)rows * Width);
        AlignedBuffer weights = new(rows), ones = new(_features.Stride), none = new(_features.Stride), unused = new(_features.Stride);
        ones.Span.Fill(1);
        ExactSum constant = default;
        DenseKernels kernels = DenseKernels.Current;
        int columns = _features.Columns, stride = _features.Stride;
        _parts.ForBlocks(
            part,
            (start, count) =>
            {
                Span<double> block = targets.Span[..(count * Width)];
                ReadTargets(start, count, targets.Pointer);
                _data.CopyWeights(start, weights.Span[..count]);
                constant.Add(KLDivergence.Loss<double, double>(
                    zeros.Span[..block.Length], block, Reduction.Sum, rowWeights: weights.Span[..count], lengths: [count, Width]));
                kernels.ScaleRows(targets.Pointer, weights.Pointer, count, Width);
                double* masses = Masses.Pointer + start;
                TensorPrimitives.Multiply(weights.Span[..count], new ReadOnlySpan<double>(masses, count), new Span<double>(masses, count));

                double* z = _features.Block(start, count, features.Pointer);
                kernels.Multiply(z, 1, stride, targets.Pointer, sums, null, columns, count, Width);
                kernels.AddRows(targets.Pointer, sums + ((nint)columns * Width), count, Width);
                if (HasSecond)
                {
                    new ReadOnlySpan<double>(z, count * stride).CopyTo(features.Span);
                    TensorPrimitives.Sqrt(new ReadOnlySpan<double>(masses, count), weights.Span);
                    kernels.ScaleRows(features.Pointer, weights.Pointer, count, stride);
                    kernels.Multiply(features.Pointer, 1, stride, features.Pointer, sums + _crossLength, null, columns, count, stride);
                }
                else
                {
                    kernels.AddMoments(z, ones.Pointer, none.Pointer, masses, unused.Pointer, sums + _crossLength, count, stride);
                }
            },
            _cancellationToken);
        foreach (AlignedBuffer buffer in (ReadOnlySpan<AlignedBuffer>)[features, targets, zeros, weights, ones, none, unused])
        {
            GC.KeepAlive(buffer);
        }

        return constant;
    }

    /// <summary>Reads and checks targets; their rows' sums become the masses.</summary>
    private void ReadTargets(nint start, int count, double* targets)
    {
        Span<double> block = new(targets, count * Width);
        _data.Targets.CopyRows(start, count, block, Width);
        double* sums = Masses.Pointer + start;
        DenseKernels.Current.RowSums(targets, sums, count, Width);
        if (TensorPrimitives.Min<double>(block) >= 0 && TensorPrimitives.IsFiniteAll<double>(new ReadOnlySpan<double>(sums, count)))
        {
            return;
        }

        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> row = block.Slice(i * Width, Support);
            if (!(double.IsFinite(sums[i]) && TensorPrimitives.Min(row) >= 0))
            {
                DataChecks.RefuseTargets(row, _data.Targets.RowOf(start + i), sums[i]);
            }
        }
    }
}
