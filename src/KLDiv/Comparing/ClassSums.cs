using System.Numerics;
using KLDiv.Simd;

namespace KLDiv.Comparing;

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

    private static readonly delegate*<float*, int, double, double, long*, void> AddFloats = VectorWidth.Current switch
    {
        512 => &ClassSumsKernel<Vector512Of<float>, float>.Add,
        256 => &ClassSumsKernel<Vector256Of<float>, float>.Add,
        128 => &ClassSumsKernel<Vector128Of<float>, float>.Add,
        _ => &ClassSumsKernel<Vector1Of<float>, float>.Add,
    };

    private static readonly delegate*<double*, int, double, double, long*, void> AddDoubles = VectorWidth.Current switch
    {
        512 => &ClassSumsKernel<Vector512Of<double>, double>.Add,
        256 => &ClassSumsKernel<Vector256Of<double>, double>.Add,
        128 => &ClassSumsKernel<Vector128Of<double>, double>.Add,
        _ => &ClassSumsKernel<Vector1Of<double>, double>.Add,
    };

    private static readonly delegate*<in GuessedRow, in ClassUnits, double> AddGuessed = VectorWidth.Current switch
    {
        512 => &GuessedClassesKernel<Vector512Of<float>>.Add,
        256 => &GuessedClassesKernel<Vector256Of<float>>.Add,
        128 => &GuessedClassesKernel<Vector128Of<float>>.Add,
        _ => &GuessedClassesKernel<Vector1Of<float>>.Add,
    };

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
        Add(block.ProbabilitiesP, length, weight, ProbabilityScale, _p.AsSpan(start, length));
        Add(block.ProbabilitiesQ, length, weight, ProbabilityScale, _q.AsSpan(start, length));
        double sum = block.Sums.Terms * weight;
        if (!(sum <= LargestTerm))
        {
            sum = TakeInfinite(new Span<T>(block.Terms, length), start, weight);
        }

        if (sum != 0)
        {
            int unit = UnitOf(sum);
            Add(block.Terms, length, weight, ScaleOf(unit), TermsIn(unit).AsSpan(start, length));
        }
    }

    /// <summary>Adds a whole row that was computed from a guess.</summary>
    /// <param name="row">The row.</param>
    /// <param name="weight">The row's weight, more than 0 and at most 1; the divergence times it is at most <see cref="LargestTerm"/>.</param>
    /// <param name="divergence">The row's divergence.</param>
    /// <returns>Σ |q - p|</returns>
    public double Add(in GuessedRow row, double weight, double divergence)
    {
        int unit = UnitOf(divergence * weight);
        fixed (long* p = _p, q = _q, terms = TermsIn(unit))
        {
            ClassUnits units = new()
            {
                P = p,
                Q = q,
                Terms = terms,
                Weight = weight,
                RounderOfProbabilities = RounderOf(ProbabilityScale),
                RounderOfTerms = RounderOf(ScaleOf(unit)),
            };
            return AddGuessed(row, units);
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

    private long[] TermsIn(int unit) => _terms[unit] ??= new long[_p.Length];

    private static int ScaleOf(int unit) => TermScale - (unit * Step);

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
    private static void Add<T>(T* values, int length, double weight, int scale, Span<long> sums)
        where T : unmanaged
    {
        fixed (long* at = sums)
        {
            if (typeof(T) == typeof(float))
            {
                AddFloats((float*)values, length, weight, RounderOf(scale), at);
            }
            else
            {
                AddDoubles((double*)values, length, weight, RounderOf(scale), at);
            }
        }
    }

    /// <summary>What is added to it is rounded to a multiple of 2^-scale.</summary>
    private static double RounderOf(int scale) => 1.5 * (1L << 52) * Math.ScaleB(1, -scale);
}
