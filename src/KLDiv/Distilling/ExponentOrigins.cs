using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>The logits of P and Q whose exponentials count 1, and the temperature: all in two parts where the type of the elements holds no more.</summary>
internal readonly struct ExponentOrigins
{
    private const double Log2E = 1.4426950408889634;
    private const double Log2ELow = 2.0355273740931033e-17;

    public double P { get; private init; }

    public double QHigh { get; private init; }

    public double QLow { get; private init; }

    /// <summary>1 / T.</summary>
    public double InverseHigh { get; private init; }

    public double InverseLow { get; private init; }

    /// <summary>1 / (T ln 2).</summary>
    public double BinaryHigh { get; private init; }

    public double BinaryLow { get; private init; }

    /// <summary>A temperature, and logits of 0.</summary>
    public static ExponentOrigins Of<T>(double temperature)
    {
        double inverse = 1 / temperature;
        double inverseLow = Math.FusedMultiplyAdd(-inverse, temperature, 1) / temperature;
        double binary = inverse * Log2E;
        double binaryLow = Math.FusedMultiplyAdd(inverse, Log2E, -binary) + (inverse * Log2ELow) + (inverseLow * Log2E);
        return new()
        {
            InverseHigh = Round<T>(inverse),
            InverseLow = Round<T>(inverse - Round<T>(inverse) + inverseLow),
            BinaryHigh = Round<T>(binary),
            BinaryLow = Round<T>(binary - Round<T>(binary) + binaryLow),
        };
    }

    /// <summary>How far from 0 an origin may lie: what T rounds off it, over the temperature, is then far below 1.</summary>
    public double MostOfOrigin<T>() => (typeof(T) == typeof(float) ? 1L << 17 : 1L << 46) / Math.Max(1, InverseHigh);

    /// <summary>How far from 0 any logit may lie: of exponents that do not count, what T rounds off must not grow beyond its range.</summary>
    public double MostOfAny<T>() => (typeof(T) == typeof(float) ? 1L << 40 : 1e40) / Math.Max(1, InverseHigh);

    /// <summary>Whether T's own arithmetic is safe with these origins.</summary>
    public bool IsOrdinary<T>() => Math.Max(Math.Abs(P), Math.Abs(QHigh)) <= MostOfOrigin<T>();

    /// <summary>The same temperature, and other logits.</summary>
    /// <param name="p">A logit that T holds.</param>
    /// <param name="q">The other one.</param>
    public ExponentOrigins At<T>(double p, in ExactSum q)
    {
        (double high, double low) = q.Parts;
        double rounded = Round<T>(high);
        return this with { P = p, QHigh = rounded, QLow = Round<T>(high - rounded + low) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Round<T>(double value) => typeof(T) == typeof(float) ? (float)value : value;
}

/// <summary>A <see cref="ExponentOrigins"/> spread over vectors.</summary>
internal readonly struct VectorOrigins<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    /// <summary>Farther from the origins, what is made of a difference of doubles might overflow; floats have no such number.</summary>
    private const double Farthest = 1e300;

    private readonly TVector _p, _qHigh, _qLow, _shiftP, _shiftQ, _inverseHigh, _inverseLow, _binaryHigh, _minusBinaryHigh, _binaryLow, _least, _absent;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public VectorOrigins(in ExponentOrigins origins)
    {
        (double shiftP, double shiftQ) = (ShiftOf(origins.P), ShiftOf(origins.QHigh));
        _shiftP = TVector.Create(shiftP);
        _shiftQ = TVector.Create(shiftQ);
        _p = TVector.Create(origins.P - shiftP);
        _qHigh = TVector.Create(origins.QHigh - shiftQ);
        _qLow = TVector.Create(origins.QLow);
        _inverseHigh = TVector.Create(origins.InverseHigh);
        _inverseLow = TVector.Create(origins.InverseLow);
        _binaryHigh = TVector.Create(origins.BinaryHigh);
        _minusBinaryHigh = -_binaryHigh;
        _binaryLow = TVector.Create(origins.BinaryLow);
        double least = StableExponential.Least<T>() / origins.BinaryHigh;
        _least = TVector.Create(least);

        // So far from the origins that these, however large, do not round it off.
        _absent = TVector.Create(Math.Min(4 * least, Math.Max(Math.Abs(origins.P - shiftP), Math.Abs(origins.QHigh - shiftQ)) / -(1 << 20)));
    }

    /// <summary>A logit of P whose exponential is 0.</summary>
    public TVector AbsentP
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _p + _absent;
    }

    /// <summary>A logit of Q whose exponential is 0.</summary>
    public TVector AbsentQ
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _qHigh + _absent;
    }

    /// <summary>The filler behind the last logit of P.</summary>
    public TVector FillP => Fill(AbsentP);

    /// <summary>The filler behind the last logit of Q.</summary>
    public TVector FillQ => Fill(AbsentQ);

    /// <summary>A logit of P as far as it counts, less what all of them are shifted by.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector BoundedP(TVector value) => Bounded(value, _p + _shiftP) - _shiftP;

    /// <summary>A logit of Q in the same way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector BoundedQ(TVector value) => Bounded(value, _qHigh + _shiftQ) - _shiftQ;

    /// <summary>d, and what two is raised to for the larger exponential: the sum of two parts.</summary>
    /// <param name="p">Logits of P.</param>
    /// <param name="q">Logits of Q.</param>
    /// <param name="anySize">Whether the logits may be of any finite size.</param>
    /// <param name="high">The exponent.</param>
    /// <param name="low">What rounding took from it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Distance(TVector p, TVector q, bool anySize, out TVector high, out TVector low)
    {
        TVector a = Difference(p, _p, out TVector restA);
        TVector b = Difference(q, _qHigh, out TVector restB);
        restB -= _qLow;
        if (anySize)
        {
            Renormalise(ref b, ref restB);
        }

        TVector difference = a - b;
        TVector distance = TVector.MultiplyAdd(
            difference, _inverseHigh, TVector.MultiplyAdd(difference, _inverseLow, (restA - restB) * _inverseHigh));
        TVector isNegative = TVector.Less(distance, TVector.Create(0));
        TVector larger = TVector.AtLeast(_least, TVector.Select(isNegative, b, a));
        TVector restOfLarger = TVector.Select(isNegative, restB, restA);
        high = larger * _binaryHigh;
        TVector excess = TVector.MultiplyAdd(larger, _minusBinaryHigh, high);
        low = TVector.MultiplyAdd(larger, _binaryLow, restOfLarger * _binaryHigh) - excess;
        if (anySize)
        {
            low = TVector.AtMost(TVector.Create(1), TVector.AtLeast(TVector.Create(-1), low));
        }

        return distance;
    }

    /// <summary>
    /// Logits at the end of what a double holds have no room beneath them for one that is absent, and are counted from 0: what rounding takes from their
    /// differences is nothing beside these, since two of them that differ at all are far apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ShiftOf(double origin) => Math.Abs(origin) > Farthest ? origin : 0;

    /// <summary>Only logits of ordinary size are worked on as they stand; others go through <see cref="Absence.Replace"/>, which knows -infinity.</summary>
    private TVector Fill(TVector absent) => TVector.Select(
        TVector.Equal(TVector.AtLeast(_shiftP * _shiftP, _shiftQ * _shiftQ), TVector.Create(0)), absent, TVector.Create(double.NegativeInfinity));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Bounded(TVector value, TVector origin) =>
        TVector.AtMost(origin + TVector.Create(Farthest), TVector.AtLeast(origin - TVector.Create(Farthest), value));

    /// <summary>Leaves in the rest what rounding takes from the sum. Source: Knuth, The Art of Computer Programming, volume 2, 4.2.2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Renormalise(ref TVector value, ref TVector rest)
    {
        TVector sum = value + rest;
        TVector added = sum - value;
        rest = value - (sum - added) + (rest - added);
        value = sum;
    }

    /// <summary>left - right and what rounding took from it. Source: Knuth, The Art of Computer Programming, volume 2, 4.2.2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Difference(TVector left, TVector right, out TVector rest)
    {
        TVector difference = left - right;
        TVector taken = difference - left;
        rest = left - (difference - taken) - (right + taken);
        return difference;
    }
}
