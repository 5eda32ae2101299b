using System.Numerics;
using KLDiv.Tests.Support;

namespace KLDiv.Tests;

/// <summary>Two element types, chosen while the test runs.</summary>
public abstract class TypePair
{
    public static TypePair Doubles { get; } = new TypePair<double, double>();

    public static TypePair Floats { get; } = new TypePair<float, float>();

    public static TypePair[] All { get; } =
    [
        Doubles, new TypePair<double, float>(), new TypePair<double, Half>(),
        new TypePair<float, double>(), Floats, new TypePair<float, Half>(),
        new TypePair<Half, double>(), new TypePair<Half, float>(), new TypePair<Half, Half>(),
    ];

    /// <summary>Half the distance from 1 to the next number: the relative error of one rounding to the type.</summary>
    public abstract double InputRounding { get; }

    public abstract double TargetRounding { get; }

    /// <summary>The same for the type that the arithmetic runs in: the wider of float and the operands' types.</summary>
    public double ArithmeticRounding => Math.Min(Math.Min(InputRounding, TargetRounding), RoundingOf<float>());

    public abstract Outcome Run(Surface surface, Batch batch, Reduction reduction, double[] upstream);

    /// <summary>The same operands, rounded to numbers that the types can hold.</summary>
    public abstract Batch Round(Batch batch);

    /// <summary>Numbers that the input's type can hold, as upstream tensors have it.</summary>
    public abstract double[] RoundUpstream(double[] upstream);

    /// <summary>Writes both gradients over their operands, and pointwise losses where NaN stood before.</summary>
    public abstract Outcome RunInPlace(Batch batch, Reduction reduction, double[] upstream);

    protected static double RoundingOf<T>()
        where T : IFloatingPointIeee754<T> => double.CreateTruncating(T.BitIncrement(T.One) - T.One) / 2;
}

public sealed class TypePair<TInput, TTarget> : TypePair
    where TInput : unmanaged, IFloatingPointIeee754<TInput>
    where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
{
    public override double InputRounding => RoundingOf<TInput>();

    public override double TargetRounding => RoundingOf<TTarget>();

    public override Outcome Run(Surface surface, Batch batch, Reduction reduction, double[] upstream) =>
        surface.Run<TInput, TTarget>(batch, reduction, upstream);

    public override Batch Round(Batch batch) =>
        batch with { Input = batch.Input.To<TInput>().ToDoubles(), Target = batch.Target.To<TTarget>().ToDoubles() };

    public override double[] RoundUpstream(double[] upstream) => upstream.To<TInput>().ToDoubles();

    public override Outcome RunInPlace(Batch batch, Reduction reduction, double[] upstream)
    {
        TInput[] x = batch.Input.To<TInput>();
        TTarget[] t = batch.Target.To<TTarget>();
        if (reduction != Reduction.None)
        {
            double loss = KLDivergence.LossAndGradient<TInput, TTarget>(x, t, x, t, new(reduction, batch.LogTarget, upstream[0]), batch.RowWeights, batch.Lengths);
            return new([loss], x.ToDoubles(), t.ToDoubles());
        }

        TInput[] losses = [.. Enumerable.Repeat(TInput.NaN, batch.Numel)];
        SpanOperands<TInput, TTarget> read = new() { Input = x, Target = t, LogTarget = batch.LogTarget, RowWeights = batch.RowWeights, Lengths = batch.Lengths };
        WeightedLosses.PointwiseAndGradient<TInput, TTarget, TInput, TInput>(read, upstream.To<TInput>(), losses, x, t);
        return new(losses.ToDoubles(), x.ToDoubles(), t.ToDoubles());
    }

    public override string ToString() => $"({typeof(TInput).Name}, {typeof(TTarget).Name})";
}
