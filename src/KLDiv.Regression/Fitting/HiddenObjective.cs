using System.Numerics.Tensors;
using KLDiv.Regression.Fitting.Dense;
using KLDiv.Simd;

namespace KLDiv.Regression.Fitting;

/// <summary>
/// The objective of softmax(tanh(z V + a) W + b): the criterion between it and the targets, averaged over the weighted rows, plus λ (Σ V² + Σ W²); over
/// the mean mass.
/// </summary>
internal sealed unsafe class HiddenObjective : IFitObjective
{
    /// <summary>A few units in the last place, as sums of products have.</summary>
    private const double RoundingOfTerms = 1e-15;

    private readonly FitRows _data;
    private readonly StandardFeatures _features;
    private readonly TargetMoments _moments;
    private readonly FitOptions _options;
    private readonly HiddenShape _shape;
    private readonly double _scale;
    private readonly RowParts _parts;
    private readonly AlignedBuffer _parameters;
    private readonly AlignedBuffer _hiddenStart;
    private readonly AlignedBuffer _start;
    private readonly AlignedBuffer _transposed;
    private readonly AlignedBuffer _gradients;
    private readonly HiddenWorkspace[] _workspaces;
    private readonly ExactSum[] _losses;
    private readonly CancellationToken _cancellationToken;

    public HiddenObjective(
        FitRows data, StandardFeatures features, TargetMoments moments, FitOptions options, HiddenShape shape, CancellationToken cancellationToken)
    {
        (_data, _features, _moments, _options, _shape, _cancellationToken) = (data, features, moments, options, shape, cancellationToken);
        _scale = 1 / (data.TotalWeight * moments.Mass);
        _parts = new RowParts(data.Rows, features.Stride + (2 * shape.UnitWidth) + (2 * shape.Width), shape.Count);
        _parameters = new AlignedBuffer(shape.Count);
        _hiddenStart = new AlignedBuffer(shape.UnitWidth);
        _start = new AlignedBuffer(shape.Width);
        _transposed = new AlignedBuffer((long)shape.Width * shape.UnitWidth);
        _gradients = new AlignedBuffer((long)_parts.Count * shape.Count);
        _workspaces = new HiddenWorkspace[_parts.Count];
        _losses = new ExactSum[_parts.Count];
    }

    public int ParameterCount => _shape.Count;

    public double Rounding { get; private set; }

    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        SetParameters(parameters);
        _parts.Run(_options.MaxDegreeOfParallelism, AddPart);
        ExactSum loss = default;
        loss.Add(_moments.Constant);
        gradient.Clear();
        for (int part = 0; part < _parts.Count; part++)
        {
            loss.Add(_losses[part]);
            TensorPrimitives.Add(gradient, _gradients.Span.Slice(part * _shape.Count, _shape.Count), gradient);
        }

        TensorPrimitives.Multiply(gradient, _scale, gradient);
        double penalty = 2 * _options.Penalty / _moments.Mass;
        foreach (Range range in Penalised)
        {
            TensorPrimitives.MultiplyAdd(parameters[range], penalty, gradient[range], gradient[range]);
        }

