using KLDiv.Distilling;
using KLDiv.Simd;

namespace KLDiv.Comparing;

/// <summary>The kernels that compare rows, at the width that the hardware has.</summary>
internal unsafe struct ComparisonKernels<T>
    where T : unmanaged
{
    /// <summary>Looks whether the logits of a block are ordinary.</summary>
    public delegate*<LogitsBlock<T>*, void> Scan;

    /// <summary>The sums of two rows' exponentials.</summary>
    public delegate*<ExponentialSums<T>*, void> Sums;

    /// <summary>The figures of a block.</summary>
    public delegate*<ComparedBlock<T>*, void> Figures;

    /// <param name="request">Which divergences are wanted.</param>
    /// <param name="any">Whether logits may be -infinity or of any size.</param>
    public static ComparisonKernels<T> Select(in ComparisonRequest request, bool any) => (request.Kind, any) switch
    {
        (null, false) => Select<No, Yes, No>(),
        (null, true) => Select<No, Yes, Yes>(),
        (DivergenceKind.JensenShannon, false) => Select<Yes, No, No>(),
        (DivergenceKind.JensenShannon, true) => Select<Yes, No, Yes>(),
        (_, false) => Select<No, No, No>(),
        (_, true) => Select<No, No, Yes>(),
    };

    private static ComparisonKernels<T> Select<TMixture, TAll, TAny>()
        where TMixture : struct, IChoice
        where TAll : struct, IChoice
        where TAny : struct, IChoice => VectorWidth.Choose<OfWidth<TMixture, TAll, TAny>, T, ComparisonKernels<T>>(VectorWidth.Current);

    private readonly struct OfWidth<TMixture, TAll, TAny> : IOfWidth<T, ComparisonKernels<T>>
        where TMixture : struct, IChoice
        where TAll : struct, IChoice
        where TAny : struct, IChoice
    {
        public ComparisonKernels<T> Of<TVector, TWide>()
            where TVector : unmanaged, IVector<TVector, T>
            where TWide : unmanaged, IVector<TWide, double> => new()
            {
                Scan = &LogitsScan<TVector, T>.Run,
                Sums = &ExponentialSumsKernel<TVector, T>.Run,
                Figures = &ComparisonKernel<TVector, T, TMixture, TAll, TAny>.Run,
            };
    }
}
