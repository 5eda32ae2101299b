using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KLDiv.Simd;

/// <summary>512 bits at a time.</summary>
internal readonly unsafe struct Vector512Of<T> : IVector<Vector512Of<T>, T>
    where T : unmanaged
{
    private const double TwoTo52 = 1L << 52;

    private readonly Vector512<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512Of(Vector512<T> value) => _value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<T>.Count;
    }

    public static Vector512Of<T> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<T>.Indices);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> Load(T* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512Of<T> value, T* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNonTemporal(Vector512Of<T> value, T* destination) => value._value.StoreAlignedNonTemporal(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> Create(double value) => typeof(T) == typeof(float)
        ? new(Vector512.Create((float)value).As<float, T>())
        : new(Vector512.Create(value).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> operator +(Vector512Of<T> left, Vector512Of<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> operator -(Vector512Of<T> left, Vector512Of<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> operator *(Vector512Of<T> left, Vector512Of<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> operator /(Vector512Of<T> left, Vector512Of<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> operator -(Vector512Of<T> value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> MultiplyAdd(Vector512Of<T> left, Vector512Of<T> right, Vector512Of<T> addend) => typeof(T) == typeof(float)
        ? new(Vector512.MultiplyAddEstimate(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>())
        : new(Vector512.MultiplyAddEstimate(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> Split(Vector512Of<T> value, Vector512Of<T> least, out Vector512Of<T> exponent)
    {
        if (typeof(T) == typeof(float))
        {
            Vector512<int> distance = value._value.AsInt32() - least._value.AsInt32();
            exponent = new(Vector512.ConvertToSingle(distance >> 23).As<float, T>());
            return new((value._value.AsInt32() - (distance & Vector512.Create(-1 << 23))).As<int, T>());
        }

        // 64-bit integers have no fast conversion: made positive, the exponent stands in the lowest bits of 2^52 instead, which is taken off again.
        Vector512<ulong> away = value._value.AsUInt64() - least._value.AsUInt64();
        Vector512<ulong> biased = (away + Vector512.Create(1UL << 62)) >> 52;
        exponent = new(((biased | Vector512.Create(BitConverter.DoubleToUInt64Bits(TwoTo52))).AsDouble() - Vector512.Create(TwoTo52 + 1024)).As<double, T>());
        return new((value._value.AsUInt64() - (away & Vector512.Create(~0UL << 52))).As<ulong, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> PowerOfTwo(Vector512Of<T> lowestBits) => typeof(T) == typeof(float)
        ? new((lowestBits._value.AsInt32() << 23).As<int, T>())
        : new((lowestBits._value.AsInt64() << 52).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> AtLeast(Vector512Of<T> bound, Vector512Of<T> value) => new(Vector512.MaxNative(bound._value, value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> AtMost(Vector512Of<T> bound, Vector512Of<T> value) => new(Vector512.MinNative(bound._value, value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> Equal(Vector512Of<T> left, Vector512Of<T> right) => new(Vector512.Equals(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> Less(Vector512Of<T> left, Vector512Of<T> right) => new(Vector512.LessThan(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> Both(Vector512Of<T> left, Vector512Of<T> right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> Either(Vector512Of<T> left, Vector512Of<T> right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasSign(Vector512Of<T> value) => Vector512.ExtractMostSignificantBits(value._value) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Vector512Of<T> bits) => bits._value.AsByte() == Vector512<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Largest(Vector512Of<T> value) =>
        Vector256Of<T>.Largest(new(Vector256.MaxNative(value._value.GetLower(), value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> Select(Vector512Of<T> mask, Vector512Of<T> whenSet, Vector512Of<T> otherwise) =>
        new(Vector512.ConditionalSelect(mask._value, whenSet._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Vector512Of<T> value, ref Vector512Of<T> low, ref Vector512Of<T> high)
    {
        if (typeof(T) == typeof(float))
        {
            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(value._value.AsSingle());
            low = new((low._value.AsDouble() + lower).As<double, T>());
            high = new((high._value.AsDouble() + upper).As<double, T>());
        }
        else
        {
            low += value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTotals(Vector512Of<T> low, Vector512Of<T> high, double* destination)
    {
        low._value.AsDouble().Store(destination);
        if (typeof(T) == typeof(float))
        {
            high._value.AsDouble().Store(destination + Vector512<double>.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Of<T> FromDoubles(double* source)
    {
        Vector512<double> low = Vector512.Load(source);
        return typeof(T) == typeof(float)
            ? new(Vector512.Narrow(low, Vector512.Load(source + Vector512<double>.Count)).As<float, T>())
            : new(low.As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddRounded(Vector512Of<T> value, double factor, double rounder, long* sums)
    {
        if (typeof(T) == typeof(float))
        {
            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(value._value.AsSingle());
            AddRounded(lower, factor, rounder, sums);
            AddRounded(upper, factor, rounder, sums + Vector512<long>.Count);
        }
        else
        {
            AddRounded(value._value.AsDouble(), factor, rounder, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Total(Vector512Of<T> low, Vector512Of<T> high) => Vector512.Sum(low._value.AsDouble() + high._value.AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRounded(Vector512<double> values, double factor, double rounder, long* sums)
    {
        Vector512<double> rounders = Vector512.Create(rounder);
        Vector512<double> rounded = Vector512.FusedMultiplyAdd(values, Vector512.Create(factor), rounders);
        (Vector512.Load(sums) + (rounded.AsInt64() - rounders.AsInt64())).Store(sums);
    }
}
