namespace KLDiv.Benchmarks.Accuracy;

/// <summary>
/// A number as the unevaluated sum of two doubles, 106 bits: the reference that float and double results are measured against.
/// </summary>
/// <remarks>
/// Sums and products err by less than 2^-103 of the result (products, and sums of numbers of one sign; otherwise of the larger operand),
/// <see cref="Exp"/> by less than 2^-95 of it, and <see cref="Log"/> by less than 2^-95 of the larger of 1 and |ln x|;
/// a test compares them with digits from arbitrary-precision arithmetic.
/// Source: T. J. Dekker, A floating-point technique for extending the available precision, Numerische Mathematik 18 (1971), 224-242;
/// Y. Hida, X. S. Li, D. H. Bailey, Algorithms for quad-double precision floating point arithmetic, ARITH-15 (2001).
/// </remarks>
internal readonly struct DoubleDouble(double high, double low = 0)
{
    private const int Halvings = 9;

    /// <summary>ln 2 to 107 bits.</summary>
    private static readonly DoubleDouble Ln2 = new(0.6931471805599453, 2.3190468138462996e-17);

    private static readonly DoubleDouble[] InverseFactorials = Inverses();

    public double High => high;

    public double Low => low;

    public static DoubleDouble operator +(DoubleDouble left, DoubleDouble right)
    {
        DoubleDouble highs = TwoSum(left.High, right.High), lows = TwoSum(left.Low, right.Low);
        DoubleDouble sum = QuickTwoSum(highs.High, highs.Low + lows.High);
        return QuickTwoSum(sum.High, sum.Low + lows.Low);
    }

    public static DoubleDouble operator -(DoubleDouble value) => new(-value.High, -value.Low);

    public static DoubleDouble operator -(DoubleDouble left, DoubleDouble right) => left + -right;

    public static DoubleDouble operator *(DoubleDouble left, DoubleDouble right)
    {
        double product = left.High * right.High;
        double rest = Math.FusedMultiplyAdd(left.High, right.High, -product);
        return QuickTwoSum(product, rest + ((left.High * right.Low) + (left.Low * right.High)));
    }

    public static implicit operator DoubleDouble(double value) => new(value);

    /// <summary>e^x: x is taken to near 0 by multiples of ln 2, halved, and the series of e^x - 1 doubled back: e^2r - 1 = 2s + s^2.</summary>
    public static DoubleDouble Exp(DoubleDouble x)
    {
        double multiple = Math.Round(x.High / Ln2.High);
        DoubleDouble reduced = x - (Ln2 * multiple);
        DoubleDouble r = Scale(reduced, -Halvings), power = r, series = r;
        foreach (DoubleDouble inverse in InverseFactorials)
        {
            power *= r;
            series += power * inverse;
        }

        for (int i = 0; i < Halvings; i++)
        {
            series = Scale(series, 1) + (series * series);
        }

        return Scale(series + 1, (int)multiple);
    }

    /// <summary>ln x of a double: the double logarithm y, and one step of Newton's on e^y = x, whose error is the cube of y's.</summary>
    public static DoubleDouble Log(double x)
    {
        double y = Math.Log(x);
        DoubleDouble residue = (Exp(-y) * x) - 1;
        return y + (residue - Scale(residue * residue, -1));
    }

    private static DoubleDouble Scale(DoubleDouble value, int exponent) => new(Math.ScaleB(value.High, exponent), Math.ScaleB(value.Low, exponent));

    /// <summary>1/2!, 1/3!, ... up to where the terms no longer count: each by one step of Newton's on the double quotient.</summary>
    private static DoubleDouble[] Inverses()
    {
        var inverses = new DoubleDouble[9];
        double factorial = 1;
        for (int i = 0; i < inverses.Length; i++)
        {
            factorial *= i + 2;
            double quotient = 1 / factorial;
            inverses[i] = QuickTwoSum(quotient, Math.FusedMultiplyAdd(-quotient, factorial, 1) / factorial);
        }

        return inverses;
    }

    private static DoubleDouble TwoSum(double left, double right)
    {
        double sum = left + right, added = sum - left;
        return new(sum, left - (sum - added) + (right - added));
    }

    private static DoubleDouble QuickTwoSum(double larger, double smaller)
    {
        double sum = larger + smaller;
        return new(sum, smaller - (sum - larger));
    }
}
