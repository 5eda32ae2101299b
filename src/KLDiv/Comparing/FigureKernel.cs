using System.Runtime.CompilerServices;
using KLDiv.Distilling;
using KLDiv.Simd;

namespace KLDiv.Comparing;

/// <summary>Terms and probabilities of the classes of a block, and the sums over them.</summary>
/// <typeparam name="TVector">The elements that are worked on at a time.</typeparam>
/// <typeparam name="T">Their type.</typeparam>
/// <typeparam name="TMixture">Whether the divergence is that from the mixture.</typeparam>
/// <typeparam name="TAny">Whether logits may be -infinity, or of any size.</typeparam>
internal static unsafe class FigureKernel<TVector, T, TMixture, TAny>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
    where TMixture : struct, IChoice
    where TAny : struct, IChoice
{
    private static int Stretch => PairStages<TVector, T, PairOutputs<No, No, TAny>>.Stretch;

    public static void Run(FigureBlock<T>* block)
    {
        int whole = block->Length / TVector.Count * TVector.Count;
        FigureBlock<T> part = *block;
        part.Length = whole;
        Walk(&part);
        block->Sums = part.Sums;
        if (whole < block->Length)
        {
            RunRest(block, whole);
        }
    }

    /// <summary>The last elements become one vector, filled up with classes that neither side has.</summary>
    private static void RunRest(FigureBlock<T>* block, int start)
    {
        TVector* room = stackalloc TVector[5];
        PairReference<TVector, T> reference = new(block->Reference);
        room[0] = reference.AbsentP;
        room[1] = reference.AbsentQ;
        FigureBlock<T> rest = *block;
        rest.Length = TVector.Count;
        rest.P = (T*)room;
        rest.Q = (T*)(room + 1);
        rest.Terms = (T*)(room + 2);
        rest.ProbabilitiesP = (T*)(room + 3);
        rest.ProbabilitiesQ = (T*)(room + 4);
        int count = block->Length - start;
        Copy(block->P + start, rest.P, count);
        Copy(block->Q + start, rest.Q, count);
        Walk(&rest);
        block->Sums.Add(rest.Sums);
        Copy(rest.Terms, block->Terms + start, count);
        Copy(rest.ProbabilitiesP, block->ProbabilitiesP + start, count);
        Copy(rest.ProbabilitiesQ, block->ProbabilitiesQ + start, count);
    }

    private static void Copy(T* source, T* destination, int count) => new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(destination, count));

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk(FigureBlock<T>* block)
    {
        PairReference<TVector, T> reference = new(block->Reference);
        TVector normaliser = TVector.Create(block->Normaliser), beta = TVector.Create(block->Beta), zero = TVector.Create(0);
        TVector* kept = stackalloc TVector[PairStages<TVector, T, PairOutputs<No, No, TAny>>.Kept];
        TVector* larger = kept + Stretch;
        TVector lowT = zero, highT = zero, lowD = zero, highD = zero, lowV = zero, highV = zero, lowR = zero, highR = zero;
        int length = block->Length;
        for (int start = 0; start < length; start += Stretch * TVector.Count)
        {
            int count = Math.Min(length - start, Stretch * TVector.Count);
            PairStages<TVector, T, PairOutputs<No, No, TAny>>.Run(block->P + start, block->Q + start, count, reference, kept);
            TVector sumT = zero, sumD = zero, sumV = zero, sumR = zero;
            for (int i = 0; i < count / TVector.Count; i++)
            {
                int at = start + (i * TVector.Count);
                FigureTerms<TVector, T> terms = FigureTerms<TVector, T>.Of(kept[i]);
                TVector ofLarger = larger[i] * normaliser;
                TVector distance = ofLarger * terms.Change;
                TVector term = ofLarger * (TMixture.Value ? terms.Mixture(beta) : terms.Divergence());
                if (TAny.Value && !TMixture.Value)
                {
                    Absence.Of<TVector, T>(TVector.Load(block->P + at), TVector.Load(block->Q + at), out TVector isOnlyP, out _);
                    term = TVector.Select(isOnlyP, TVector.Create(double.PositiveInfinity), term);
                }

                TVector.Store(term, block->Terms + at);
                TVector.Store(ofLarger + TVector.Select(terms.IsNegative, distance, zero), block->ProbabilitiesP + at);
                TVector.Store(ofLarger + TVector.Select(terms.IsNegative, zero, distance), block->ProbabilitiesQ + at);
                sumT += term;
                sumD += TVector.Select(terms.IsNegative, -distance, distance);
                sumV -= distance;
                sumR = TVector.MultiplyAdd(ofLarger * terms.Root, terms.Root, sumR);
            }

            // The terms of a stretch are too few to lose in the type of the elements what counts; then they go into sums in double.
            TVector.Accumulate(sumT, ref lowT, ref highT);
            TVector.Accumulate(sumD, ref lowD, ref highD);
            TVector.Accumulate(sumV, ref lowV, ref highV);
            TVector.Accumulate(sumR, ref lowR, ref highR);
        }

        block->Sums.Terms = TVector.Total(lowT, highT);
        block->Sums.Difference = TVector.Total(lowD, highD);
        block->Sums.Distance = TVector.Total(lowV, highV);
        block->Sums.RootDistance = TVector.Total(lowR, highR);
    }
}
