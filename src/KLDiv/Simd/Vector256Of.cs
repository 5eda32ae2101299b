using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KLDiv.Simd;

/// <summary>256 bits at a time.</summary>
internal readonly unsafe struct Vector256Of<T> : IVector<Vector256Of<T>, T>
    where T : unmanaged
{
    private const double TwoTo52 = 1L << 52;

    private readonly Vector256<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256Of(Vector256<T> value) => _value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<T>.Count;
    }

    public static Vector256Of<T> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256<T>.Indices);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Load(T* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256Of<T> value, T* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNonTemporal(Vector256Of<T> value, T* destination) => value._value.StoreAlignedNonTemporal(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Create(double value) => typeof(T) == typeof(float)
        ? new(Vector256.Create((float)value).As<float, T>())
        : new(Vector256.Create(value).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> operator +(Vector256Of<T> left, Vector256Of<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> operator -(Vector256Of<T> left, Vector256Of<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> operator *(Vector256Of<T> left, Vector256Of<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> operator /(Vector256Of<T> left, Vector256Of<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> operator -(Vector256Of<T> value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> MultiplyAdd(Vector256Of<T> left, Vector256Of<T> right, Vector256Of<T> addend) => typeof(T) == typeof(float)
        ? new(Vector256.MultiplyAddEstimate(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>())
        : new(Vector256.MultiplyAddEstimate(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Split(Vector256Of<T> value, Vector256Of<T> least, out Vector256Of<T> exponent)
    {
        if (typeof(T) == typeof(float))
        {
            Vector256<int> distance = value._value.AsInt32() - least._value.AsInt32();
            exponent = new(Vector256.ConvertToSingle(distance >> 23).As<float, T>());
            return new((value._value.AsInt32() - (distance & Vector256.Create(-1 << 23))).As<int, T>());
        }

        // 64-bit integers have no fast conversion: made positive, the exponent stands in the lowest bits of 2^52 instead, which is taken off again.
        Vector256<ulong> away = value._value.AsUInt64() - least._value.AsUInt64();
        Vector256<ulong> biased = (away + Vector256.Create(1UL << 62)) >> 52;
        exponent = new(((biased | Vector256.Create(BitConverter.DoubleToUInt64Bits(TwoTo52))).AsDouble() - Vector256.Create(TwoTo52 + 1024)).As<double, T>());
        return new((value._value.AsUInt64() - (away & Vector256.Create(~0UL << 52))).As<ulong, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> PowerOfTwo(Vector256Of<T> lowestBits) => typeof(T) == typeof(float)
        ? new((lowestBits._value.AsInt32() << 23).As<int, T>())
        : new((lowestBits._value.AsInt64() << 52).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> AtLeast(Vector256Of<T> bound, Vector256Of<T> value) => new(Vector256.MaxNative(bound._value, value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> AtMost(Vector256Of<T> bound, Vector256Of<T> value) => new(Vector256.MinNative(bound._value, value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Equal(Vector256Of<T> left, Vector256Of<T> right) => new(Vector256.Equals(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Less(Vector256Of<T> left, Vector256Of<T> right) => new(Vector256.LessThan(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Both(Vector256Of<T> left, Vector256Of<T> right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Either(Vector256Of<T> left, Vector256Of<T> right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasSign(Vector256Of<T> value) => Vector256.ExtractMostSignificantBits(value._value) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Vector256Of<T> bits) => bits._value.AsByte() == Vector256<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Largest(Vector256Of<T> value) =>
        Vector128Of<T>.Largest(new(Vector128.MaxNative(value._value.GetLower(), value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Select(Vector256Of<T> mask, Vector256Of<T> whenSet, Vector256Of<T> otherwise) =>
        new(Vector256.ConditionalSelect(mask._value, whenSet._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Vector256Of<T> value, ref Vector256Of<T> low, ref Vector256Of<T> high)
    {
        if (typeof(T) == typeof(float))
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(value._value.AsSingle());
            low = new((low._value.AsDouble() + lower).As<double, T>());
            high = new((high._value.AsDouble() + upper).As<double, T>());
        }
        else
        {
            low += value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTotals(Vector256Of<T> low, Vector256Of<T> high, double* destination)
    {
        low._value.AsDouble().Store(destination);
        if (typeof(T) == typeof(float))
        {
            high._value.AsDouble().Store(destination + Vector256<double>.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> FromDoubles(double* source)
    {
        Vector256<double> low = Vector256.Load(source);
        return typeof(T) == typeof(float)
            ? new(Vector256.Narrow(low, Vector256.Load(source + Vector256<double>.Count)).As<float, T>())
            : new(low.As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddRounded(Vector256Of<T> value, double factor, double rounder, long* sums)
    {
        if (typeof(T) == typeof(float))
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(value._value.AsSingle());
            AddRounded(lower, factor, rounder, sums);
            AddRounded(upper, factor, rounder, sums + Vector256<long>.Count);
        }
        else
        {
            AddRounded(value._value.AsDouble(), factor, rounder, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Total(Vector256Of<T> low, Vector256Of<T> high) => Vector256.Sum(low._value.AsDouble() + high._value.AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRounded(Vector256<double> values, double factor, double rounder, long* sums)
    {
        Vector256<double> rounders = Vector256.Create(rounder);
        Vector256<double> rounded = Vector256.FusedMultiplyAdd(values, Vector256.Create(factor), rounders);
        (Vector256.Load(sums) + (rounded.AsInt64() - rounders.AsInt64())).Store(sums);
    }
}
