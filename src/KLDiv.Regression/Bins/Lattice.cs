namespace KLDiv.Regression.Bins;

/// <summary>The multiples of a decimal, of which measured values often are: whole numbers, quarters, cents.</summary>
/// <param name="Units">How many powers of ten a step is: 25 of 0.01 for quarters.</param>
/// <param name="Decimals">Which power of ten that is, to its negative: 2 for 0.01.</param>
internal readonly record struct Lattice(long Units, int Decimals)
{
    /// <summary>Finer steps say nothing: any number has so many decimals.</summary>
    private const int MostDecimals = 6;

    /// <summary>Larger whole numbers are not all doubles.</summary>
    private const double Largest = 1L << 52;

    private static readonly double[] s_powers = [1, 10, 100, 1e3, 1e4, 1e5, 1e6];

    /// <summary>The distance of neighbours.</summary>
    public double Step => Units / s_powers[Decimals];

    /// <summary>The coarsest lattice that has all values; null where there is none of at most 6 decimals, or nothing but 0.</summary>
    public static Lattice? Of(ReadOnlySpan<double> values)
    {
        int decimals = 0;
        long divisor = 0;
        foreach (double value in values)
        {
            int own = decimals;
            while (own <= MostDecimals && !Has(value, own))
            {
                own++;
            }

            if (own > MostDecimals)
            {
                return null;
            }

            divisor *= (long)s_powers[own - decimals];
            decimals = own;
            divisor = Gcd(divisor, (long)Math.Abs(Math.Round(value * s_powers[decimals])));
            if (divisor > Largest)
            {
                return null;
            }
        }

        while (divisor > 0 && decimals > 0 && divisor % 10 == 0)
        {
            (divisor, decimals) = (divisor / 10, decimals - 1);
        }

        return divisor > 0 ? new Lattice(divisor, decimals) : null;
    }

    /// <summary>The lattice whose neighbours are so far apart, as <see cref="Step"/> told; null where there is none.</summary>
    public static Lattice? OfStep(double step) => step > 0 ? Of([step]) : null;

    /// <summary>The value of the lattice that is nearest to a number.</summary>
    public double Nearest(double value) => Math.Round(value / Step) is var steps && Math.Abs(steps * Units) < Largest ? steps * Units / s_powers[Decimals] : value;

    /// <summary>The middle between the greatest value of the lattice that is no greater than a number, and the next.</summary>
    public double EndOf(double value) => EndBefore(value, isIncluded: true);

    /// <summary>The middle between the greatest value of the lattice below a number, or up to it, and the next; so far out that these are not told apart, the number.</summary>
    public double EndBefore(double value, bool isIncluded)
    {
        double steps = Math.Round(value / Step), nearest = Nearest(value);
        return Math.Abs(steps * Units) < Largest ? (steps + (nearest < value || (isIncluded && nearest == value) ? 0.5 : -0.5)) * Step : value;
    }

    /// <summary>The value of the lattice that is nearest to a number, and of two that are equally near the lower.</summary>
    public double NearestBelow(double value)
    {
        double nearest = Nearest(value), lower = Nearest(nearest - Step);
        return value - lower <= nearest - value ? lower : nearest;
    }

    /// <summary>Whether a value is of the lattice.</summary>
    public bool Has(double value) => Nearest(value) == value;

    private static bool Has(double value, int decimals) =>
        Math.Abs(value) * s_powers[decimals] < Largest && Math.Round(value * s_powers[decimals]) / s_powers[decimals] == value;

    private static long Gcd(long one, long other)
    {
        while (other != 0)
        {
            (one, other) = (other, one % other);
        }

        return one;
    }
}