        double value = (loss.Value * _scale) + (Penalty(parameters) / _moments.Mass);
        Rounding = RoundingOfTerms * (1 + Math.Abs(value) + Math.Abs(_moments.Constant * _scale));
        return value;
    }

    public double LossOf(double value, ReadOnlySpan<double> parameters) => (value * _moments.Mass) - Penalty(parameters);

    public double ObjectiveOf(double value) => value * _moments.Mass;

    private Range[] Penalised => [new(0, _shape.HiddenBiasAt), new(_shape.WeightsAt, _shape.BiasAt)];

    private double Penalty(ReadOnlySpan<double> parameters)
    {
        double sum = 0;
        foreach (Range range in Penalised)
        {
            sum += SteadySums.SumOfSquares(parameters[range]);
        }

        return _options.Penalty * sum;
    }

    private void SetParameters(ReadOnlySpan<double> parameters)
    {
        parameters.CopyTo(_parameters.Span);
        _start.Span.Fill(double.NegativeInfinity);
        _start.Span[.._shape.Support].Clear();
        if (_shape.HasBias)
        {
            parameters.Slice(_shape.HiddenBiasAt, _shape.UnitWidth).CopyTo(_hiddenStart.Span);
            parameters.Slice(_shape.BiasAt, _shape.Support).CopyTo(_start.Span);
        }

        for (int unit = 0; unit < _shape.Units; unit++)
        {
            for (int s = 0; s < _shape.Support; s++)
            {
                _transposed.Span[(s * _shape.UnitWidth) + unit] = parameters[_shape.WeightsAt + (unit * _shape.Width) + s];
            }
        }
    }

    private void AddPart(int part)
    {
        HiddenWorkspace workspace = _workspaces[part] ??= new HiddenWorkspace(_parts.BlockRows, _features.Stride, _shape);
        double* gradient = _gradients.Pointer + ((nint)part * _shape.Count);
        new Span<double>(gradient, _shape.Count).Clear();
        ExactSum loss = default;
        _parts.ForBlocks(
            part,
            (start, count) =>
            {
                double* z = _features.Block(start, count, workspace.Features.Pointer);
                loss.Add(Forward(z, start, count, workspace));
                Backward(z, count, workspace, gradient);
            },
            _cancellationToken);
        _losses[part] = loss;
    }

    /// <summary>The activations, the slopes of the logits, and a block's loss but for Σ w t ln t.</summary>
    private double Forward(double* z, nint start, int count, HiddenWorkspace workspace)
    {
        DenseKernels kernels = DenseKernels.Current;
        double* activations = workspace.Activations.Pointer, logits = workspace.Logits.Pointer, targets = workspace.Targets.Pointer;
        kernels.Multiply(z, _features.Stride, 1, _parameters.Pointer, activations, _hiddenStart.Pointer, count, _features.Columns, _shape.UnitWidth);
        kernels.Tanh(activations, (nint)count * _shape.UnitWidth);
        kernels.Multiply(
            activations, _shape.UnitWidth, 1, _parameters.Pointer + _shape.WeightsAt, logits, _start.Pointer, count, _shape.Units, _shape.Width);
        _data.Targets.CopyRows(start, count, workspace.Targets.Span, _shape.Width);
        _data.CopyWeights(start, workspace.Weights.Span[..count]);
        kernels.ScaleRows(targets, workspace.Weights.Pointer, count, _shape.Width);
        ExactSum loss = default;
        for (int row = 0; row < count; row++)
        {
            nint at = (nint)row * _shape.Width;
            loss.Add(-SteadySums.Dot(new ReadOnlySpan<double>(targets + at, _shape.Support), new ReadOnlySpan<double>(logits + at, _shape.Support)));
        }

        double* masses = _moments.Masses.Pointer + start;
        kernels.Softmax(logits, masses, workspace.LogSums.Pointer, count, _shape.Width);
        loss.Add(SteadySums.Dot(new ReadOnlySpan<double>(masses, count), workspace.LogSums.Span[..count]));
        Span<double> slopes = workspace.Logits.Span[..(count * _shape.Width)];
        TensorPrimitives.Subtract(slopes, workspace.Targets.Span[..slopes.Length], slopes);
        return loss.Value;
    }

    /// <summary>Adds what a block gives to the gradient.</summary>
    private void Backward(double* z, int count, HiddenWorkspace workspace, double* gradient)
    {
        DenseKernels kernels = DenseKernels.Current;
        double* activations = workspace.Activations.Pointer, logits = workspace.Logits.Pointer, slopes = workspace.Slopes.Pointer;
        int unitWidth = _shape.UnitWidth, width = _shape.Width;
        kernels.Multiply(activations, 1, unitWidth, logits, gradient + _shape.WeightsAt, null, _shape.Units, count, width);
        kernels.Multiply(logits, width, 1, _transposed.Pointer, slopes, workspace.Zeros.Pointer, count, _shape.Support, unitWidth);
        kernels.TanhSlope(activations, slopes, (nint)count * unitWidth);
        kernels.Multiply(z, 1, _features.Stride, slopes, gradient, null, _features.Columns, count, unitWidth);
        if (_shape.HasBias)
        {
            kernels.AddRows(logits, gradient + _shape.BiasAt, count, width);
            kernels.AddRows(slopes, gradient + _shape.HiddenBiasAt, count, unitWidth);
        }
    }

    /// <summary>What a part works in.</summary>
    private sealed class HiddenWorkspace(int rows, int stride, HiddenShape shape)
    {
        public AlignedBuffer Features { get; } = new((long)rows * stride);

        public AlignedBuffer Activations { get; } = new((long)rows * shape.UnitWidth);

        public AlignedBuffer Slopes { get; } = new((long)rows * shape.UnitWidth);

        public AlignedBuffer Logits { get; } = new((long)rows * shape.Width);

        public AlignedBuffer Targets { get; } = new((long)rows * shape.Width);

        public AlignedBuffer Weights { get; } = new(rows);

        public AlignedBuffer LogSums { get; } = new(rows);

        public AlignedBuffer Zeros { get; } = new(shape.UnitWidth);
    }
}
