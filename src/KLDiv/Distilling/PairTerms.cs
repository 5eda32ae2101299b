using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>A vector of pairs of logits, as what their two exponentials and their difference are made of.</summary>
/// <remarks>
/// With a and b the exponents, counted from the reference, d = a - b and y = |d|: the larger exponential is G = e^max(a, b), the smaller one
/// G e^-y, and their difference G (1 - e^-y). Nothing overflows, and nothing cancels: a - b is the difference of the logits without rounding,
/// and e^-y - 1 and e^-y - 1 + y come from a polynomial where they are small.
/// </remarks>
internal struct PairTerms<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    /// <summary>d.</summary>
    public TVector Distance;

    /// <summary>-y.</summary>
    public TVector Decay;

    /// <summary>A mask that is set where d &lt; 0.</summary>
    public TVector IsNegative;

    /// <summary>G.</summary>
    public TVector Larger;

    /// <summary>e^-y - 1.</summary>
    public TVector Change;

    /// <summary>A mask that is set where y is so small that <see cref="Excess"/> is given.</summary>
    public TVector IsNear;

    /// <summary>e^-y - 1 + y.</summary>
    public TVector Excess;

    /// <param name="distance">d.</param>
    /// <param name="larger">G.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairTerms<TVector, T> Of(TVector distance, TVector larger)
    {
        PairTerms<TVector, T> terms;
        terms.Distance = distance;
        terms.Larger = larger;
        terms.IsNegative = TVector.Less(distance, TVector.Create(0));
        terms.Decay = TVector.AtMost(distance, -distance);
        terms.Change = PairExponential.MinusOne<TVector, T>(terms.Decay, out terms.IsNear, out terms.Excess);
        return terms;
    }
}

/// <summary>A <see cref="Reference"/> spread over vectors.</summary>
internal readonly struct PairReference<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    private readonly TVector _p, _qHigh, _qLow, _inverseHigh, _inverseLow, _binaryHigh, _minusBinaryHigh, _binaryLow, _least, _absent;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PairReference(in Reference reference)
    {
        _p = TVector.Create(reference.P);
        _qHigh = TVector.Create(reference.QHigh);
        _qLow = TVector.Create(reference.QLow);
        _inverseHigh = TVector.Create(reference.InverseHigh);
        _inverseLow = TVector.Create(reference.InverseLow);
        _binaryHigh = TVector.Create(reference.BinaryHigh);
        _minusBinaryHigh = -_binaryHigh;
        _binaryLow = TVector.Create(reference.BinaryLow);
        double least = PairExponential.Least<T>() / reference.BinaryHigh;
        _least = TVector.Create(least);

        // So far from the origins that these, however large, do not round it off.
        _absent = TVector.Create(Math.Min(4 * least, Math.Max(Math.Abs(reference.P), Math.Abs(reference.QHigh)) / -4));
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
