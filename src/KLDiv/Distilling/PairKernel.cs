using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>KL(P || Q) of ordinary float logits with its gradient for Q, or their Jensen-Shannon divergence with beta = 1/2, in float with nothing cancelled.</summary>
/// <remarks>
/// <para>
/// With a and b the logits less the largest one, over the temperature and in two parts, d = b - a + ln k is ln(q / p), k being the ratio of the sums Σ e^a and Σ e^b. KL is Σ e^a H(d)
/// over the sum, H(d) = e^d - 1 - d being a polynomial near 0, and the differences of exponentials further away. That sums in float, and so k, are not exact shows in
/// e = Σ e^a (e^d - 1) over the sum, which would be 0: it makes KL too large by e - ln(1 + e), e² / 2 just about, and is taken off.
/// </para>
/// <para>
/// With the mixture m of p and q, (p ln(p / m) + q ln(q / m)) / (p + q) = φ(d), which is even: the Jensen-Shannon divergence is Σ (p + q) φ / 2, and e makes it too large by e² / 8.
/// </para>
/// <para>Polynomials are fits at Chebyshev's points: of H to 5.5e-9 of it for |d| &lt; 1, of φ to 8.8e-9 for |d| &lt; 2, and of ln 2 - ln(1 + w) to 2e-8 for w &lt; e^-2.</para>
/// </remarks>
internal static unsafe class PairKernel<TVector, TWide, TMixture, TSide>
    where TVector : unmanaged, IVector<TVector, float>
    where TWide : unmanaged, IVector<TWide, double>
    where TMixture : struct, IChoice
    where TSide : struct, ISideOfP
{
    /// <summary>Vectors that are added in float before the sum goes on in double.</summary>
    private const int Together = 8;

    /// <summary>How far from 0 the largest logit may lie: what float rounds off it is then far below 1.</summary>
    private const double MostOfLargest = 1 << 17;

    public static PairStages Stages => new()
    {
        Lanes = TVector.Count,
        Begin = &Begin,
        FindLargest = &FindLargest,
        JoinLargest = &JoinLargest,
        Exponentiate = &Exponentiate,
        JoinSums = &JoinSums,
        Sum = &Sum,
        Finish = &Finish,
        WriteGradient = &WriteGradient,
    };

    private static bool IsProbability => !TSide.IsLogits && !TSide.IsLogarithm;

    private static TVector Absent => TVector.Create(double.NegativeInfinity);

    private static void Begin(void* memory, double high, double low) =>
        *(PairSums<TVector>*)memory = new() { LargestP = Absent, LargestQ = Absent, InverseHigh = high, InverseLow = low };

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FindLargest(PairStretch* rows, void* memory)
    {
        PairSums<TVector>* sums = (PairSums<TVector>*)memory;
        TVector largestP = sums->LargestP, largestQ = sums->LargestQ, leastP = sums->LeastP;
        for (int i = 0; i < rows->Length; i += TVector.Count)
        {
            TVector p = RowEnd<TVector, float>.Load(rows->P, i, rows->Length, IsProbability ? TVector.Create(0) : Absent);
            largestP = TVector.AtLeast(largestP, p);
            leastP = IsProbability ? TVector.AtMost(leastP, p) : leastP;
            largestQ = TVector.AtLeast(largestQ, RowEnd<TVector, float>.Load(rows->Q, i, rows->Length, Absent));
        }

        (sums->LargestP, sums->LargestQ, sums->LeastP) = (largestP, largestQ, leastP);
    }

    private static void JoinLargest(void* memory, bool isOneRow)
    {
        PairSums<TVector>* sums = (PairSums<TVector>*)memory;
        if (isOneRow)
        {
            sums->LargestP = TVector.Create(TVector.Largest(sums->LargestP));
            sums->LargestQ = TVector.Create(TVector.Largest(sums->LargestQ));
            sums->LeastP = TVector.Create(-TVector.Largest(-sums->LeastP));
        }

        if (!TSide.IsLogits)
        {
            TwoParts<TVector, float> origin = TSide.IsLogarithm
                ? new() { High = TVector.AtLeast(TVector.Create(LeastLogarithm), sums->LargestP), Low = TVector.Create(0) }
                : LogarithmInTwoParts<TVector>.Of(TVector.AtLeast(TVector.Create(Logarithm.LeastNormal<float>()), sums->LargestP));
            (sums->OriginHigh, sums->OriginLow) = (origin.High, origin.Low);
        }
    }

    /// <remarks>What is kept beyond the end of a row is that of classes that neither side has.</remarks>
    private static void Exponentiate(PairStretch* rows, void* memory)
    {
        if (TSide.IsLogits)
        {
            ExponentiateBoth(rows, memory);
        }
        else
        {
            CompareWithTarget(rows, memory);
            ExponentiateQ(rows, memory);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ExponentiateBoth(PairStretch* rows, void* memory)
    {
        PairSums<TVector>* sums = (PairSums<TVector>*)memory;
        TVector zero = TVector.Create(0), largestP = sums->LargestP, largestQ = sums->LargestQ;
        TVector inverseHigh = TVector.Create(sums->InverseHigh), inverseLow = TVector.Create(sums->InverseLow);
        TVector lowP = sums->LowP, highP = sums->HighP, lowQ = sums->LowQ, highQ = sums->HighQ;
        TVector noP = largestP - TVector.Create(Beyond), noQ = largestQ - TVector.Create(Beyond);
        for (int start = 0; start < rows->Length; start += Together * TVector.Count)
        {
            int end = Math.Min(rows->Length, start + (Together * TVector.Count));
            TVector sumP = zero, sumQ = zero;
            for (int i = start; i < end; i += TVector.Count)
            {
                TwoParts<TVector, float> a = TwoParts<TVector, float>.Difference(RowEnd<TVector, float>.Load(rows->P, i, rows->Length, noP), largestP).Times(inverseHigh, inverseLow);
                TwoParts<TVector, float> b = TwoParts<TVector, float>.Difference(RowEnd<TVector, float>.Load(rows->Q, i, rows->Length, noQ), largestQ).Times(inverseHigh, inverseLow);
                TVector ofP = Exponential.OfModest<TVector, float>(a.High, a.Low), ofQ = Exponential.OfModest<TVector, float>(b.High, b.Low);
                sumP += ofP;
                sumQ += ofQ;
                TVector.Store(ofP, rows->OfP + i);
                TVector.Store(ofQ, rows->OfQ + i);
                TVector.Store(b.High - a.High + (b.Low - a.Low), rows->Apart + i);
            }

            TVector.Accumulate(sumP, ref lowP, ref highP);
            TVector.Accumulate(sumQ, ref lowQ, ref highQ);
        }

        (sums->LowP, sums->HighP, sums->LowQ, sums->HighQ) = (lowP, highP, lowQ, highQ);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ExponentiateQ(PairStretch* rows, void* memory)
    {
        PairSums<TVector>* sums = (PairSums<TVector>*)memory;
        TVector zero = TVector.Create(0), largest = sums->LargestQ, low = sums->LowQ, high = sums->HighQ, none = largest - TVector.Create(Beyond);
        TVector inverseHigh = TVector.Create(sums->InverseHigh), inverseLow = TVector.Create(sums->InverseLow);
        for (int start = 0; start < rows->Length; start += Together * TVector.Count)
        {
            int end = Math.Min(rows->Length, start + (Together * TVector.Count));
            TVector sum = zero;
            for (int i = start; i < end; i += TVector.Count)
            {
                TwoParts<TVector, float> b = TwoParts<TVector, float>.Difference(RowEnd<TVector, float>.Load(rows->Q, i, rows->Length, none), largest).Times(inverseHigh, inverseLow);
                TVector of = Exponential.OfModest<TVector, float>(b.High, b.Low);
                sum += of;
                TVector.Store(of, rows->OfQ + i);
            }

            TVector.Accumulate(sum, ref low, ref high);
        }

        (sums->LowQ, sums->HighQ) = (low, high);
    }

    /// <summary>Keeps b less the logarithm of a target, and sums the target's probabilities.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void CompareWithTarget(PairStretch* rows, void* memory)
    {
        PairSums<TVector>* sums = (PairSums<TVector>*)memory;
        TVector zero = TVector.Create(0), largest = sums->LargestQ, low = sums->LowP, high = sums->HighP, none = largest - TVector.Create(Beyond);
        TVector inverseHigh = TVector.Create(sums->InverseHigh), inverseLow = TVector.Create(sums->InverseLow);
        TVector originHigh = sums->OriginHigh, originLow = sums->OriginLow;
        for (int start = 0; start < rows->Length; start += Together * TVector.Count)
        {
            int end = Math.Min(rows->Length, start + (Together * TVector.Count));
            TVector sum = zero;
            for (int i = start; i < end; i += TVector.Count)
            {
                TVector p = RowEnd<TVector, float>.Load(rows->P, i, rows->Length, TSide.IsLogarithm ? Absent : zero);
                TwoParts<TVector, float> a;
                if (TSide.IsLogarithm)
                {
                    a.High = TVector.AtLeast(TVector.Create(LeastLogarithm), p);
                    a.Low = zero;
                    p = Exponential.Of<TVector, float>(a.High);
                }
                else
                {
                    a = LogarithmInTwoParts<TVector>.Of(TVector.AtLeast(TVector.Create(Logarithm.LeastNormal<float>()), p));
                }

                TwoParts<TVector, float> b = TwoParts<TVector, float>.Difference(RowEnd<TVector, float>.Load(rows->Q, i, rows->Length, none), largest).Times(inverseHigh, inverseLow);
                sum += p;
                TVector.Store(p, rows->OfP + i);

                // The logarithm counts from that of the largest probability: of rows that are near, the distance is small, and rounded as such.
                TwoParts<TVector, float> apart = TwoParts<TVector, float>.Difference(b.High, a.High);
                TVector.Store(apart.High + originHigh + (apart.Low + (b.Low - a.Low) + originLow), rows->Apart + i);
            }

            TVector.Accumulate(sum, ref low, ref high);
        }

        (sums->LowP, sums->HighP) = (low, high);
    }

    /// <summary>Its exponential is 0 in float; the logits tell a class whose probability rounds to 0 from one that is suppressed.</summary>
    private const double LeastLogarithm = -200;

    /// <summary>Below the largest logit, at any temperature for which these stages are, the exponential is 0.</summary>
    private const double Beyond = 1e12;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void JoinSums(void* memory, bool isOneRow)
    {
        PairSums<TVector>* sums = (PairSums<TVector>*)memory;
        double* ofP = stackalloc double[3 * TVector.Count];
        double* ofQ = ofP + TVector.Count, origins = ofQ + TVector.Count;
        RowEnd<TVector, float>.Totals(sums->LowP, sums->HighP, isOneRow, ofP);
        RowEnd<TVector, float>.Totals(sums->LowQ, sums->HighQ, isOneRow, ofQ);
        TVector low = TVector.Create(0), high = low;
        TVector.Accumulate(sums->OriginHigh, ref low, ref high);
        TVector.Accumulate(sums->OriginLow, ref low, ref high);
        TVector.StoreTotals(low, high, origins);
        for (int i = 0; i < TVector.Count; i += TWide.Count)
        {
            TWide ratio = TWide.Load(ofP + i) / TWide.Load(ofQ + i);
            TWide.Store(ratio, ofP + i);
            TWide.Store(Logarithm.Of<TWide, double>(ratio) - TWide.Load(origins + i), ofQ + i);
        }

        sums->Ratio = TVector.FromDoubles(ofP);
        sums->LogRatio = TVector.FromDoubles(ofQ);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum(PairStretch* rows, void* memory)
    {
        PairSums<TVector>* sums = (PairSums<TVector>*)memory;
        TVector zero = TVector.Create(0), ratio = sums->Ratio, logRatio = sums->LogRatio;
        TVector low = sums->LowTerms, high = sums->HighTerms, lowE = sums->LowExcess, highE = sums->HighExcess;
        for (int start = 0; start < rows->Length; start += Together * TVector.Count)
        {
            int end = Math.Min(rows->Length, start + (Together * TVector.Count));
            TVector terms = zero, excess = zero;
            for (int i = start; i < end; i += TVector.Count)
            {
                TVector p = TVector.Load(rows->OfP + i), q = ratio * TVector.Load(rows->OfQ + i), d = TVector.Load(rows->Apart + i) + logRatio;
                terms += TMixture.Value ? MixtureTerm(p, q, d, out TVector change) : Term(p, q, d, out change);
                excess += change;
                if (!TMixture.Value)
                {
                    TVector.Store(change, rows->Apart + i);
                }
            }

            TVector.Accumulate(terms, ref low, ref high);
            TVector.Accumulate(excess, ref lowE, ref highE);
        }

        (sums->LowTerms, sums->HighTerms, sums->LowExcess, sums->HighExcess) = (low, high, lowE, highE);
    }

    /// <summary>e^a H(d).</summary>
    /// <param name="p">e^a.</param>
    /// <param name="q">k e^b.</param>
    /// <param name="d">ln(q / p).</param>
    /// <param name="change">q - p.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Term(TVector p, TVector q, TVector d, out TVector change)
    {
        TVector near = Excess(d);
        TVector isNear = TVector.Less(TVector.AtLeast(d, -d), TVector.Create(1));
        change = TVector.Select(isNear, p * (d + near), q - p);
        return TVector.Select(isNear, p * near, change - (p * d));
    }

    /// <summary>(p + q) φ(d).</summary>
    /// <param name="p">e^a.</param>
    /// <param name="q">k e^b.</param>
    /// <param name="d">ln(q / p).</param>
    /// <param name="change">q - p.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MixtureTerm(TVector p, TVector q, TVector d, out TVector change)
    {
        TVector y = TVector.AtLeast(d, -d);
        change = TVector.Select(TVector.Less(y, TVector.Create(1)), p * (d + Excess(d)), q - p);
        TVector both = TVector.MultiplyAdd(p, TVector.Create(2), change);
        TVector d2 = d * d;
        TVector near = TVector.MultiplyAdd(TVector.Create(-4.98521104836e-9), d2, TVector.Create(1.28323305551e-7));
        near = TVector.MultiplyAdd(near, d2, TVector.Create(-1.76588748697e-6));
        near = TVector.MultiplyAdd(near, d2, TVector.Create(1.88477717355e-5));
        near = TVector.MultiplyAdd(near, d2, TVector.Create(-1.84101200168e-4));
        near = TVector.MultiplyAdd(near, d2, TVector.Create(0.00173593638379));
        near = TVector.MultiplyAdd(near, d2, TVector.Create(-0.0156249672513));
        near = TVector.MultiplyAdd(near, d2, TVector.Create(0.12499999898)) * d2;

        // Farther apart: ln 2 - ln(1 + w) - y w / (1 + w), w being the ratio of the smaller one of p and q to the larger one.
        TVector w = TVector.AtMost(p, q) / TVector.AtLeast(TVector.Create(Logarithm.LeastNormal<float>()), TVector.AtLeast(p, q));
        TVector far = TVector.MultiplyAdd(TVector.Create(0.193041817569), w, TVector.Create(-0.326964663977));
        far = TVector.MultiplyAdd(far, w, TVector.Create(0.499700023338));
        far = TVector.MultiplyAdd(far, w, TVector.Create(-0.99999498429));
        far = TVector.MultiplyAdd(far, w, TVector.Create(0.693147167014)) - (y * w / (w + TVector.Create(1)));
        return both * TVector.Select(TVector.Less(y, TVector.Create(2)), near, far);
    }

    /// <summary>e^d - 1 - d for |d| &lt; 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Excess(TVector d)
    {
        TVector h = TVector.MultiplyAdd(TVector.Create(2.8074548774981e-6), d, TVector.Create(2.535912422336e-5));
        h = TVector.MultiplyAdd(h, d, TVector.Create(1.9837926980158e-4));
        h = TVector.MultiplyAdd(h, d, TVector.Create(0.0013885389257277));
        h = TVector.MultiplyAdd(h, d, TVector.Create(0.0083333403977097));
        h = TVector.MultiplyAdd(h, d, TVector.Create(0.041666736824975));
        h = TVector.MultiplyAdd(h, d, TVector.Create(0.16666666639738));
        return TVector.MultiplyAdd(h, d, TVector.Create(0.49999999780464)) * d * d;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Finish(void* memory, bool isOneRow, double* scales, double* divergences, double* ofP)
    {
        PairSums<TVector>* sums = (PairSums<TVector>*)memory;
        double* terms = stackalloc double[3 * TVector.Count];
        double* excess = terms + TVector.Count, factors = excess + TVector.Count;
        RowEnd<TVector, float>.Totals(sums->LowP, sums->HighP, isOneRow, ofP);
        RowEnd<TVector, float>.Totals(sums->LowTerms, sums->HighTerms, isOneRow, terms);
        RowEnd<TVector, float>.Totals(sums->LowExcess, sums->HighExcess, isOneRow, excess);
        TWide one = TWide.Create(1), zero = TWide.Create(0), odd = zero, used = zero;
        TWide least = TWide.Create(TSide.LeastDivergence), half = TWide.Create(TMixture.Value ? 0.5 : 1), tooMuch = TWide.Create(TMixture.Value ? 0.125 : 0.5);
        for (int i = 0; i < TVector.Count; i += TWide.Count)
        {
            TWide sum = TWide.Load(ofP + i), inverse = one / sum, e = TWide.Load(excess + i) * inverse, scale = TWide.Load(scales + i);
            TWide divergence = (TWide.Load(terms + i) * inverse * half) - (e * e * tooMuch);
            TWide.Store(TWide.AtLeast(zero, divergence), divergences + i);
            odd = TWide.Either(odd, TWide.Either(TWide.Less(divergence, least), divergence - divergence));
            used += TWide.AtLeast(scale, -scale);
            TWide.Store(TSide.IsLogits ? scale * (one - e) * inverse : scale * (one - e), factors + i);
            TWide.Store(e, excess + i);
        }

        sums->Scale = TVector.FromDoubles(factors);
        sums->Part = TVector.FromDoubles(excess);
        TVector size = TVector.AtLeast(sums->LargestQ, -sums->LargestQ);
        size = TSide.IsLogits ? TVector.AtLeast(size, TVector.AtLeast(sums->LargestP, -sums->LargestP)) : size;
        TVector isBeyond = TVector.Less(TVector.Create(MostOfLargest / Math.Max(1, sums->InverseHigh)), size);
        isBeyond = IsProbability ? TVector.Either(isBeyond, TVector.Less(sums->LeastP, TVector.Create(0))) : isBeyond;
        bool isOrdinary = TWide.IsZero(odd) && TVector.IsZero(isBeyond);
        return (isOrdinary ? 0 : OddLanes(divergences, isBeyond)) | (TWide.Total(used, zero) == 0 ? 0 : UnfitLanes(scales, factors));
    }

    private static ulong OddLanes(double* divergences, TVector isBeyond)
    {
        float* beyond = stackalloc float[TVector.Count];
        TVector.Store(TVector.Select(isBeyond, TVector.Create(1), TVector.Create(0)), beyond);
        ulong odd = 0;
        for (int lane = 0; lane < TVector.Count; lane++)
        {
            odd |= divergences[lane] >= TSide.LeastDivergence && double.IsFinite(divergences[lane]) && beyond[lane] == 0 ? 0 : 1UL << lane;
        }

        return odd;
    }

    /// <summary>Rows whose gradient is multiplied by a number beyond the range of float.</summary>
    private static ulong UnfitLanes(double* scales, double* factors)
    {
        ulong unfit = 0;
        for (int lane = 0; lane < TVector.Count; lane++)
        {
            unfit |= scales[lane] == 0 || float.IsNormal((float)factors[lane]) ? 0 : 1UL << lane;
        }

        return unfit;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void WriteGradient(PairStretch* rows, void* memory)
    {
        PairSums<TVector>* sums = (PairSums<TVector>*)memory;
        TVector scale = sums->Scale, part = -sums->Part, zero = TVector.Create(0);
        for (int i = 0; i < rows->Length; i += TVector.Count)
        {
            // A sum with 0 is not -0.
            TVector difference = TVector.MultiplyAdd(part, TVector.Load(rows->OfP + i), TVector.Load(rows->Apart + i));
            RowEnd<TVector, float>.Store(TVector.MultiplyAdd(difference, scale, zero), rows->Gradient, i, rows->Length);
        }
    }
}

/// <summary>What is known of pairs of rows between the stages.</summary>
internal struct PairSums<TVector>
    where TVector : unmanaged
{
    public TVector LargestP, LargestQ;

    /// <summary>The least probability of P; a negative one is odd.</summary>
    public TVector LeastP;

    /// <summary>The logarithm of the largest probability of P; 0 where P is given as logits.</summary>
    public TVector OriginHigh, OriginLow;

    /// <summary>Σ e^a and Σ e^b, as running sums.</summary>
    public TVector LowP, HighP, LowQ, HighQ;

    /// <summary>k and its logarithm, the origin taken off.</summary>
    public TVector Ratio, LogRatio;

    /// <summary>The terms of the divergence, and e^a (e^d - 1), whose sum would be 0.</summary>
    public TVector LowTerms, HighTerms, LowExcess, HighExcess;

    /// <summary>What the gradient is multiplied by, and the part of e^a that is taken off it.</summary>
    public TVector Scale, Part;

    /// <summary>1 / T.</summary>
    public double InverseHigh, InverseLow;
}
