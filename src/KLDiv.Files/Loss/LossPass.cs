using System.Numerics;
using KLDiv.Simd;

namespace KLDiv.Files.Loss;

/// <summary>The criterion over two operands, block by block, in memory that does not grow with them.</summary>
/// <typeparam name="TInput">The type of the input.</typeparam>
/// <typeparam name="TTarget">The type of the target.</typeparam>
/// <typeparam name="TLoss">The type in which the losses of the elements are written.</typeparam>
internal sealed class LossPass<TInput, TTarget, TLoss> : IDisposable
    where TInput : unmanaged, IFloatingPointIeee754<TInput>
    where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    where TLoss : unmanaged, IFloatingPointIeee754<TLoss>
{
    /// <summary>Large enough that all cores have work, and small enough that a cancellation is heard between two blocks.</summary>
    private const int MostElements = 1 << 20;

    private readonly LossTask _task;
    private readonly LossOperand<TInput> _input;
    private readonly LossOperand<TTarget> _target;
    private readonly long _support;
    private readonly double[] _weights;
    private readonly long _masked;
    private readonly double _divisor;
    private BlockWriter<TLoss>? _pointwise;
    private BlockWriter<TInput>? _inputGradient;
    private BlockWriter<TTarget>? _targetGradient;

    public LossPass(LossTask task, LossOperand<TInput> input, LossOperand<TTarget> target)
    {
        (_task, _input, _target) = (task, input, target);
        RowSource source = input.Source;
        _support = source.Support;
        _weights = RowColumn.ReadWeights(task.Options.Weights, task.Options.Mask, source, out _masked);
        _divisor = task.Divisor(source, _weights, _masked);
    }

    private bool HasWrittenNaN => _pointwise is { HoldsNaN: true } || _inputGradient is { HoldsNaN: true } || _targetGradient is { HoldsNaN: true };

    /// <summary>Computes all that was asked for; the files appear at the end.</summary>
    public RowLossResult Run()
    {
        RowSource source = _input.Source;
        _pointwise = BlockWriter<TLoss>.Open(_task.Outputs.Pointwise, source);
        _inputGradient = BlockWriter<TInput>.Open(_task.Outputs.InputGradient, source);
        _targetGradient = BlockWriter<TTarget>.Open(_task.Outputs.TargetGradient, source);
        (double sum, string? whyNaN) = Walk();
        MustBeDistributions(_input.Source, _input.Finding);
        MustBeDistributions(_target.Source, _target.Finding);
        _pointwise?.Complete();
        _inputGradient?.Complete();
        _targetGradient?.Complete();
        bool isReduced = _task.Options.Reduction != Reduction.None;
        double loss = isReduced ? sum / _divisor : 0;
        return new RowLossResult
        {
            Loss = isReduced ? loss : null,
            WhyNaN = double.IsNaN(loss) ? whyNaN ?? $"{_input.Source.Name}: the loss is NaN because {WhyNothing(sum)}"
                : HasWrittenNaN ? whyNaN : null,
            InputFinding = _input.Finding,
            TargetFinding = _target.Finding,
            InputKind = _task.InputKind,
            TargetKind = _task.TargetKind,
            MaskedRows = _masked,
            Shape = _input.Source.OwnLengths,
        };
    }

    private string WhyNothing(double sum) =>
        sum != 0 || _weights.Length == 0 ? "there are no elements"
        : _masked == _weights.Length ? "the mask leaves out all rows"
        : "all rows weigh 0";

    public void Dispose()
    {
        _pointwise?.Dispose();
        _inputGradient?.Dispose();
        _targetGradient?.Dispose();
    }

    private void MustBeDistributions(RowSource source, DistributionFinding finding)
    {
        if (_task.Options.RequiresDistributions && finding.Problem is { } problem)
        {
            throw new DataFileException(source.Name, problem);
        }
    }

    private (double Sum, string? WhyNaN) Walk()
    {
        ExactSum losses = default;
        string? whyNaN = null;
        RowSource source = _input.Source;
        foreach (ElementRange block in Blocks(source))
        {
            _task.Cancellation.ThrowIfCancellationRequested();
            losses.Add(Visit(block));
            whyNaN ??= double.IsNaN(losses.Value) || HasWrittenNaN ? WhyNaN() : null;
            _task.Progress?.Report((double)(block.Start + block.Count) / source.Count);
        }

        return (losses.Value, whyNaN);
    }

    /// <summary>Rows stay whole for a softmax; with weights, no block has parts of two rows.</summary>
    private IEnumerable<ElementRange> Blocks(RowSource source)
    {
        bool isWeighted = _weights.Length > 0;
        if (!isWeighted || _task.NeedsWholeRows || _support <= MostElements)
        {
            return ElementRange.Cut(0, source.Count, MostElements, isWeighted || _task.NeedsWholeRows ? _support : 1);
        }

        return Enumerable.Range(0, _weights.Length).SelectMany(row => ElementRange.Cut(row * _support, _support, MostElements, 1));
    }

    /// <summary>The sum of the losses of a block, whose gradients and losses are written; 0 where there is no reduction.</summary>
    private double Visit(ElementRange block)
    {
        Both.Do(() => _input.Load(block, _weights, _task.Cancellation), () => _target.Load(block, _weights, _task.Cancellation));
        double? fromLogits = _task.IsFromLogits ? LossFromLogits(block) : null;
        if (fromLogits is { } loss && _inputGradient is null && _targetGradient is null)
        {
            return loss;
        }

        Both.Do(() => _input.Convert(_task.Cancellation), () => _target.Convert(_task.Cancellation));
        double sum = WriteAndSum(block);
        return fromLogits ?? sum;
    }

    private double WriteAndSum(ElementRange block)
    {
        ReadOnlySpan<TInput> x = _input.Elements;
        ReadOnlySpan<TTarget> t = _target.Elements;
        Span<TInput> inputGradient = _inputGradient is null ? default : _inputGradient.Room(block.Count);
        Span<TTarget> targetGradient = _targetGradient is null ? default : _targetGradient.Room(block.Count);
        ReadOnlySpan<double> weights = WeightsOf(block, out nint[] lengths);
        if (_pointwise is not null)
        {
            KLDivergence.Pointwise(x, t, _pointwise.Room(block.Count), _task.LogTarget, weights, lengths);
        }

        KLDivOptions options = new(Reduction.Sum, _task.LogTarget, upstream: 1 / _divisor);
        bool isSummed = _pointwise is null || _inputGradient is not null || _targetGradient is not null;
        double sum = isSummed ? KLDivergence.LossAndGradient(x, t, inputGradient, targetGradient, options, weights, lengths) : 0;
        _pointwise?.Write(_task.Cancellation);
        _inputGradient?.Write(_task.Cancellation);
        _targetGradient?.Write(_task.Cancellation);
        return sum;
    }

    private double LossFromLogits(ElementRange block)
    {
        ReadOnlySpan<double> weights = WeightsOf(block, out _);
        try
        {
            return Distillation.Loss(
                _input.Held, _target.Held, new(reduction: RowReduction.Sum), weights, [block.Count / (nint)_support, (nint)_support]);
        }
        catch (ArgumentException failure)
        {
            // It names the row by its number in the block; the sources' own index says more.
            _input.CheckLogits();
            _target.CheckLogits();
            throw new DataFileException(_input.Source.Name, failure.Message);
        }
    }

    /// <summary>The weights of a block's rows, and its shape if it has weights; a part of a row is a row.</summary>
    private ReadOnlySpan<double> WeightsOf(ElementRange block, out nint[] lengths)
    {
        if (_weights.Length == 0)
        {
            lengths = [];
            return default;
        }

        nint rows = nint.Max(1, block.Count / (nint)_support);
        lengths = [rows, block.Count / rows];
        return _weights.AsSpan((int)(block.Start / _support), (int)rows);
    }

    private string WhyNaN()
    {
        string? inInput = _input.FindMissing();
        string? inTarget = inInput is null ? _target.FindMissing() : null;
        return inInput is not null ? $"{_input.Source.Name}: the loss is NaN because of {inInput}"
            : inTarget is not null ? $"{_target.Source.Name}: the loss is NaN because of {inTarget}"
            : "the loss is NaN because infinities of both signs meet in it";
    }
}
