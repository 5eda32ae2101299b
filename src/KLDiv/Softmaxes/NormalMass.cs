namespace KLDiv.Softmaxes;

/// <summary>The mass of a normal density between two points, in units in which the mass within the outer edges does not vanish.</summary>
internal readonly struct NormalMass
{
    private const int Terms = 200;
    private const double Series = 2;
    private const double InverseRootOfPi = 0.5641895835477563;

    /// <summary>A bin this narrow, for its distance from the mean, has the mass that the density in its middle and two more terms give.</summary>
    private const double Narrow = 0.01;

    /// <summary>The point that distances count from: the mean, or the outer edge nearest to a mean outside the edges. Nothing cancels, however far the mean is.</summary>
    private readonly double _origin;

    /// <summary>-1 where the mean lies above all edges.</summary>
    private readonly int _direction;

    private readonly double _scale;

    /// <summary>The distance of the origin from the mean; masses are relative to the density at the origin.</summary>
    private readonly double _nearest;

    public NormalMass(double mean, double deviation, ReadOnlySpan<double> edges)
    {
        _scale = deviation * Math.Sqrt(2);
        _origin = Math.Clamp(mean, edges[0], edges[^1]);
        _direction = mean > edges[^1] ? -1 : 1;
        _nearest = Math.Abs(_origin - mean) / _scale;
    }

    /// <summary>The mass between two points, the first of which is less.</summary>
    public double Between(double from, double to)
    {
        double low = (from - _origin) / _scale, high = (to - _origin) / _scale, half = (to - from) / _scale / 2;
        (low, high) = _direction > 0 ? (low, high) : (-high, -low);
        double middle = low + half;
        return half * (1 + Math.Abs(_nearest + middle)) < Narrow ? OfNarrow(middle, half)
            : low >= 0 ? Tail(low, high)
            : high <= 0 ? Tail(-high, -low)
            : Erf(-low) + Erf(high);
    }

    /// <summary>The integral of a Taylor series around the middle, over e^(-nearest²).</summary>
    private double OfNarrow(double middle, double half)
    {
        double h2 = half * half, zh2 = (_nearest + middle) * half * ((_nearest + middle) * half);
        double second = ((4 * zh2) - (2 * h2)) / 6, fourth = ((16 * zh2 * zh2) - (48 * zh2 * h2) + (12 * h2 * h2)) / 120;
        return 4 * InverseRootOfPi * half * Density(middle) * (1 + second + fourth);
    }

    /// <summary>erfc(near) - erfc(far) for points so far beyond the origin, 0 &lt;= near &lt; far, over e^(-nearest²).</summary>
    private double Tail(double near, double far)
    {
        if (_nearest + far < Series)
        {
            return (Erf(_nearest + far) - Erf(_nearest + near)) * Math.Exp(_nearest * _nearest);
        }

        double whole = ScaledErfc(_nearest + near) * Density(near);
        return double.IsInfinity(far) ? whole : whole - (ScaledErfc(_nearest + far) * Density(far));
    }

    /// <summary>e^(-z²) over e^(-nearest²), z so far beyond the origin.</summary>
    private double Density(double beyond) => Math.Exp(-beyond * ((2 * _nearest) + beyond));

    /// <summary>erf x for x &gt;= 0: the series e^(-x²) Σ (2 x²)^n x / (2 n + 1)!!, whose terms are all positive; beyond it, what is left of 1.</summary>
    private static double Erf(double x)
    {
        if (x >= Series)
        {
            return 1 - (ScaledErfc(x) * Math.Exp(-x * x));
        }

        double term = x, sum = x;
        for (int n = 1; n < Terms && term > sum * 1e-17; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 * InverseRootOfPi * Math.Exp(-x * x) * sum;
    }

    /// <summary>e^(x²) erfc x for x &gt;= 0: by the series near 0, by Laplace's continued fraction beyond.</summary>
    private static double ScaledErfc(double x)
    {
        if (x < Series)
        {
            return Math.Exp(x * x) * (1 - Erf(x));
        }

        double fraction = x;
        for (int n = x < 6 ? Terms : 20; n > 0; n--)
        {
            fraction = x + (n / 2.0 / fraction);
        }

        return InverseRootOfPi / fraction;
    }
}
