using System.Runtime.CompilerServices;

namespace KLDiv.Simd;

/// <summary>
/// One element at a time, for hardware without vectors. The value is held as a double and rounded to T after each operation,
/// which gives what T's own arithmetic gives: double carries more than twice float's digits.
/// A mask is 1 or 0.
/// </summary>
internal readonly unsafe struct Vector1Of<T> : IVector<Vector1Of<T>, T>
    where T : unmanaged
{
    private readonly double _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector1Of(double value) => _value = value;

    public static int Count => 1;

    public static Vector1Of<T> Indices => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> Load(T* source) => new(typeof(T) == typeof(float) ? *(float*)source : *(double*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector1Of<T> value, T* destination)
    {
        if (typeof(T) == typeof(float))
        {
            *(float*)destination = (float)value._value;
        }
        else
        {
            *(double*)destination = value._value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNonTemporal(Vector1Of<T> value, T* destination) => Store(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> Create(double value) => new(typeof(T) == typeof(float) ? (float)value : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> operator +(Vector1Of<T> left, Vector1Of<T> right) => Create(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> operator -(Vector1Of<T> left, Vector1Of<T> right) => Create(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> operator *(Vector1Of<T> left, Vector1Of<T> right) => Create(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> operator /(Vector1Of<T> left, Vector1Of<T> right) => Create(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> operator -(Vector1Of<T> value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> MultiplyAdd(Vector1Of<T> left, Vector1Of<T> right, Vector1Of<T> addend) =>
        Create((left._value * right._value) + addend._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> Split(Vector1Of<T> value, Vector1Of<T> least, out Vector1Of<T> exponent)
    {
        long distance = Bits(value) - Bits(least);
        exponent = new(distance >> MantissaBits);
        return OfBits(Bits(value) - (distance & (-1L << MantissaBits)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> PowerOfTwo(Vector1Of<T> lowestBits) => OfBits(Bits(lowestBits) << MantissaBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> AtLeast(Vector1Of<T> bound, Vector1Of<T> value) => bound._value > value._value ? bound : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> AtMost(Vector1Of<T> bound, Vector1Of<T> value) => bound._value < value._value ? bound : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> Equal(Vector1Of<T> left, Vector1Of<T> right) => new(left._value == right._value ? 1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> Less(Vector1Of<T> left, Vector1Of<T> right) => new(left._value < right._value ? 1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> Both(Vector1Of<T> left, Vector1Of<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> Either(Vector1Of<T> left, Vector1Of<T> right) =>
        new(BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(left._value) | BitConverter.DoubleToInt64Bits(right._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasSign(Vector1Of<T> value) => double.IsNegative(value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Vector1Of<T> bits) => BitConverter.DoubleToInt64Bits(bits._value) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Largest(Vector1Of<T> value) => value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> Select(Vector1Of<T> mask, Vector1Of<T> whenSet, Vector1Of<T> otherwise) =>
        mask._value != 0 ? whenSet : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Vector1Of<T> value, ref Vector1Of<T> low, ref Vector1Of<T> high) => low = new(low._value + value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTotals(Vector1Of<T> low, Vector1Of<T> high, double* destination) => *destination = low._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector1Of<T> FromDoubles(double* source) => Create(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddRounded(Vector1Of<T> value, double factor, double rounder, long* sums) =>
        *sums += BitConverter.DoubleToInt64Bits(Math.FusedMultiplyAdd(value._value, factor, rounder)) - BitConverter.DoubleToInt64Bits(rounder);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Total(Vector1Of<T> low, Vector1Of<T> high) => low._value + high._value;

    private static int MantissaBits => typeof(T) == typeof(float) ? 23 : 52;

    /// <summary>The bits of the value as a T.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Bits(Vector1Of<T> value) => typeof(T) == typeof(float)
        ? BitConverter.SingleToInt32Bits((float)value._value)
        : BitConverter.DoubleToInt64Bits(value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector1Of<T> OfBits(long bits) => typeof(T) == typeof(float)
        ? new(BitConverter.Int32BitsToSingle((int)bits))
        : new(BitConverter.Int64BitsToDouble(bits));
}
