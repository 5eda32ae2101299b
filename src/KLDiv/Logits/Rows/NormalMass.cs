namespace KLDiv.Logits;

/// <summary>The mass of a normal density between two points, in units in which the mass within the outer edges does not vanish.</summary>
internal readonly struct NormalMass
{
    private const int Terms = 200;
    private const double Series = 2;
    private const double InverseRootOfPi = 0.5641895835477563;

    private readonly double _mean;
    private readonly double _scale;

    /// <summary>The distance of the nearest outer edge from the mean, where that lies outside: masses count from its density.</summary>
    private readonly double _nearest;

    public NormalMass(double mean, double deviation, ReadOnlySpan<double> edges)
    {
        _mean = mean;
        _scale = deviation * Math.Sqrt(2);
        _nearest = Math.Max(0, Math.Max((edges[0] - mean) / _scale, (mean - edges[^1]) / _scale));
    }

    /// <summary>The mass between two points, the first of which is less.</summary>
    public double Between(double from, double to)
    {
        double low = (from - _mean) / _scale, high = (to - _mean) / _scale;
        return low >= 0 ? Tail(low, high)
            : high <= 0 ? Tail(-high, -low)
            : Erf(-low) + Erf(high);
    }

    /// <summary>erfc(near) - erfc(far) for 0 &lt;= near &lt; far, over e^(-nearest²).</summary>
    private double Tail(double near, double far)
    {
        if (far < Series)
        {
            return (Erf(far) - Erf(near)) * Math.Exp(_nearest * _nearest);
        }

        double whole = ScaledErfc(near) * Math.Exp((_nearest - near) * (_nearest + near));
        return double.IsInfinity(far) ? whole : whole - (ScaledErfc(far) * Math.Exp((_nearest - far) * (_nearest + far)));
    }

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
