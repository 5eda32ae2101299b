using System.Numerics;
using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Comparing;

/// <summary>
/// Sums over rows for each class, whose bits do not depend on the order in which the rows are added: every addend is rounded to a whole number of
/// units, and integers are added.
/// </summary>
/// <remarks>
/// <para>A probability, times its row's weight, is rounded to 2^-<see cref="ClassTotals.ProbabilityBits"/>. A term of the divergence is rounded to one of four units, 2^-32 to
/// 2^-80: the block that it stands in is far from overflowing it, and its rounding error is below 2^-35 of the block's sum as long as that is above 2^-30,
/// and 2^-81 below. A term above <see cref="ClassTotals.LargestTerm"/> counts as infinite; the infinite ones of a class are counted apart.</para>
/// <para>Adding 1.5 * 2^(52-s) to a double leaves its multiple of 2^-s in the lowest bits of the sum. The largest addend is below 2^50 units, so that 64 bits
/// hold <see cref="MostRows"/> of them; before that, flushing moves them on.</para>
/// </remarks>
internal sealed unsafe class ClassSums
{
    /// <summary>Rows after which the sums must be flushed.</summary>
    public const int MostRows = 1 << 12;

    /// <summary>The first unit is 2^-80, the next one 2^-64, ...</summary>
    private const int Step = 16;

    private const int Units = 4;

    /// <summary>A block's sum, up to which the first unit is taken.</summary>
    private const double FirstLimit = 1.0 / (1 << 30);

    private readonly long[]?[] _terms = new long[]?[Units];
    private readonly long[] _p, _q;
    private long[]? _infinite;
    private int _rows;

    /// <param name="support">The number of classes.</param>
    public ClassSums(int support)
    {
        _p = new long[support];
        _q = new long[support];
    }

    /// <summary>Whether rows come with the sides exchanged: as those of Q and P.</summary>
    public bool IsExchanged { get; set; }

    private long[] OfP => IsExchanged ? _q : _p;

    private long[] OfQ => IsExchanged ? _p : _q;

    /// <summary>Counts rows that will be added, if there is room for them; where there is none, the sums must be flushed before.</summary>
    public bool TryTake(int rows)
    {
        bool hasRoom = _rows + rows <= MostRows;
        _rows += hasRoom ? rows : 0;
        return hasRoom;
    }

    /// <summary>Adds what a kernel wrote for a block.</summary>
    /// <param name="block">The block; its infinite terms become 0.</param>
    /// <param name="start">The class of its first element.</param>
    /// <param name="weight">The row's weight, more than 0 and at most 1.</param>
    public void Add<T>(in ComparedBlock<T> block, int start, double weight)
        where T : unmanaged, INumberBase<T>
    {
        int length = block.Length;
        Add(block.ProbabilitiesP, length, weight, ClassTotals.ProbabilityBits, OfP.AsSpan(start, length));
        Add(block.ProbabilitiesQ, length, weight, ClassTotals.ProbabilityBits, OfQ.AsSpan(start, length));
        double sum = block.Sums.Terms * weight;
        if (!(sum <= ClassTotals.LargestTerm))
        {
            sum = TakeInfinite(new Span<T>(block.Terms, length), start, weight);
        }

        if (sum != 0)
        {
            int unit = UnitOf(sum);
            Add(block.Terms, length, weight, ScaleOf(unit), TermsIn(unit).AsSpan(start, length));
        }
    }

    /// <summary>Adds a whole row that was computed in one walk.</summary>
    /// <param name="row">The row.</param>
    /// <param name="weight">The row's weight, more than 0 and at most 1.</param>
    /// <param name="divergence">The row's divergence; times the weight it is at most <see cref="ClassTotals.LargestTerm"/>.</param>
    /// <param name="kernel">What adds it.</param>
    /// <returns>Σ |q - p|</returns>
    public double Add(in OneWalkRow row, double weight, double divergence, delegate*<in OneWalkRow, in ClassUnits, double> kernel)
    {
        int unit = UnitOf(divergence * weight);
        fixed (long* p = OfP, q = OfQ, terms = TermsIn(unit))
        {
            ClassUnits units = new()
            {
                P = p,
                Q = q,
                Terms = terms,
                Weight = weight,
                RounderOfProbabilities = RounderOf(ClassTotals.ProbabilityBits),
                RounderOfTerms = RounderOf(ScaleOf(unit)),
            };
            return kernel(row, units);
        }
    }

    /// <summary>Adds the sums to others, and starts again from 0.</summary>
    /// <param name="terms">The sums of the terms, in units of 2^-80.</param>
    /// <param name="infinite">How many terms were infinite.</param>
    /// <param name="p">The sums of P's probabilities, in units of 2^-48.</param>
    /// <param name="q">The sums of Q's.</param>
    public void Flush(Span<Int128> terms, Span<long> infinite, Span<Int128> p, Span<Int128> q)
    {
        if (_rows == 0)
        {
            return;
        }

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
        _rows = 0;
    }

    private static void Flush(long[]? from, Span<Int128> sums, int shift)
    {
        for (int i = 0; i < from?.Length; i++)
        {
            sums[i] += (Int128)from[i] << shift;
        }

        from?.AsSpan().Clear();
    }

    private long[] TermsIn(int unit) => _terms[unit] ??= new long[_p.Length];

    private static int ScaleOf(int unit) => ClassTotals.TermBits - (unit * Step);

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
            if (term <= ClassTotals.LargestTerm)
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
    private static void Add<T>(T* values, int length, double weight, int scale, Span<long> sums)
        where T : unmanaged
    {
        fixed (long* at = sums)
        {
            VectorWidth.Choose<ClassSumsKernels<T>, T, ClassSumsKernels<T>>(VectorWidth.Current).Add(values, length, weight, RounderOf(scale), at);
        }
    }

    /// <summary>What is added to it is rounded to a multiple of 2^-scale.</summary>
    private static double RounderOf(int scale) => 1.5 * (1L << 52) * Math.ScaleB(1, -scale);
}

/// <summary>Adds numbers to sums in whole units.</summary>
internal static unsafe class ClassSumsKernel<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    /// <summary>sums[i] += values[i] * weight, rounded by what the rounder is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(T* values, int length, double weight, double rounder, long* sums)
    {
        int i = 0;
        for (; i <= length - TVector.Count; i += TVector.Count)
        {
            TVector.AddRounded(TVector.Load(values + i), weight, rounder, sums + i);
        }

        for (; i < length; i++)
        {
            Vector1Of<T>.AddRounded(Vector1Of<T>.Load(values + i), weight, rounder, sums + i);
        }
    }
}

/// <summary>The kernel at a width.</summary>
internal unsafe struct ClassSumsKernels<T> : IOfWidth<T, ClassSumsKernels<T>>
    where T : unmanaged
{
    /// <summary>Given the values, their number, what they are multiplied by, what rounds them, and the sums.</summary>
    public delegate*<T*, int, double, double, long*, void> Add;

    public ClassSumsKernels<T> Of<TVector, TWide>()
        where TVector : unmanaged, IVector<TVector, T>
        where TWide : unmanaged, IVector<TWide, double> => new() { Add = &ClassSumsKernel<TVector, T>.Add };
}
