using System.Numerics.Tensors;
using KLDiv.Regression.Fitting.Dense;
using KLDiv.Simd;

namespace KLDiv.Regression.Fitting;

/// <summary>
/// The objective of softmax(z v + c): the criterion between it and the targets, averaged over the weighted rows, plus λ Σ v²; over the mean mass.
/// Parameters are v, [features, width], and c, [width], where there is a bias, the width being the support's with its padding, whose parameters are 0
/// and stay 0.
/// </summary>
/// <remarks>
/// A pass makes logits block by block, turns them into w m q in place with one exponential each, and adds zᵀ w m q to the gradient;
/// what the targets contribute is known from <see cref="TargetMoments"/>.
/// </remarks>
internal sealed unsafe class SoftmaxObjective : IFitObjective
{
    /// <summary>A few units in the last place, as sums of products have.</summary>
    private const double RoundingOfTerms = 1e-15;

    private readonly StandardFeatures _features;
    private readonly TargetMoments _moments;
    private readonly FitOptions _options;
    private readonly double _scale;
    private readonly int _weightCount;
    private readonly RowParts _parts;
    private readonly AlignedBuffer _start;
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _gradients;
    private readonly ExactSum[] _losses;
    private readonly Workspace[] _workspaces;
    private readonly CancellationToken _cancellationToken;

    public SoftmaxObjective(
        StandardFeatures features, TargetMoments moments, double totalWeight, FitOptions options, CancellationToken cancellationToken)
    {
        _features = features;
        _moments = moments;
        _options = options;
        _cancellationToken = cancellationToken;
        _scale = 1 / (totalWeight * moments.Mass);
        _weightCount = checked(features.Columns * moments.Width);
        int sumLength = checked(_weightCount + moments.Width);
        ParameterCount = options.HasBias ? sumLength : _weightCount;
        _parts = new RowParts(features.Rows, features.Stride + moments.Width, sumLength);
        _start = new AlignedBuffer(moments.Width);
        _weights = new AlignedBuffer(_weightCount);
        _gradients = new AlignedBuffer((long)_parts.Count * sumLength);
        _losses = new ExactSum[_parts.Count];
        _workspaces = new Workspace[_parts.Count];
    }

    public int ParameterCount { get; }

    public double Rounding { get; private set; }

    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        SetParameters(parameters);
        _parts.Run(_options.MaxDegreeOfParallelism, AddPart);
        ExactSum loss = default;
        ReadOnlySpan<double> cross = _moments.Cross[..ParameterCount];
        TensorPrimitives.Negate(cross, gradient);
        int sumLength = _gradients.Length / _parts.Count;
        for (int part = 0; part < _parts.Count; part++)
        {
            loss.Add(_losses[part]);
            TensorPrimitives.Add(gradient, _gradients.Span.Slice(part * sumLength, ParameterCount), gradient);
        }

