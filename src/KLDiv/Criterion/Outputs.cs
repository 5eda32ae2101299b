using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>What a kernel computes, known when it is compiled, so that what is not asked for costs nothing.</summary>
internal interface IOutputs
{
    static abstract bool Sum { get; }

    static abstract bool Pointwise { get; }

    static abstract bool InputGradient { get; }

    static abstract bool TargetGradient { get; }
}

internal readonly struct Outputs<TSum, TPointwise, TInputGradient, TTargetGradient> : IOutputs
    where TSum : struct, IChoice
    where TPointwise : struct, IChoice
    where TInputGradient : struct, IChoice
    where TTargetGradient : struct, IChoice
{
    public static bool Sum => TSum.Value;

    public static bool Pointwise => TPointwise.Value;

    public static bool InputGradient => TInputGradient.Value;

    public static bool TargetGradient => TTargetGradient.Value;
}
