using System.Numerics;
using static TorchSharp.torch;

namespace KLDiv.TorchSharp.Autograd;

/// <summary>The criterion, over log-probabilities and a target.</summary>
internal sealed class CriterionWork(Reduction reduction, bool logTarget) : LossWork
{
    /// <inheritdoc />
    public override long[]? ShapeOfLosses(Tensor first) => reduction == Reduction.None ? first.shape : null;

    /// <inheritdoc />
    public override double Run<TFirst, TSecond>(in KernelCall call)
    {
        if (call.Losses is not null)
        {
            KLDivergence.Pointwise(TorchOperands.Read<TFirst>(call.First), TorchOperands.Read<TSecond>(call.Second), TorchOperands.Write<double>(call.Losses), logTarget);
            return 0;
        }

        double divisor = Divisor(call.First);
        return KLDivergence.LossAndGradient(
            TorchOperands.Read<TFirst>(call.First),
            TorchOperands.Read<TSecond>(call.Second),
            TorchOperands.Write<TFirst>(call.FirstGradient),
            TorchOperands.Write<TSecond>(call.SecondGradient),
            new KLDivOptions(Reduction.Sum, logTarget, call.Upstream / divisor)) / divisor;
    }

    /// <inheritdoc />
    /// <remarks>What is not there (a target of 0) is replaced before it enters an expression, so that its derivatives are 0 and no NaN arises from 0 times infinity.</remarks>
    public override Tensor Composed(Tensor first, Tensor second)
    {
        using Tensor absent = (logTarget ? second.eq(double.NegativeInfinity) : second.eq(0)).logical_and(first.isnan().logical_not());
        Tensor input = first.masked_fill(absent, 0);
        Tensor target = second.masked_fill(absent, logTarget ? 0 : 1);
        Tensor terms = logTarget ? target.exp() * (target - input) : target * (target.log() - input);
        Tensor losses = terms.masked_fill(absent, 0);
        return (reduction == Reduction.None ? losses : losses.sum(ScalarType.Float64) / Divisor(first)).to(first.dtype);
    }

    private double Divisor(Tensor input) => reduction switch
    {
        Reduction.Mean => input.numel(),
        Reduction.BatchMean => input.shape[0],
        _ => 1,
    };
}
