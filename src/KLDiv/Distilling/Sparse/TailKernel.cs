using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling.Sparse;

/// <summary>What is done with the student's logits of classes that are not given, many at a time.</summary>
internal static unsafe class TailKernel<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    /// <summary>Vectors that are summed in the elements' own type before the sum goes on in double.</summary>
    private const int Stretch = 16;

    /// <summary>Sums a block, and finds its largest logit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(TailBlock<T>* block)
    {
        TVector from = TVector.Create(block->Origin), factor = TVector.Create(block->Inverse), zero = TVector.Create(0), low = zero, high = zero;
        TVector largest = TVector.Create(double.NegativeInfinity), largestOfOdd = largest;
        T* logits = block->Logits;
        int whole = block->Length / TVector.Count * TVector.Count;
        for (int start = 0; start < whole; start += Stretch * TVector.Count)
        {
            TVector even = zero, odd = zero;
            int i = start, end = Math.Min(whole, start + (Stretch * TVector.Count));
            for (; i <= end - (2 * TVector.Count); i += 2 * TVector.Count)
            {
                Prefetch.Near(block->Next + i);
                Prefetch.Near(block->Next + i + TVector.Count);
                even += Exponential(TVector.Load(logits + i), from, factor, ref largest);
                odd += Exponential(TVector.Load(logits + i + TVector.Count), from, factor, ref largestOfOdd);
            }

            if (i < end)
            {
                even += Exponential(TVector.Load(logits + i), from, factor, ref largest);
            }

            TVector.Accumulate(even + odd, ref low, ref high);
        }

        if (whole < block->Length)
        {
            TVector rest = TVector.Create(double.NegativeInfinity), largestOfRest = largest;
            Copy(logits + whole, (T*)&rest, block->Length - whole);
            TVector.Accumulate(Exponential(rest, from, factor, ref largestOfRest), ref low, ref high);
            largest = largestOfRest;
        }

        block->Sum = TVector.Total(low, high);
        block->Largest = TVector.Largest(TVector.AtLeast(largest, largestOfOdd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Exponential(TVector logits, TVector from, TVector factor, ref TVector largest)
    {
        largest = TVector.AtLeast(largest, logits);
        TVector most = TVector.Create(Simd.Exponential.LargestModest<T>());
        return Simd.Exponential.OfModest<TVector, T>(TVector.AtMost(most, (logits - from) * factor));
    }

    /// <summary>scale * e^((x - origin) / T); logits above the origin count as it.</summary>
    /// <param name="logits">The logits x.</param>
    /// <param name="destination">Where the results go; it may be the same memory.</param>
    /// <param name="length">How many.</param>
    /// <param name="origin">A finite number.</param>
    /// <param name="inverse">1 / T.</param>
    /// <param name="scale">What the exponentials are multiplied by.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(T* logits, T* destination, int length, double origin, double inverse, double scale)
    {
        TVector from = TVector.Create(origin), factor = TVector.Create(inverse), times = TVector.Create(scale);
        int whole = length / TVector.Count * TVector.Count;
        for (int i = 0; i < whole; i += TVector.Count)
        {
            TVector.Store(Spread(TVector.Load(logits + i), from, factor, times), destination + i);
        }

        SpreadEdge(logits, destination, whole, length, origin, inverse, scale);
    }

    /// <summary>The elements from <paramref name="start"/> to <paramref name="end"/>, fewer than a vector holds.</summary>
    private static void SpreadEdge(T* logits, T* destination, int start, int end, double origin, double inverse, double scale)
    {
        TVector edge = TVector.Create(origin);
        Copy(logits + start, (T*)&edge, end - start);
        edge = Spread(edge, TVector.Create(origin), TVector.Create(inverse), TVector.Create(scale));
        Copy((T*)&edge, destination + start, end - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Spread(TVector logits, TVector from, TVector factor, TVector times) =>
        Simd.Exponential.OfModest<TVector, T>(TVector.AtMost(TVector.Create(0), (logits - from) * factor)) * times;

    private static void Copy(T* source, T* destination, int count) =>
        new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(destination, count));
}

/// <summary>A stretch of a row of logits, and Σ e^((x - origin) / T) over it.</summary>
internal unsafe struct TailBlock<T>
    where T : unmanaged
{
    public T* Logits;

    /// <summary>Where the row goes on.</summary>
    public T* Next;

    public int Length;

    /// <summary>A finite number that no logit exceeds by much.</summary>
    public double Origin;

    /// <summary>1 / T.</summary>
    public double Inverse;

    public double Sum;

    /// <summary>The largest logit.</summary>
    public double Largest;
}

/// <summary>The kernels at a width.</summary>
internal readonly unsafe struct TailKernels<T> : IOfWidth<T, TailKernels<T>>
    where T : unmanaged
{
    public delegate*<TailBlock<T>*, void> Sum { get; private init; }

    public delegate*<T*, T*, int, double, double, double, void> Spread { get; private init; }

    public TailKernels<T> Of<TVector, TWide>()
        where TVector : unmanaged, IVector<TVector, T>
        where TWide : unmanaged, IVector<TWide, double> =>
        new() { Sum = &TailKernel<TVector, T>.Sum, Spread = &TailKernel<TVector, T>.Spread };
}
