using System.Numerics;
using KLDiv.Cli.Terminal;
using KLDiv.Criterion;
using KLDiv.Distilling;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Cli.Loss;

/// <summary>The criterion over two operands, block by block, in memory that does not grow with them.</summary>
/// <typeparam name="TInput">The type of the input.</typeparam>
/// <typeparam name="TTarget">The type of the target.</typeparam>
/// <typeparam name="TLoss">The type in which the losses of the elements are written.</typeparam>
internal sealed class LossWalk<TInput, TTarget, TLoss>(LossRequest request, Operand<TInput> input, Operand<TTarget> target) : IDisposable
    where TInput : unmanaged, IFloatingPointIeee754<TInput>
    where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    where TLoss : unmanaged, IFloatingPointIeee754<TLoss>
{
    /// <summary>Large enough that all cores have work, and small enough that Ctrl-C is heard between two blocks.</summary>
    private const int MostElements = 1 << 20;

    private readonly nint[] _shape = input.Source.Lengths.ToArray();
    private readonly Func<Block, double>? _lossesFromLogits = request.IsFromLogits ? LogitsPair.Losses(input.Source, target.Source) : null;
    private readonly KLDivAccumulator _losses = new();
    private ExactSum _sumFromLogits;
    private BlockWriter<TLoss>? _pointwise;
    private BlockWriter<TInput>? _inputGradient;
    private BlockWriter<TTarget>? _targetGradient;

    /// <summary>The losses so far, added up; the accumulator's own divisors would count the first axis anew for each part of a row that is cut.</summary>
    private double Sum => _lossesFromLogits is null ? _losses.Loss(Reduction.Sum) : _sumFromLogits.Value;

    /// <summary>Computes all that was asked for; the files appear at the end.</summary>
    public LossAnswer Run(Host host)
    {
        _pointwise = BlockWriter<TLoss>.Open(request.Output, _shape);
        _inputGradient = BlockWriter<TInput>.Open(request.InputGradient, _shape);
        _targetGradient = BlockWriter<TTarget>.Open(request.TargetGradient, _shape);
        (double loss, string? whyNaN) = Walk(host);
        _pointwise?.Complete();
        _inputGradient?.Complete();
        _targetGradient?.Complete();
        return new LossAnswer
        {
            Loss = request.Reduction == Reduction.None ? null : loss,
            WhyNaN = whyNaN,
            Shape = _shape,
            InputType = input.Source.ElementType,
            TargetType = target.Source.ElementType,
            InputKind = request.InputKind,
            TargetKind = request.TargetKind,
        };
    }

    public void Dispose()
    {
        _pointwise?.Dispose();
        _inputGradient?.Dispose();
        _targetGradient?.Dispose();
    }

    private (double Loss, string? WhyNaN) Walk(Host host)
    {
        double divisor = request.Divisor(_shape);
        long all = input.Source.Count;
        long done = 0;
        string? whyNaN = all == 0 ? $"{request.Input}: the loss is NaN because there are no elements" : null;
        using ProgressLine progress = new(host);
        foreach (Block block in Block.Cut(all, MostElements, request.NeedsWholeRows ? (int)input.Source.Support : 1))
        {
            host.Cancellation.ThrowIfCancellationRequested();
            Visit(block, upstream: 1 / divisor);
            if (whyNaN is null && double.IsNaN(Sum))
            {
                whyNaN = WhyNaN();
            }

            done += block.Count;
            progress.Report((double)done / all);
        }

        double loss = Sum / divisor;
        return (loss, double.IsNaN(loss) ? whyNaN : null);
    }

    private void Visit(Block block, double upstream)
    {
        if (_lossesFromLogits is not null && _pointwise is null)
        {
            _sumFromLogits.Add(_lossesFromLogits(block));
            if (_inputGradient is null && _targetGradient is null)
            {
                return;
            }
        }

        BothOperands.Load(input, target, block);
        ReadOnlySpan<TInput> x = input.Elements;
        ReadOnlySpan<TTarget> t = target.Elements;
        if (_pointwise is not null)
        {
            KLDivergence.Pointwise(x, t, _pointwise.Room(block), request.LogTarget);
            _pointwise.Write(block);
        }
        else if (_lossesFromLogits is null)
        {
            _losses.Add(x, t, request.LogTarget);
        }

        if (_inputGradient is not null)
        {
            KLDivergence.InputGradient(x, t, _inputGradient.Room(block), new(Reduction.Sum, request.LogTarget, upstream));
            _inputGradient.Write(block);
        }

        if (_targetGradient is not null)
        {
            KLDivergence.TargetGradient(x, t, _targetGradient.Room(block), new(Reduction.Sum, request.LogTarget, upstream));
            _targetGradient.Write(block);
        }
    }

    private string WhyNaN()
    {
        string? inInput = input.FindMissing(request.InputKind);
        string? inTarget = inInput is null ? target.FindMissing(request.TargetKind) : null;
        return inInput is not null ? $"{request.Input}: the loss is NaN because of {inInput}"
            : inTarget is not null ? $"{request.Target}: the loss is NaN because of {inTarget}"
            : "the loss is NaN because infinities of both signs meet in it";
    }
}
