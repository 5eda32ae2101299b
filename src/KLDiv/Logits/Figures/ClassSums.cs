using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KLDiv.Logits;

/// <summary>
/// Sums over rows for each class, whose bits do not depend on the order in which the rows are added: every addend is rounded to a whole number of
/// units, and integers are added.
/// </summary>
/// <remarks>
/// <para>A probability, times its row's weight, is rounded to 2^-<see cref="ProbabilityScale"/>. A term of the divergence is rounded to one of four units, 2^-32 to
/// 2^-80: the block that it stands in is far from overflowing it, and its rounding error is below 2^-35 of the block's sum as long as that is above 2^-30,
/// and 2^-81 below. A term above <see cref="LargestTerm"/> counts as infinite; the infinite ones of a class are counted apart.</para>
/// <para>Adding 1.5 * 2^(52-s) to a double leaves its multiple of 2^-s in the lowest bits of the sum. The largest addend is below 2^50 units, so that 64 bits
/// hold <see cref="MostRows"/> of them; before that, flushing moves them on.</para>
/// </remarks>
internal sealed unsafe class ClassSums
{
    /// <summary>Rows after which the sums must be flushed.</summary>
    public const int MostRows = 1 << 12;

    /// <summary>The unit of a flushed sum of terms is 2^-80.</summary>
    public const int TermScale = 80;

    /// <summary>The unit of a sum of probabilities is 2^-48.</summary>
    public const int ProbabilityScale = 48;

    /// <summary>In nats; as many of them as there can be rows fit a flushed sum.</summary>
    public const double LargestTerm = 1 << 15;

    /// <summary>The first unit is 2^-80, the next one 2^-64, ...</summary>
    private const int Step = 16;

    private const int Units = 4;

    /// <summary>A block's sum, up to which the first unit is taken.</summary>
    private const double FirstLimit = 1.0 / (1 << 30);

    private readonly long[]?[] _terms = new long[]?[Units];
    private readonly long[] _p, _q;
    private long[]? _infinite;

    /// <param name="support">The number of classes.</param>
    public ClassSums(int support)
    {
        _p = new long[support];
        _q = new long[support];
    }

    /// <summary>Adds what a kernel wrote for a block.</summary>
    /// <param name="block">The block; its infinite terms become 0.</param>
    /// <param name="start">The class of its first element.</param>
    /// <param name="weight">The row's weight, more than 0 and at most 1.</param>
    public void Add<T>(in FigureBlock<T> block, int start, double weight)
        where T : unmanaged, INumberBase<T>
    {
        int length = block.Length;
        Add(new ReadOnlySpan<T>(block.ProbabilitiesP, length), weight, ProbabilityScale, _p.AsSpan(start, length));
        Add(new ReadOnlySpan<T>(block.ProbabilitiesQ, length), weight, ProbabilityScale, _q.AsSpan(start, length));
        Span<T> terms = new(block.Terms, length);
        double sum = block.Sums.Terms * weight;
        if (!(sum <= LargestTerm))
        {
            sum = TakeInfinite(terms, start, weight);
        }

        if (sum != 0)
        {
            int unit = UnitOf(sum);
            long[] sums = _terms[unit] ??= new long[_p.Length];
            Add<T>(terms, weight, TermScale - (unit * Step), sums.AsSpan(start, length));
        }
    }

    /// <summary>Adds the sums to others, and starts again from 0.</summary>
    /// <param name="terms">The sums of the terms, in units of 2^-80.</param>
    /// <param name="infinite">How many terms were infinite.</param>
    /// <param name="p">The sums of P's probabilities, in units of 2^-48.</param>
    /// <param name="q">The sums of Q's.</param>
    public void Flush(Span<Int128> terms, Span<long> infinite, Span<Int128> p, Span<Int128> q)
    {
        for (int unit = 0; unit < Units; unit++)
        {
            Flush(_terms[unit], terms, unit * Step);
        }

        Flush(_p, p, 0);
        Flush(_q, q, 0);
        for (int i = 0; i < _infinite?.Length; i++)
        {
            infinite[i] += _infinite[i];
        }

        _infinite?.AsSpan().Clear();
    }

