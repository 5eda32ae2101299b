using System.Globalization;
using System.Numerics;

namespace KLDiv.Regression.Bins;

/// <summary>A quotient of whole numbers, in which decimals are added and divided without rounding.</summary>
internal readonly struct Fraction
{
    private const int MantissaBits = 53, LeastExponent = -1074;

    private readonly BigInteger _numerator;

    /// <summary>Above 0.</summary>
    private readonly BigInteger _denominator;

    private Fraction(BigInteger numerator, BigInteger denominator) => (_numerator, _denominator) = (numerator, denominator);

    /// <summary>The shortest decimal that reads as the number: 1/10 for 0.1, as whoever typed it meant.</summary>
    /// <param name="value">A finite number.</param>
    public static Fraction OfDecimal(double value)
    {
        string[] parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var digits = BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        int exponent = (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0) - (point < 0 ? 0 : parts[0].Length - point - 1);
        return digits * PowerOfTen(exponent);
    }

    public static Fraction PowerOfTen(int exponent) => exponent < 0
        ? new Fraction(BigInteger.One, BigInteger.Pow(10, -exponent))
        : new Fraction(BigInteger.Pow(10, exponent), BigInteger.One);

    public static Fraction operator +(Fraction one, Fraction other) => one._denominator == other._denominator
        ? new(one._numerator + other._numerator, one._denominator)
        : new((one._numerator * other._denominator) + (other._numerator * one._denominator), one._denominator * other._denominator);

    public static Fraction operator -(Fraction one, Fraction other) => one + (-1 * other);

    public static Fraction operator *(BigInteger factor, Fraction fraction) => new(factor * fraction._numerator, fraction._denominator);

    /// <param name="fraction">What is divided.</param>
    /// <param name="divisor">Above 0.</param>
    public static Fraction operator /(Fraction fraction, long divisor) => new(fraction._numerator, fraction._denominator * divisor);

    /// <summary>How often a number above 0 goes into another: the whole part of the quotient, rounded down.</summary>
    public static BigInteger FloorOfQuotient(Fraction dividend, Fraction divisor)
    {
        var quotient = BigInteger.DivRem(dividend._numerator * divisor._denominator, dividend._denominator * divisor._numerator, out BigInteger rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The nearest double, of two that are equally near the even one; infinite where it is too large.</summary>
    public double ToDouble()
    {
        BigInteger size = BigInteger.Abs(_numerator);
        if (size.GetBitLength() <= MantissaBits && _denominator.GetBitLength() <= MantissaBits)
        {
            return (double)_numerator / (double)_denominator;
        }

        // A quotient of more bits than a double has, of which the last stands for all that is left.
        int exponent = checked((int)(size.GetBitLength() - _denominator.GetBitLength())) - MantissaBits - 2;
        BigInteger scaled = exponent < 0 ? size << -exponent : size, divisor = exponent < 0 ? _denominator : _denominator << exponent;
        var quotient = BigInteger.DivRem(scaled, divisor, out BigInteger rest);
        int dropped = Math.Max((int)quotient.GetBitLength() - MantissaBits, LeastExponent - exponent);
        BigInteger mantissa = quotient >> dropped, half = BigInteger.One << (dropped - 1), tail = quotient - (mantissa << dropped);
        if (tail > half || (tail == half && (!rest.IsZero || !mantissa.IsEven)))
        {
            mantissa += 1;
        }

        return _numerator.Sign * Math.ScaleB((double)mantissa, exponent + dropped);
    }
}
