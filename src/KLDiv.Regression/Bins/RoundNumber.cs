using System.Globalization;
using System.Numerics;

namespace KLDiv.Regression.Bins;

/// <summary>Numbers of few digits, which people like to read.</summary>
internal static class RoundNumber
{
    /// <summary>One more than the digits that a double may take.</summary>
    private const int MostDigits = 18;

    private static readonly string[] s_steps = ["5", "2.5", "2", "1"];

    /// <summary>The number of fewest digits above one number and up to another; of several the one nearest to their middle.</summary>
    /// <param name="above">Finite.</param>
    /// <param name="upTo">Finite, and greater.</param>
    public static double Between(double above, double upTo)
    {
        if (above < 0 && upTo >= 0)
        {
            return 0;
        }

        Fraction low = Fraction.OfDecimal(above), high = Fraction.OfDecimal(upTo);
        int exponent = Exponent(Math.Max(Math.Abs(above), Math.Abs(upTo))) + 1;
        for (int digits = 0; digits <= MostDigits; digits++)
        {
            var unit = Fraction.PowerOfTen(exponent - digits);
            BigInteger first = Fraction.FloorOfQuotient(low, unit) + 1, last = Fraction.FloorOfQuotient(high, unit);
            if (first <= last)
            {
                double round = ((first + ((last - first) / 2)) * unit).ToDouble();
                return round > above ? round : upTo;
            }
        }

        return upTo;
    }

    /// <summary>1, 2, 2.5 and 5 times powers of ten up to a number, the greatest first.</summary>
    /// <param name="size">Finite and above 0.</param>
    public static IEnumerable<double> UpTo(double size)
    {
        for (int exponent = Exponent(size); ; exponent--)
        {
            foreach (double number in s_steps.Select(step => double.Parse($"{step}E{exponent}", CultureInfo.InvariantCulture)).Where(number => number <= size))
            {
                yield return number;
            }
        }
    }

    /// <summary>The power of ten of a number's first digit.</summary>
    private static int Exponent(double size)
    {
        string text = size.ToString("E16", CultureInfo.InvariantCulture);
        return int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }
}
