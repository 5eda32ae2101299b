using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Tests.Support;

namespace KLDiv.Tests;

/// <summary>What a call gave: the loss (one number, or the pointwise losses) and both gradients.</summary>
public sealed record Outcome(double[] Loss, double[] InputGradient, double[] TargetGradient);

/// <summary>One of the ways in which the criterion can be called; all must give the same numbers.</summary>
public abstract class Surface
{
    public static Surface Module { get; } = new ModuleSurface();

    public static Surface Functions { get; } = new FunctionSurface();

    public static Surface Spans { get; } = new SpanSurface();

    /// <summary>Every way but the module, which takes no row weights and rounds reduced losses to the element type.</summary>
    public static Surface[] AllFunctions { get; } =
        [Functions, Spans, new OnePassFunctionSurface(), new OnePassSpanSurface(), new TensorSpanSurface()];

    public abstract Outcome Run<TInput, TTarget>(Batch batch, Reduction reduction, double[] upstream)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>;

    public override string ToString() => GetType().Name.Replace("Surface", "", StringComparison.Ordinal);

    private sealed class ModuleSurface : Surface
    {
        public override Outcome Run<TInput, TTarget>(Batch batch, Reduction reduction, double[] upstream)
        {
            KLDivLoss criterion = new(reduction, batch.LogTarget);
            Tensor<TInput> x = batch.Input.To<TInput>(batch.Lengths);
            Tensor<TTarget> t = batch.Target.To<TTarget>(batch.Lengths);
            Tensor<TInput> g = upstream.To<TInput>(reduction == Reduction.None ? batch.Lengths : [1]);
            return new(criterion.Forward(x, t).ToDoubles(), criterion.Backward(x, t, g).ToDoubles(), criterion.BackwardTarget(x, t, g).ToDoubles());
        }
    }

    private sealed class FunctionSurface : Surface
    {
        public override Outcome Run<TInput, TTarget>(Batch batch, Reduction reduction, double[] upstream)
        {
            Tensor<TInput> x = batch.Input.To<TInput>(batch.Lengths);
            Tensor<TTarget> t = batch.Target.To<TTarget>(batch.Lengths);
            Tensor<TInput> dx = Tensor.CreateFromShape<TInput>(batch.Lengths);
            Tensor<TTarget> dt = Tensor.CreateFromShape<TTarget>(batch.Lengths);
            if (reduction != Reduction.None)
            {
                KLDivergence.InputGradient(x, t, dx, new(reduction, batch.LogTarget, upstream[0]), batch.RowWeights);
                KLDivergence.TargetGradient(x, t, dt, new(reduction, batch.LogTarget, upstream[0]), batch.RowWeights);
                return new([KLDivergence.Loss(x, t, reduction, batch.LogTarget, batch.RowWeights)], dx.ToDoubles(), dt.ToDoubles());
            }

            Tensor<TInput> g = upstream.To<TInput>(batch.Lengths);
            Tensor<TInput> losses = Tensor.CreateFromShape<TInput>(batch.Lengths);
            KLDivergence.Pointwise(x, t, losses, batch.LogTarget, batch.RowWeights);
            KLDivergence.InputGradient(x, t, g, dx, batch.LogTarget, batch.RowWeights);
            KLDivergence.TargetGradient(x, t, g, dt, batch.LogTarget, batch.RowWeights);
            return new(losses.ToDoubles(), dx.ToDoubles(), dt.ToDoubles());
        }
    }

    private sealed class OnePassFunctionSurface : Surface
    {
        public override Outcome Run<TInput, TTarget>(Batch batch, Reduction reduction, double[] upstream)
        {
            Tensor<TInput> x = batch.Input.To<TInput>(batch.Lengths);
            Tensor<TTarget> t = batch.Target.To<TTarget>(batch.Lengths);
            Tensor<TInput> dx = Tensor.CreateFromShape<TInput>(batch.Lengths);
            Tensor<TTarget> dt = Tensor.CreateFromShape<TTarget>(batch.Lengths);
            if (reduction != Reduction.None)
            {
                double loss = KLDivergence.LossAndGradient(x, t, dx, dt, new(reduction, batch.LogTarget, upstream[0]), batch.RowWeights);
                return new([loss], dx.ToDoubles(), dt.ToDoubles());
            }

            Tensor<TInput> losses = Tensor.CreateFromShape<TInput>(batch.Lengths);
            TensorOperands<TInput, TTarget> read = new() { Input = x, Target = t, LogTarget = batch.LogTarget, RowWeights = batch.RowWeights };
            WeightedLosses.PointwiseAndGradient<TInput, TTarget, TInput, TInput>(read, upstream.To<TInput>(batch.Lengths), losses, dx, dt);
            return new(losses.ToDoubles(), dx.ToDoubles(), dt.ToDoubles());
        }
    }