        double logSums = loss.Value, linear = SteadySums.Dot(parameters, cross);
        loss.Add(_moments.Constant);
        loss.Add(-linear);
        TensorPrimitives.Multiply(gradient, _scale, gradient);
        double penalty = AddPenalty(parameters[.._weightCount], gradient[.._weightCount]);
        Rounding = RoundingOfTerms * (penalty + (_scale * (Math.Abs(logSums) + Math.Abs(linear) + Math.Abs(_moments.Constant))));
        return (loss.Value * _scale) + penalty;
    }

    public double LossOf(double value, ReadOnlySpan<double> parameters) => (value * _moments.Mass) - Penalty(parameters[.._weightCount]);

    public double ObjectiveOf(double value) => value * _moments.Mass;

    /// <summary>The inverse of the Hessian's blocks at parameters, from a sample of the rows; null where they would be too large.</summary>
    public BlockHessian? HessianAt(ReadOnlySpan<double> parameters, FeatureBasis basis)
    {
        int rows = BlockHessian.SampleRows(_features.Rows, _features.Columns, _moments.Support);
        if (rows == 0)
        {
            return null;
        }

        SetParameters(parameters);
        Workspace workspace = new(_parts.BlockRows, _features.Stride, _moments.Width);
        nint blocks = nint.Max(1, rows / _parts.BlockRows);
        var sample = new HessianSample(checked((int)blocks * _parts.BlockRows), basis, _moments);
        double mass = 0;
        for (nint i = 0; i < blocks; i++)
        {
            nint start = (nint)((Int128)_parts.Blocks * i / blocks) * _parts.BlockRows;
            int count = (int)nint.Min(_parts.BlockRows, _features.Rows - start);
            double* z = Forward(start, count, workspace);
            double* masses = _moments.Masses.Pointer + start;
            sample.Add(basis, z, workspace.Logits.Pointer, masses, count);
            mass += SteadySums.Sum(new ReadOnlySpan<double>(masses, count));
        }

        GC.KeepAlive(workspace);
        return new BlockHessian(basis, sample, mass > 0 ? 1 / mass : 1, _options, 2 * _options.Penalty / _moments.Mass);
    }

    private void SetParameters(ReadOnlySpan<double> parameters)
    {
        parameters[.._weightCount].CopyTo(_weights.Span);
        _start.Span.Fill(double.NegativeInfinity);
        _start.Span[.._moments.Support].Clear();
        if (_options.HasBias)
        {
            parameters.Slice(_weightCount, _moments.Support).CopyTo(_start.Span);
        }
    }

    /// <summary>m q of a block, in the workspace's logits.</summary>
    /// <returns>The block's features.</returns>
    private double* Forward(nint start, int count, Workspace workspace)
    {
        double* z = _features.Block(start, count, workspace.Features.Pointer);
        double* logits = workspace.Logits.Pointer;
        DenseKernels.Current.Multiply(z, _features.Stride, 1, _weights.Pointer, logits, _start.Pointer, count, _features.Columns, _moments.Width);
        DenseKernels.Current.Softmax(logits, _moments.Masses.Pointer + start, workspace.LogSums.Pointer, count, _moments.Width);
        return z;
    }

    private void AddPart(int part)
    {
        Workspace workspace = _workspaces[part] ??= new Workspace(_parts.BlockRows, _features.Stride, _moments.Width);
        int width = _moments.Width, columns = _features.Columns, stride = _features.Stride;
        int sumLength = _gradients.Length / _parts.Count;
        double* gradient = _gradients.Pointer + ((nint)part * sumLength);
        new Span<double>(gradient, sumLength).Clear();
        DenseKernels kernels = DenseKernels.Current;
        double* logits = workspace.Logits.Pointer;
        ExactSum loss = default;
        _parts.ForBlocks(
            part,
            (start, count) =>
            {
                double* z = Forward(start, count, workspace);
                double* masses = _moments.Masses.Pointer + start;
                loss.Add(SteadySums.Dot(new ReadOnlySpan<double>(masses, count), workspace.LogSums.Span[..count]));
                kernels.Multiply(z, 1, stride, logits, gradient, null, columns, count, width);
                kernels.AddRows(logits, gradient + _weightCount, count, width);
            },
            _cancellationToken);
        _losses[part] = loss;
    }

    private double Penalty(ReadOnlySpan<double> weights) => _options.Penalty == 0 ? 0 : _options.Penalty * SteadySums.SumOfSquares(weights);

    private double AddPenalty(ReadOnlySpan<double> weights, Span<double> gradient)
    {
        if (_options.Penalty > 0)
        {
            TensorPrimitives.MultiplyAdd(weights, 2 * _options.Penalty / _moments.Mass, gradient, gradient);
        }

        return Penalty(weights) / _moments.Mass;
    }

    /// <summary>What a part works in.</summary>
    private sealed class Workspace(int rows, int stride, int width)
    {
        public AlignedBuffer Features { get; } = new((long)rows * stride);

        public AlignedBuffer Logits { get; } = new((long)rows * width);

        public AlignedBuffer LogSums { get; } = new(rows);
    }
}
