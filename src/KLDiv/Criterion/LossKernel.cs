using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>The kernel that computes what a call wants, at the width that the hardware has.</summary>
internal unsafe struct LossKernel<T>
    where T : unmanaged
{
    /// <summary>Does a block, and gives its sum.</summary>
    public delegate*<LossBlock<T>*, double> Run;

    /// <param name="call">What is wanted.</param>
    /// <param name="length">The length of a run: short ones are left to vectors that they fill.</param>
    public static LossKernel<T> Select(in LossCall call, nint length) => call.LogTarget ? Select<LogTarget>(call, length) : Select<ProbabilityTarget>(call, length);

    private static LossKernel<T> Select<TDivergence>(in LossCall call, nint length)
        where TDivergence : struct, IDivergence =>
        VectorWidth.Choose<OfWidth<TDivergence>, T, LossKernel<T>>(
            VectorWidth.For(length * sizeof(T)), new((call.Sums, call.WritesPointwise, call.WritesInputGradient, call.WritesTargetGradient)));

    private readonly struct OfWidth<TDivergence>((bool Sums, bool Pointwise, bool InputGradient, bool TargetGradient) outputs) : IOfWidth<T, LossKernel<T>>
        where TDivergence : struct, IDivergence
    {
        public LossKernel<T> Of<TVector, TWide>()
            where TVector : unmanaged, IVector<TVector, T>
            where TWide : unmanaged, IVector<TWide, double> => new()
            {
                Run = outputs switch
                {
                    (true, false, false, false) => &OrdinaryKernel<TDivergence, TVector, T, Outputs<Yes, No, No, No>>.Run,
                    (true, false, true, false) => &OrdinaryKernel<TDivergence, TVector, T, Outputs<Yes, No, Yes, No>>.Run,
                    (true, false, false, true) => &OrdinaryKernel<TDivergence, TVector, T, Outputs<Yes, No, No, Yes>>.Run,
                    (true, false, true, true) => &OrdinaryKernel<TDivergence, TVector, T, Outputs<Yes, No, Yes, Yes>>.Run,
                    (false, true, false, false) => &CarefulKernel<TDivergence, TVector, T, Outputs<No, Yes, No, No>>.Run,
                    (false, true, true, false) => &CarefulKernel<TDivergence, TVector, T, Outputs<No, Yes, Yes, No>>.Run,
                    (false, true, false, true) => &CarefulKernel<TDivergence, TVector, T, Outputs<No, Yes, No, Yes>>.Run,
                    (false, true, true, true) => &CarefulKernel<TDivergence, TVector, T, Outputs<No, Yes, Yes, Yes>>.Run,
                    (false, false, true, false) => &CarefulKernel<TDivergence, TVector, T, Outputs<No, No, Yes, No>>.Run,
                    (false, false, false, true) => &CarefulKernel<TDivergence, TVector, T, Outputs<No, No, No, Yes>>.Run,
                    _ => throw new InvalidOperationException("No kernel computes this combination of outputs."),
                },
            };
    }
}

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
