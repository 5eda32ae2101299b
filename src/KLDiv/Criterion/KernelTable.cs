using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>Picks the kernel that computes what a problem wants, at the width that the hardware has.</summary>
internal static unsafe class KernelTable
{
    /// <param name="problem">What is wanted.</param>
    /// <param name="length">The length of a run: short ones are left to vectors that they fill.</param>
    public static delegate*<Block<T>*, double> Select<TDivergence, T>(in Problem problem, nint length)
        where TDivergence : struct, IDivergence
        where T : unmanaged => VectorWidth.For(length * sizeof(T)) switch
        {
            512 => Select<TDivergence, Vector512Of<T>, T>(problem),
            256 => Select<TDivergence, Vector256Of<T>, T>(problem),
            128 => Select<TDivergence, Vector128Of<T>, T>(problem),
            _ => Select<TDivergence, Vector1Of<T>, T>(problem),
        };

    private static delegate*<Block<T>*, double> Select<TDivergence, TVector, T>(in Problem problem)
        where TDivergence : struct, IDivergence
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged => (problem.Sums, problem.Pointwise.IsPresent, problem.InputGradient.IsPresent, problem.TargetGradient.IsPresent) switch
        {
            (true, false, false, false) => &BlockKernel<TDivergence, TVector, T, Outputs<Yes, No, No, No>>.Run,
            (true, false, true, false) => &BlockKernel<TDivergence, TVector, T, Outputs<Yes, No, Yes, No>>.Run,
            (true, false, false, true) => &BlockKernel<TDivergence, TVector, T, Outputs<Yes, No, No, Yes>>.Run,
            (true, false, true, true) => &BlockKernel<TDivergence, TVector, T, Outputs<Yes, No, Yes, Yes>>.Run,
            (false, true, false, false) => &BlockKernel<TDivergence, TVector, T, Outputs<No, Yes, No, No>>.Run,
            (false, true, true, false) => &BlockKernel<TDivergence, TVector, T, Outputs<No, Yes, Yes, No>>.Run,
            (false, true, false, true) => &BlockKernel<TDivergence, TVector, T, Outputs<No, Yes, No, Yes>>.Run,
            (false, true, true, true) => &BlockKernel<TDivergence, TVector, T, Outputs<No, Yes, Yes, Yes>>.Run,
            (false, false, true, false) => &BlockKernel<TDivergence, TVector, T, Outputs<No, No, Yes, No>>.Run,
            (false, false, false, true) => &BlockKernel<TDivergence, TVector, T, Outputs<No, No, No, Yes>>.Run,
            _ => throw new InvalidOperationException("No kernel computes this combination of outputs."),
        };
}