    private static void Flush(long[]? from, Span<Int128> sums, int shift)
    {
        for (int i = 0; i < from?.Length; i++)
        {
            sums[i] += (Int128)from[i] << shift;
        }

        from?.AsSpan().Clear();
    }

    private static int UnitOf(double sum)
    {
        int unit = 0;
        for (double limit = FirstLimit; sum > limit && unit < Units - 1; limit *= 1 << Step)
        {
            unit++;
        }

        return unit;
    }

    /// <summary>Counts the terms that are too large to be added, and takes them out.</summary>
    /// <returns>The weighted sum of the others.</returns>
    private double TakeInfinite<T>(Span<T> terms, int start, double weight)
        where T : unmanaged, INumberBase<T>
    {
        _infinite ??= new long[_p.Length];
        double sum = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            double term = double.CreateTruncating(terms[i]) * weight;
            if (term <= LargestTerm)
            {
                sum += term;
                continue;
            }

            terms[i] = T.Zero;
            _infinite[start + i]++;
        }

        return sum;
    }

    /// <summary>sums[i] += round(values[i] * weight * 2^scale)</summary>
    private static void Add<T>(ReadOnlySpan<T> values, double weight, int scale, Span<long> sums)
        where T : unmanaged, INumberBase<T>
    {
        double rounder = 1.5 * (1L << 52) * Math.ScaleB(1, -scale);
        int done = typeof(T) != typeof(float) ? 0
            : Vector512.IsHardwareAccelerated ? AddWide(MemoryMarshal.Cast<T, float>(values), weight, rounder, sums)
            : AddNarrow(MemoryMarshal.Cast<T, float>(values), weight, rounder, sums);
        for (int i = done; i < values.Length; i++)
        {
            double rounded = Math.FusedMultiplyAdd(double.CreateTruncating(values[i]), weight, rounder);
            sums[i] += BitConverter.DoubleToInt64Bits(rounded) - BitConverter.DoubleToInt64Bits(rounder);
        }
    }

    /// <returns>How many were added: whole vectors.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AddWide(ReadOnlySpan<float> values, double weight, double rounder, Span<long> sums)
    {
        Vector512<double> weights = Vector512.Create(weight), rounders = Vector512.Create(rounder);
        ref float value = ref MemoryMarshal.GetReference(values);
        ref long sum = ref MemoryMarshal.GetReference(sums);
        int i = 0;
        for (; i <= values.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.LoadUnsafe(ref value, (nuint)i));
            low = Vector512.FusedMultiplyAdd(low, weights, rounders);
            high = Vector512.FusedMultiplyAdd(high, weights, rounders);
            nuint next = (nuint)(i + Vector512<long>.Count);
            (Vector512.LoadUnsafe(ref sum, (nuint)i) + (low.AsInt64() - rounders.AsInt64())).StoreUnsafe(ref sum, (nuint)i);
            (Vector512.LoadUnsafe(ref sum, next) + (high.AsInt64() - rounders.AsInt64())).StoreUnsafe(ref sum, next);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AddNarrow(ReadOnlySpan<float> values, double weight, double rounder, Span<long> sums)
    {
        Vector256<double> weights = Vector256.Create(weight), rounders = Vector256.Create(rounder);
        ref float value = ref MemoryMarshal.GetReference(values);
        ref long sum = ref MemoryMarshal.GetReference(sums);
        int i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.LoadUnsafe(ref value, (nuint)i));
            low = Vector256.FusedMultiplyAdd(low, weights, rounders);
            high = Vector256.FusedMultiplyAdd(high, weights, rounders);
            nuint next = (nuint)(i + Vector256<long>.Count);
            (Vector256.LoadUnsafe(ref sum, (nuint)i) + (low.AsInt64() - rounders.AsInt64())).StoreUnsafe(ref sum, (nuint)i);
            (Vector256.LoadUnsafe(ref sum, next) + (high.AsInt64() - rounders.AsInt64())).StoreUnsafe(ref sum, next);
        }

        return i;
    }
}