    private sealed class TensorSpanSurface : Surface
    {
        public override Outcome Run<TInput, TTarget>(Batch batch, Reduction reduction, double[] upstream)
        {
            ReadOnlyTensorSpan<TInput> x = new(batch.Input.To<TInput>(), batch.Lengths);
            ReadOnlyTensorSpan<TTarget> t = new(batch.Target.To<TTarget>(), batch.Lengths);
            TInput[] dx = new TInput[batch.Numel];
            TTarget[] dt = new TTarget[batch.Numel];
            TensorSpan<TInput> dxSpan = new(dx, batch.Lengths);
            TensorSpan<TTarget> dtSpan = new(dt, batch.Lengths);
            if (reduction != Reduction.None)
            {
                KLDivergence.InputGradient(x, t, dxSpan, new(reduction, batch.LogTarget, upstream[0]), batch.RowWeights);
                double loss = KLDivergence.LossAndGradient(x, t, default, dtSpan, new(reduction, batch.LogTarget, upstream[0]), batch.RowWeights);
                return new([loss], dx.ToDoubles(), dt.ToDoubles());
            }

            ReadOnlyTensorSpan<TInput> g = new(upstream.To<TInput>(), batch.Lengths);
            TInput[] losses = new TInput[batch.Numel];
            TensorOperands<TInput, TTarget> read = new() { Input = x, Target = t, LogTarget = batch.LogTarget, RowWeights = batch.RowWeights };
            WeightedLosses.PointwiseAndGradient(read, g, new TensorSpan<TInput>(losses, batch.Lengths), dxSpan, default);
            KLDivergence.TargetGradient(x, t, g, dtSpan, batch.LogTarget, batch.RowWeights);
            return new(losses.ToDoubles(), dx.ToDoubles(), dt.ToDoubles());
        }
    }

    private sealed class SpanSurface : Surface
    {
        public override Outcome Run<TInput, TTarget>(Batch batch, Reduction reduction, double[] upstream)
        {
            ReadOnlySpan<TInput> x = batch.Input.To<TInput>();
            ReadOnlySpan<TTarget> t = batch.Target.To<TTarget>();
            TInput[] dx = new TInput[batch.Numel];
            TTarget[] dt = new TTarget[batch.Numel];
            if (reduction != Reduction.None)
            {
                KLDivergence.InputGradient(x, t, dx, new(reduction, batch.LogTarget, upstream[0]), batch.RowWeights, batch.Lengths);
                KLDivergence.TargetGradient(x, t, dt, new(reduction, batch.LogTarget, upstream[0]), batch.RowWeights, batch.Lengths);
                return new([KLDivergence.Loss(x, t, reduction, batch.LogTarget, batch.RowWeights, batch.Lengths)], dx.ToDoubles(), dt.ToDoubles());
            }

            ReadOnlySpan<TInput> g = upstream.To<TInput>();
            TInput[] losses = new TInput[batch.Numel];
            KLDivergence.Pointwise(x, t, losses.AsSpan(), batch.LogTarget, batch.RowWeights, batch.Lengths);
            KLDivergence.InputGradient(x, t, g, dx, batch.LogTarget, batch.RowWeights, batch.Lengths);
            KLDivergence.TargetGradient(x, t, g, dt, batch.LogTarget, batch.RowWeights, batch.Lengths);
            return new(losses.ToDoubles(), dx.ToDoubles(), dt.ToDoubles());
        }
    }

    private sealed class OnePassSpanSurface : Surface
    {
        public override Outcome Run<TInput, TTarget>(Batch batch, Reduction reduction, double[] upstream)
        {
            ReadOnlySpan<TInput> x = batch.Input.To<TInput>();
            ReadOnlySpan<TTarget> t = batch.Target.To<TTarget>();
            TInput[] dx = new TInput[batch.Numel];
            TTarget[] dt = new TTarget[batch.Numel];
            if (reduction != Reduction.None)
            {
                double loss = KLDivergence.LossAndGradient(x, t, dx, dt, new(reduction, batch.LogTarget, upstream[0]), batch.RowWeights, batch.Lengths);
                return new([loss], dx.ToDoubles(), dt.ToDoubles());
            }

            TInput[] losses = new TInput[batch.Numel];
            SpanOperands<TInput, TTarget> read = new() { Input = x, Target = t, LogTarget = batch.LogTarget, RowWeights = batch.RowWeights, Lengths = batch.Lengths };
            WeightedLosses.PointwiseAndGradient<TInput, TTarget, TInput, TInput>(read, upstream.To<TInput>(), losses, dx, dt);
            return new(losses.ToDoubles(), dx.ToDoubles(), dt.ToDoubles());
        }
    }
}
