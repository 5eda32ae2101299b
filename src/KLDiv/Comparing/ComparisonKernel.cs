using System.Runtime.CompilerServices;
using KLDiv.Distilling;
using KLDiv.Simd;

namespace KLDiv.Comparing;

/// <summary>Terms and probabilities of the classes of a block, and the sums over them.</summary>
/// <typeparam name="TVector">The elements that are worked on at a time.</typeparam>
/// <typeparam name="T">Their type.</typeparam>
/// <typeparam name="TMixture">Whether the terms are those of the divergence from the mixture; otherwise those of KL(P || Q).</typeparam>
/// <typeparam name="TAll">Whether the sums for KL(Q || P) and the divergence from the mixture are formed as well.</typeparam>
/// <typeparam name="TAny">Whether logits may be -infinity, or of any size.</typeparam>
internal static unsafe class ComparisonKernel<TVector, T, TMixture, TAll, TAny>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
    where TMixture : struct, IChoice
    where TAll : struct, IChoice
    where TAny : struct, IChoice
{
    private static int Stretch => ExponentialStages<TVector, T, LogitsOutputs<No, No, TAny>>.Stretch;

    public static void Run(ComparedBlock<T>* block) => WholeVectors<TVector, T, ComparedBlock<T>>.Run(block, &Walk);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk(ComparedBlock<T>* block)
    {
        VectorOrigins<TVector, T> origins = new(block->Origins);
        TVector normaliser = TVector.Create(block->Normaliser), beta = TVector.Create(block->Beta), zero = TVector.Create(0);
        TVector* kept = stackalloc TVector[ExponentialStages<TVector, T, LogitsOutputs<No, No, TAny>>.Kept];
        TVector* larger = kept + Stretch;
        TVector lowT = zero, highT = zero, lowD = zero, highD = zero, lowV = zero, highV = zero, lowR = zero, highR = zero;
        TVector lowQ = zero, highQ = zero, lowM = zero, highM = zero, lowP = zero, highP = zero;
        int length = block->Length;
        for (int start = 0; start < length; start += Stretch * TVector.Count)
        {
            int count = Math.Min(length - start, Stretch * TVector.Count);
            ExponentialStages<TVector, T, LogitsOutputs<No, No, TAny>>.Run(block->P + start, block->Q + start, count, origins, kept);
            TVector sumT = zero, sumD = zero, sumV = zero, sumR = zero, sumQ = zero, sumM = zero, sumP = zero;
            for (int i = 0; i < count / TVector.Count; i++)
            {
                int at = start + (i * TVector.Count);
                ComparisonTerms<TVector, T> terms = ComparisonTerms<TVector, T>.Of(kept[i]);
                TVector ofLarger = larger[i] * normaliser;
                TVector distance = ofLarger * terms.Change;
                TVector term = ofLarger * (TMixture.Value ? terms.Mixture(beta) : terms.Divergence());
                TVector ofReverse = TAll.Value ? ofLarger * terms.ReverseDivergence() : zero;
                if (TAny.Value && !TMixture.Value)
                {
                    Absence.Of<TVector, T>(TVector.Load(block->P + at), TVector.Load(block->Q + at), out TVector isOnlyP, out TVector isOnlyQ);
                    term = TVector.Select(isOnlyP, TVector.Create(double.PositiveInfinity), term);
                    ofReverse = TVector.Select(isOnlyQ, TVector.Create(double.PositiveInfinity), ofReverse);
                }

                TVector.Store(term, block->Terms + at);
                TVector probabilityP = ofLarger + TVector.Select(terms.IsNegative, distance, zero);
                TVector.Store(probabilityP, block->ProbabilitiesP + at);
                TVector.Store(ofLarger + TVector.Select(terms.IsNegative, zero, distance), block->ProbabilitiesQ + at);
                sumT += term;
                sumP += probabilityP;
                sumD += TVector.Select(terms.IsNegative, -distance, distance);
                sumV -= distance;
                sumR = TVector.MultiplyAdd(ofLarger * terms.Root, terms.Root, sumR);
                if (TAll.Value)
                {
                    sumQ += ofReverse;
                    sumM = TVector.MultiplyAdd(ofLarger, terms.Mixture(beta), sumM);
                }
            }

            // A stretch has too few terms for its sum to lose digits in the elements' own type; the sums of stretches are added in double.
            TVector.Accumulate(sumT, ref lowT, ref highT);
            TVector.Accumulate(sumP, ref lowP, ref highP);
            TVector.Accumulate(sumD, ref lowD, ref highD);
            TVector.Accumulate(sumV, ref lowV, ref highV);
            TVector.Accumulate(sumR, ref lowR, ref highR);
            if (TAll.Value)
            {
                TVector.Accumulate(sumQ, ref lowQ, ref highQ);
                TVector.Accumulate(sumM, ref lowM, ref highM);
            }
        }

        block->Sums.Terms = TVector.Total(lowT, highT);
        block->Sums.P = TVector.Total(lowP, highP);
        block->Sums.Difference = TVector.Total(lowD, highD);
        block->Sums.Distance = TVector.Total(lowV, highV);
        block->Sums.RootDistance = TVector.Total(lowR, highR);
        block->Sums.Reverse = TVector.Total(lowQ, highQ);
        block->Sums.Mixture = TVector.Total(lowM, highM);
    }
}

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
