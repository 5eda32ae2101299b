using System.Runtime.CompilerServices;

namespace KLDiv.Simd;

/// <summary>
/// A sum in twice the precision of double: what a double sum rounds away is kept beside it, so that the order
/// in which parts are added does not show. Source: Knuth, The Art of Computer Programming, volume 2, 4.2.2 (TwoSum).
/// </summary>
internal struct ExactSum
{
    private double _high;
    private double _low;

    /// <summary>The sum, rounded once.</summary>
    public readonly double Value => double.IsFinite(_high) ? _high + _low : _high;

    /// <summary>The sum, rounded once, and what that took from it.</summary>
    public readonly (double High, double Low) Parts
    {
        get
        {
            double high = _high + _low;
            return (high, _high - high + _low);
        }
    }

    /// <summary>All that the sum holds, for <see cref="Of(double, double)"/>.</summary>
    public readonly (double High, double Low) Halves => (_high, _low);

    /// <summary>The sum that holds these halves.</summary>
    public static ExactSum Of(double high, double low) => new() { _high = high, _low = low };

    /// <summary>The sum of values, in their order.</summary>
    public static ExactSum Of(ReadOnlySpan<double> values)
    {
        ExactSum sum = default;
        foreach (double value in values)
        {
            sum.Add(value);
        }

        return sum;
    }

    public static ExactSum operator -(ExactSum sum) => new() { _high = -sum._high, _low = -sum._low };

    public static ExactSum operator *(ExactSum sum, double factor)
    {
        double product = sum._high * factor;
        return new() { _high = product, _low = Math.FusedMultiplyAdd(sum._high, factor, -product) + (sum._low * factor) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        double sum = _high + value;
        double added = sum - _high;
        _low += _high - (sum - added) + (value - added);
        _high = sum;
    }

    public void Add(in ExactSum other)
    {
        Add(other._high);
        _low += other._low;
    }
}
