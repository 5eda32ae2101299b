using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>The kernels that a request needs, at the width that the hardware has.</summary>
internal unsafe struct PairKernels<T>
    where T : unmanaged
{
    public delegate*<PairBlock<T>*, void> Scan;

    /// <summary>The sums for the states of rows.</summary>
    public delegate*<PairBlock<T>*, void> Sum;

    /// <summary>The sums over the mixture; null where there is none.</summary>
    public delegate*<PairBlock<T>*, void> SumOfMixture;

    /// <summary>The sums, and what is kept for the gradient for Q.</summary>
    public delegate*<PairBlock<T>*, void> SumAndKeep;

    /// <summary>The gradient for Q of what was kept.</summary>
    public delegate*<PairBlock<T>*, void> GradientOfKept;

    /// <summary>The gradients; null where none is wanted.</summary>
    public delegate*<PairBlock<T>*, void> Gradient;

    /// <param name="request">What is asked for.</param>
    /// <param name="any">Whether logits may be -infinity or of any size.</param>
    public static PairKernels<T> Select(in PairRequest request, bool any) => any ? Select<Yes>(request) : Select<No>(request);

    private static PairKernels<T> Select<TAny>(in PairRequest request)
        where TAny : struct, IChoice => VectorWidth.Current switch
        {
            512 => Select<Vector512Of<T>, TAny>(request),
            256 => Select<Vector256Of<T>, TAny>(request),
            128 => Select<Vector128Of<T>, TAny>(request),
            _ => Select<Vector1Of<T>, TAny>(request),
        };

    private static PairKernels<T> Select<TVector, TAny>(in PairRequest request)
        where TVector : unmanaged, IVector<TVector, T>
        where TAny : struct, IChoice => new()
        {
            Scan = &PairScan<TVector, T>.Run,
            Sum = (request.Forward, request.Reverse) switch
            {
                (true, false) => &PairSumsKernel<TVector, T, PairOutputs<Yes, No, TAny>>.Sum,
                (false, true) => &PairSumsKernel<TVector, T, PairOutputs<No, Yes, TAny>>.Sum,
                (true, true) => &PairSumsKernel<TVector, T, PairOutputs<Yes, Yes, TAny>>.Sum,
                _ => &PairSumsKernel<TVector, T, PairOutputs<No, No, TAny>>.Sum,
            },
            SumAndKeep = &PairSumsKernel<TVector, T, SumsAndKept>.Sum,
            GradientOfKept = &PairKeptKernel<TVector, T>.Write,
            SumOfMixture = request.IsMixture ? &MixtureKernel<TVector, T, PairOutputs<No, No, TAny>>.Sum : null,
            Gradient = (request.GradientP, request.GradientQ, request.IsMixture) switch
            {
                (true, false, false) => &PairGradientKernel<TVector, T, PairOutputs<Yes, No, TAny>>.Write,
                (false, true, false) => &PairGradientKernel<TVector, T, PairOutputs<No, Yes, TAny>>.Write,
                (true, true, false) => &PairGradientKernel<TVector, T, PairOutputs<Yes, Yes, TAny>>.Write,
                (true, false, true) => &MixtureKernel<TVector, T, PairOutputs<Yes, No, TAny>>.Write,
                (false, true, true) => &MixtureKernel<TVector, T, PairOutputs<No, Yes, TAny>>.Write,
                (true, true, true) => &MixtureKernel<TVector, T, PairOutputs<Yes, Yes, TAny>>.Write,
                _ => null,
            },
        };
}
