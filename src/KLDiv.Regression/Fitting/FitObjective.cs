using System.Numerics.Tensors;

namespace KLDiv.Regression.Fitting;

/// <summary>
/// What a fit minimises, as a function of the weights v of the standardised features and of the bias: the criterion with
/// <see cref="Reduction.BatchMean"/> between softmax(z v + c) and the targets, plus λ Σ v²; all of it over the mean mass of a target row, so that
/// the optimiser's absolute tolerances mean the same whatever the targets sum to.
/// </summary>
internal sealed class FitObjective
{
    private readonly StandardFeatures _features;
    private readonly RowSet _targets;
    private readonly double _l2;
    private readonly double _mass;
    private readonly int _support;
    private readonly int _weightCount;
    private readonly int _blockRows;
    private readonly double[] _logProbabilities;
    private readonly double[] _target;
    private readonly double[] _gradient;
    private readonly CancellationToken _cancellationToken;

    public FitObjective(StandardFeatures features, RowSet targets, FitOptions options, CancellationToken cancellationToken)
    {
        _features = features;
        _targets = targets;
        _l2 = options.L2;
        double mass = DataChecks.MeanMass(targets);
        _mass = mass > 0 ? mass : 1;
        _support = targets.Columns;
        _weightCount = checked(features.Columns * _support);
        ParameterCount = checked(_weightCount + (options.HasBias ? _support : 0));
        _blockRows = (int)Math.Min(targets.Count, RowSet.BlockRows(_support));
        int blockLength = checked(_blockRows * _support);
        _logProbabilities = new double[blockLength];
        _target = new double[blockLength];
        _gradient = new double[blockLength];
        _cancellationToken = cancellationToken;
    }

    /// <summary>The weights, row by row [features, support], then the bias [support] where there is one.</summary>
    public int ParameterCount { get; }

    /// <summary>The value and its gradient.</summary>
    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient.Clear();
        double loss = 0;
        for (nint row = 0; row < _targets.Count; row += _blockRows)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            loss += AddBlock(row, (int)Math.Min(_blockRows, _targets.Count - row), parameters, gradient);
        }

        return (loss / _targets.Count / _mass) + AddPenalty(parameters[.._weightCount], gradient[.._weightCount]);
    }

    /// <summary>The divergence per row that is within a value: without the penalty, in the targets' own mass.</summary>
    public double LossOf(double value, ReadOnlySpan<double> parameters) => (value * _mass) - Penalty(parameters[.._weightCount]);

    /// <summary>The value in the targets' own mass.</summary>
    public double ObjectiveOf(double value) => value * _mass;

    private double AddBlock(nint start, int rows, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        Span<double> features = _features.Block(start, rows);
        Span<double> log = _logProbabilities.AsSpan(0, rows * _support);
        Span<double> target = _target.AsSpan(0, log.Length);
        Span<double> slope = _gradient.AsSpan(0, log.Length);
        SoftmaxRows.LogProbabilities(features, parameters[.._weightCount], parameters[_weightCount..], log, rows, _support);
        _targets.CopyRows(start, rows, target);
        double loss = KLDivergence.LossAndGradient<double, double>(
            log, target, slope, reduction: Reduction.Sum, upstream: 1 / (_targets.Count * _mass), lengths: [rows, _support]);
        SoftmaxRows.Backward(log, slope, _support);
        MatrixProduct.Accumulate(features, 1, _features.Columns, slope, gradient, _features.Columns, rows, _support);
        Span<double> bias = gradient[_weightCount..];
        for (int row = 0; row < rows && !bias.IsEmpty; row++)
        {
            TensorPrimitives.Add(bias, slope.Slice(row * _support, _support), bias);
        }

        return loss;
    }

    private double Penalty(ReadOnlySpan<double> weights) => _l2 == 0 ? 0 : _l2 * TensorPrimitives.SumOfSquares(weights);

    private double AddPenalty(ReadOnlySpan<double> weights, Span<double> gradient)
    {
        if (_l2 > 0)
        {
            TensorPrimitives.MultiplyAdd(weights, 2 * _l2 / _mass, gradient, gradient);
        }

        return Penalty(weights) / _mass;
    }
}
