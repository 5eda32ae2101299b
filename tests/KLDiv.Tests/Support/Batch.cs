using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Tests;

/// <summary>The operands of one call, in double whatever element types they are run in.</summary>
public sealed record Batch(nint[] Lengths, double[] Input, double[] Target, bool LogTarget = false, double[]? RowWeights = null)
{
    public int Numel => Input.Length;

    public nint BatchSize => Lengths[0];

    public int Support => (int)Lengths[^1];

    public int Rows => (int)Lengths[..^1].Aggregate((nint)1, (product, length) => product * length);

    public double Divisor(Reduction reduction) => reduction switch
    {
        Reduction.Mean => Numel,
        Reduction.BatchMean => BatchSize,
        _ => 1,
    };

    /// <summary>The largest of the terms that one pointwise loss is the difference of: what its rounding is to be measured by.</summary>
    public double LossMagnitude(int i) => LogTarget
        ? Math.Exp(Target[i]) * Math.Max(Math.Abs(Target[i]), Math.Abs(Input[i]))
        : Math.Abs(Target[i]) * Math.Max(Target[i] == 0 ? 0 : Math.Abs(Math.Log(Target[i])), Math.Abs(Input[i]));

    /// <summary>The same for one element of d/dt, for an upstream gradient of 1.</summary>
    public double TargetGradientMagnitude(int i) => LogTarget
        ? Math.Exp(Target[i]) * Math.Max(Math.Max(Math.Abs(Target[i]), Math.Abs(Input[i])), 1)
        : Math.Max(Math.Max(Math.Abs(Math.Log(Target[i])), Math.Abs(Input[i])), 1);

    /// <summary>The sum of the magnitudes of finite losses: what the rounding of a sum is to be measured by.</summary>
    public double SumMagnitude() => Enumerable.Range(0, Numel).Select(LossMagnitude).Where(double.IsFinite).Sum();

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"[{string.Join(", ", Lengths)}]{(LogTarget ? " log target" : "")} x: {Text(Input)} t: {Text(Target)} w: {Text(RowWeights ?? [])}");

    private static string Text(double[] values) => $"[{string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]";
}

/// <summary>Between doubles and arrays or tensors of an element type.</summary>
public static class Elements
{
    public static T[] To<T>(this double[] values)
        where T : unmanaged, INumberBase<T> => Array.ConvertAll(values, T.CreateTruncating);

    public static Tensor<T> To<T>(this double[] values, ReadOnlySpan<nint> lengths)
        where T : unmanaged, INumberBase<T> => Tensor.Create(values.To<T>(), lengths);

    public static double[] ToDoubles<T>(this T[] values)
        where T : unmanaged, INumberBase<T> => Array.ConvertAll(values, double.CreateTruncating);

    public static double[] ToDoubles<T>(this Tensor<T> tensor)
        where T : unmanaged, INumberBase<T>
    {
        T[] values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values.ToDoubles();
    }
}
