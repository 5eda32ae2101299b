using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Softmaxes;

/// <summary>The softmax of ordinary rows, or its logarithm, in the arithmetic of the elements: nothing that counts is rounded before the result is.</summary>
/// <remarks>
/// With m the largest logit and a = (logit - m) / T in two parts, Σ e^a is n + S: n classes have the largest logit, and S is the sum of the others, which n + S would round away
/// beside 1. So ln Σ e^a = ln(1 + (n - 1 + S)), and x = a - ln Σ e^a, are as exact at peaked rows as elsewhere.
/// </remarks>
internal static unsafe class SoftmaxKernel<TVector, TWide, T, TLogarithm>
    where TVector : unmanaged, IVector<TVector, T>
    where TWide : unmanaged, IVector<TWide, double>
    where T : unmanaged
    where TLogarithm : struct, IChoice
{
    /// <summary>Vectors that are added in T before the sum goes on in double.</summary>
    private const int Together = 8;

    /// <summary>How far from 0 the largest logit may lie, so that no difference overflows.</summary>
    private static double MostOfLargest => typeof(T) == typeof(float) ? 1e30 : 1e290;

    public static RowPasses<T> Passes => new()
    {
        Lanes = TVector.Count,
        Begin = &Begin,
        First = &FindLargest,
        AfterFirst = &JoinLargest,
        Second = &Sum,
        AfterSecond = &Finish,
        Last = &Write,
    };

    private static void Begin(void* memory, double high, double low) =>
        *(SoftmaxState<TVector>*)memory = new() { Largest = Absent, InverseHigh = high, InverseLow = low };

    private static TVector Absent => TVector.Create(double.NegativeInfinity);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FindLargest(RowStretch<T>* row, void* memory)
    {
        SoftmaxState<TVector>* state = (SoftmaxState<TVector>*)memory;
        TVector even = state->Largest, odd = even;
        int i = 0;
        for (; i <= row->Length - (2 * TVector.Count); i += 2 * TVector.Count)
        {
            even = TVector.AtLeast(even, TVector.Load(row->First + i));
            odd = TVector.AtLeast(odd, TVector.Load(row->First + i + TVector.Count));
        }

        for (; i < row->Length; i += TVector.Count)
        {
            even = TVector.AtLeast(even, RowEnd<TVector, T>.Load(row->First, i, row->Length, Absent));
        }

        state->Largest = TVector.AtLeast(even, odd);
    }

    private static void JoinLargest(void* memory, bool isOneRow)
    {
        SoftmaxState<TVector>* state = (SoftmaxState<TVector>*)memory;
        if (isOneRow)
        {
            state->Largest = TVector.Create(TVector.Largest(state->Largest));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum(RowStretch<T>* row, void* memory)
    {
        SoftmaxState<TVector>* state = (SoftmaxState<TVector>*)memory;
        TVector zero = TVector.Create(0), one = TVector.Create(1);
        Exponents exponents = new(state);
        TVector low = state->OthersLow, high = state->OthersHigh, lowCount = state->CountLow, highCount = state->CountHigh;
        bool keeps = row->Keeps && !TLogarithm.Value;
        for (int start = 0; start < row->Length; start += Together * TVector.Count)
        {
            int end = Math.Min(row->Length, start + (Together * TVector.Count));
            TVector others = zero, count = zero;
            for (int i = start; i < end; i += TVector.Count)
            {
                TVector x = RowEnd<TVector, T>.Load(row->First, i, row->Length, Absent);
                TwoParts<TVector, T> a = exponents.Of(x);
                TVector e = Exponential(a);
                TVector isLargest = TVector.Select(TVector.Equal(a.High, zero), one, zero);
                others += e - isLargest;
                count += isLargest;
                if (keeps)
                {
                    RowEnd<TVector, T>.Store(e, row->Result, i, row->Length);
                }
            }

            TVector.Accumulate(others, ref low, ref high);
            TVector.Accumulate(count, ref lowCount, ref highCount);
        }

        (state->OthersLow, state->OthersHigh, state->CountLow, state->CountHigh) = (low, high, lowCount, highCount);
    }

    /// <summary>ln Σ e^a, or 1 / Σ e^a, in two parts.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Finish(void* memory, bool isOneRow)
    {
        SoftmaxState<TVector>* state = (SoftmaxState<TVector>*)memory;
        double* others = stackalloc double[4 * TVector.Count];
        double* counts = others + TVector.Count, highs = counts + TVector.Count, lows = highs + TVector.Count;
        RowEnd<TVector, T>.Totals(state->OthersLow, state->OthersHigh, isOneRow, others);
        RowEnd<TVector, T>.Totals(state->CountLow, state->CountHigh, isOneRow, counts);
        TWide one = TWide.Create(1), odd = TWide.Create(0);
        for (int i = 0; i < TVector.Count; i += TWide.Count)
        {
            TWide rest = TWide.Load(others + i) + (TWide.Load(counts + i) - one);
            odd += rest - rest;
            TWide value = TLogarithm.Value ? Logarithm.OfOnePlus<TWide, double>(rest) : one / (one + rest);

            // Of float's digits, so that what is left is the second part.
            TWide spread = value * TWide.Create(typeof(T) == typeof(float) ? (1 << 29) + 1 : 1);
            TWide high = spread - (spread - value);
            TWide.Store(high, highs + i);
            TWide.Store(value - high, lows + i);
        }

        state->High = TVector.FromDoubles(highs);
        state->Low = TVector.FromDoubles(lows);
        TVector size = TVector.AtLeast(state->Largest, -state->Largest);
        bool isOrdinary = !double.IsNaN(TWide.Total(odd, TWide.Create(0))) && TVector.IsZero(TVector.Less(TVector.Create(MostOfLargest), size));
        return isOrdinary ? 0 : OddLanes(others, size);
    }

    private static ulong OddLanes(double* others, TVector size)
    {
        T* sizes = (T*)&size;
        ulong odd = 0;
        for (int lane = 0; lane < TVector.Count; lane++)
        {
            TVector ofLane = RowEnd<TVector, T>.Load(sizes, lane, lane + 1, TVector.Create(0));
            bool isOrdinary = double.IsFinite(others[lane]) && TVector.IsZero(TVector.Less(TVector.Create(MostOfLargest), ofLane));
            odd |= isOrdinary ? 0 : 1UL << lane;
        }

        return odd;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Write(RowStretch<T>* row, void* memory)
    {
        SoftmaxState<TVector>* state = (SoftmaxState<TVector>*)memory;
        Exponents exponents = new(state);
        TVector high = state->High, low = state->Low;
        for (int i = 0; i < row->Length; i += TVector.Count)
        {
            T* source = row->Keeps && !TLogarithm.Value ? row->Result : row->First;
            TVector x = RowEnd<TVector, T>.Load(source, i, row->Length, Absent);
            TVector result;
            if (TLogarithm.Value)
            {
                TwoParts<TVector, T> a = exponents.Of(x), log = TwoParts<TVector, T>.Difference(a.High, high);
                result = log.High + (log.Low + (a.Low - low));
                result = TVector.Select(TVector.Equal(a.High, Absent), Absent, result);
            }
            else
            {
                TVector e = row->Keeps ? x : Exponential(exponents.Of(x));
                result = TVector.MultiplyAdd(e, high, e * low);
            }

            RowEnd<TVector, T>.Store(result, row->Result, i, row->Length);
        }
    }

    /// <summary>e^a; 0 where the class is suppressed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Exponential(in TwoParts<TVector, T> a)
    {
        TVector e = Simd.Exponential.OfModest<TVector, T>(a.High, a.Low);
        return TVector.Select(TVector.Equal(a.High, Absent), TVector.Create(0), e);
    }

    /// <summary>What makes exponents of logits.</summary>
    private readonly struct Exponents
    {
        private readonly TVector _largest, _inverseHigh, _inverseLow;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Exponents(SoftmaxState<TVector>* state)
        {
            _largest = state->Largest;
            _inverseHigh = TVector.Create(state->InverseHigh);
            _inverseLow = TVector.Create(state->InverseLow);
        }

        /// <summary>a; of a suppressed class -infinity, and something beside it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TwoParts<TVector, T> Of(TVector x) => TwoParts<TVector, T>.Difference(x, _largest).Times(_inverseHigh, _inverseLow);
    }
}

/// <summary>What is known of rows between the passes over them.</summary>
internal struct SoftmaxState<TVector>
    where TVector : unmanaged
{
    public TVector Largest;

    /// <summary>The sum of the exponentials of all classes but those with the largest logit.</summary>
    public TVector OthersLow, OthersHigh;

    /// <summary>How many classes have the largest logit.</summary>
    public TVector CountLow, CountHigh;

    /// <summary>What the last pass subtracts or multiplies by.</summary>
    public TVector High, Low;

    /// <summary>1 / T.</summary>
    public double InverseHigh, InverseLow;
}
