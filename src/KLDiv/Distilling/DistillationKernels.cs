using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>The kernels that a request needs, at the width that the hardware has.</summary>
internal unsafe struct DistillationKernels<T>
    where T : unmanaged
{
    public delegate*<LogitsBlock<T>*, void> Scan;

    /// <summary>The sums for the states of rows.</summary>
    public delegate*<LogitsBlock<T>*, void> Sum;

    /// <summary>The sums over the mixture; null where there is none.</summary>
    public delegate*<LogitsBlock<T>*, void> SumOfMixture;

    /// <summary>The sums, and what is kept for the gradient for Q.</summary>
    public delegate*<LogitsBlock<T>*, void> SumAndKeep;

    /// <summary>The gradient for Q of what was kept.</summary>
    public delegate*<LogitsBlock<T>*, void> GradientOfKept;

    /// <summary>The gradients; null where none is wanted.</summary>
    public delegate*<LogitsBlock<T>*, void> Gradient;

    /// <param name="request">What is asked for.</param>
    /// <param name="any">Whether logits may be -infinity or of any size.</param>
    public static DistillationKernels<T> Select(in DistillationRequest request, bool any) => any ? Select<Yes>(request) : Select<No>(request);

    private static DistillationKernels<T> Select<TAny>(in DistillationRequest request)
        where TAny : struct, IChoice => VectorWidth.Choose<OfWidth<TAny>, T, DistillationKernels<T>>(VectorWidth.Current, new(request));

    private readonly struct OfWidth<TAny>(DistillationRequest request) : IOfWidth<T, DistillationKernels<T>>
        where TAny : struct, IChoice
    {
        public DistillationKernels<T> Of<TVector, TWide>()
            where TVector : unmanaged, IVector<TVector, T>
            where TWide : unmanaged, IVector<TWide, double> => new()
            {
                Scan = &LogitsScan<TVector, T>.Run,
                Sum = (request.Forward, request.Reverse) switch
                {
                    (true, false) => &DivergenceSumsKernel<TVector, T, LogitsOutputs<Yes, No, TAny>>.Sum,
                    (false, true) => &DivergenceSumsKernel<TVector, T, LogitsOutputs<No, Yes, TAny>>.Sum,
                    (true, true) => &DivergenceSumsKernel<TVector, T, LogitsOutputs<Yes, Yes, TAny>>.Sum,
                    _ => &DivergenceSumsKernel<TVector, T, LogitsOutputs<No, No, TAny>>.Sum,
                },
                SumAndKeep = &DivergenceSumsKernel<TVector, T, SumsAndKept>.Sum,
                GradientOfKept = &KeptGradientKernel<TVector, T>.Write,
                SumOfMixture = request.IsMixture ? &MixtureKernel<TVector, T, LogitsOutputs<No, No, TAny>>.Sum : null,
                Gradient = (request.GradientP, request.GradientQ, request.IsMixture) switch
                {
                    (true, false, false) => &DivergenceGradientKernel<TVector, T, LogitsOutputs<Yes, No, TAny>>.Write,
                    (false, true, false) => &DivergenceGradientKernel<TVector, T, LogitsOutputs<No, Yes, TAny>>.Write,
                    (true, true, false) => &DivergenceGradientKernel<TVector, T, LogitsOutputs<Yes, Yes, TAny>>.Write,
                    (true, false, true) => &MixtureKernel<TVector, T, LogitsOutputs<Yes, No, TAny>>.Write,
                    (false, true, true) => &MixtureKernel<TVector, T, LogitsOutputs<No, Yes, TAny>>.Write,
                    (true, true, true) => &MixtureKernel<TVector, T, LogitsOutputs<Yes, Yes, TAny>>.Write,
                    _ => null,
                },
            };
    }
}
