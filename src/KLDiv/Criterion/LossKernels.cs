using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>Picks the kernel that computes what a call wants, at the width that the hardware has.</summary>
internal static unsafe class LossKernels
{
    /// <param name="call">What is wanted.</param>
    /// <param name="length">The length of a run: short ones are left to vectors that they fill.</param>
    public static delegate*<LossBlock<T>*, double> Select<T>(in LossCall call, nint length)
        where T : unmanaged =>
        call.LogTarget ? Select<LogTarget, T>(call, length) : Select<ProbabilityTarget, T>(call, length);

    private static delegate*<LossBlock<T>*, double> Select<TDivergence, T>(in LossCall call, nint length)
        where TDivergence : struct, IDivergence
        where T : unmanaged => VectorWidth.For(length * sizeof(T)) switch
        {
            512 => Select<TDivergence, Vector512Of<T>, T>(call),
            256 => Select<TDivergence, Vector256Of<T>, T>(call),
            128 => Select<TDivergence, Vector128Of<T>, T>(call),
            _ => Select<TDivergence, Vector1Of<T>, T>(call),
        };

    private static delegate*<LossBlock<T>*, double> Select<TDivergence, TVector, T>(in LossCall call)
        where TDivergence : struct, IDivergence
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => (call.Sums, call.WritesPointwise, call.WritesInputGradient, call.WritesTargetGradient) switch
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
        };
}
