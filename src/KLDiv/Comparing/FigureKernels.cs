using KLDiv.Distilling;
using KLDiv.Simd;

namespace KLDiv.Comparing;

/// <summary>The kernels for the figures of a report, at the width that the hardware has.</summary>
internal unsafe struct FigureKernels<T>
    where T : unmanaged
{
    /// <summary>Looks whether the logits of a block are ordinary.</summary>
    public delegate*<PairBlock<T>*, void> Scan;

    /// <summary>The sums of two rows' exponentials.</summary>
    public delegate*<ExponentialSums<T>*, void> Sums;

    /// <summary>The figures of a block.</summary>
    public delegate*<FigureBlock<T>*, void> Figures;

    /// <param name="isMixture">Whether the divergence is that from the mixture.</param>
    /// <param name="any">Whether logits may be -infinity or of any size.</param>
    public static FigureKernels<T> Select(bool isMixture, bool any) => (isMixture, any) switch
    {
        (false, false) => Select<No, No>(),
        (false, true) => Select<No, Yes>(),
        (true, false) => Select<Yes, No>(),
        _ => Select<Yes, Yes>(),
    };

    private static FigureKernels<T> Select<TMixture, TAny>()
        where TMixture : struct, IChoice
        where TAny : struct, IChoice => VectorWidth.Current switch
        {
            512 => Of<Vector512Of<T>, TMixture, TAny>(),
            256 => Of<Vector256Of<T>, TMixture, TAny>(),
            128 => Of<Vector128Of<T>, TMixture, TAny>(),
            _ => Of<Vector1Of<T>, TMixture, TAny>(),
        };

    private static FigureKernels<T> Of<TVector, TMixture, TAny>()
        where TVector : unmanaged, IVector<TVector, T>
        where TMixture : struct, IChoice
        where TAny : struct, IChoice => new()
        {
            Scan = &PairScan<TVector, T>.Run,
            Sums = &ExponentialSumsKernel<TVector, T>.Run,
            Figures = &FigureKernel<TVector, T, TMixture, TAny>.Run,
        };
}
