using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KLDiv.Simd;

/// <summary>128 bits at a time.</summary>
internal readonly unsafe struct Vector128Of<T> : IVector<Vector128Of<T>, T>
    where T : unmanaged
{
    private const double TwoTo52 = 1L << 52;

    private readonly Vector128<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128Of(Vector128<T> value) => _value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<T>.Count;
    }

    public static Vector128Of<T> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector128<T>.Indices);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Load(T* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128Of<T> value, T* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNonTemporal(Vector128Of<T> value, T* destination) => value._value.StoreAlignedNonTemporal(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Create(double value) => typeof(T) == typeof(float)
        ? new(Vector128.Create((float)value).As<float, T>())
        : new(Vector128.Create(value).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> operator +(Vector128Of<T> left, Vector128Of<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> operator -(Vector128Of<T> left, Vector128Of<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> operator *(Vector128Of<T> left, Vector128Of<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> operator /(Vector128Of<T> left, Vector128Of<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> operator -(Vector128Of<T> value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> MultiplyAdd(Vector128Of<T> left, Vector128Of<T> right, Vector128Of<T> addend) => typeof(T) == typeof(float)
        ? new(Vector128.MultiplyAddEstimate(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>())
        : new(Vector128.MultiplyAddEstimate(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Split(Vector128Of<T> value, Vector128Of<T> least, out Vector128Of<T> exponent)
    {
        if (typeof(T) == typeof(float))
        {
            Vector128<int> distance = value._value.AsInt32() - least._value.AsInt32();
            exponent = new(Vector128.ConvertToSingle(distance >> 23).As<float, T>());
            return new((value._value.AsInt32() - (distance & Vector128.Create(-1 << 23))).As<int, T>());
        }

        // 64-bit integers have no fast conversion: made positive, the exponent stands in the lowest bits of 2^52 instead, which is taken off again.
        Vector128<ulong> away = value._value.AsUInt64() - least._value.AsUInt64();
        Vector128<ulong> biased = (away + Vector128.Create(1UL << 62)) >> 52;
        exponent = new(((biased | Vector128.Create(BitConverter.DoubleToUInt64Bits(TwoTo52))).AsDouble() - Vector128.Create(TwoTo52 + 1024)).As<double, T>());
        return new((value._value.AsUInt64() - (away & Vector128.Create(~0UL << 52))).As<ulong, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> PowerOfTwo(Vector128Of<T> lowestBits) => typeof(T) == typeof(float)
        ? new((lowestBits._value.AsInt32() << 23).As<int, T>())
        : new((lowestBits._value.AsInt64() << 52).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> AtLeast(Vector128Of<T> bound, Vector128Of<T> value) => new(Vector128.MaxNative(bound._value, value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> AtMost(Vector128Of<T> bound, Vector128Of<T> value) => new(Vector128.MinNative(bound._value, value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Equal(Vector128Of<T> left, Vector128Of<T> right) => new(Vector128.Equals(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Less(Vector128Of<T> left, Vector128Of<T> right) => new(Vector128.LessThan(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Both(Vector128Of<T> left, Vector128Of<T> right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Either(Vector128Of<T> left, Vector128Of<T> right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasSign(Vector128Of<T> value) => Vector128.ExtractMostSignificantBits(value._value) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Vector128Of<T> bits) => bits._value.AsByte() == Vector128<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Largest(Vector128Of<T> value)
    {
        Vector128<double> swapped = Vector128.Shuffle(value._value.AsDouble(), Vector128.Create(1L, 0));
        Vector128<T> halves = Vector128.MaxNative(value._value, swapped.As<double, T>());
        if (typeof(T) == typeof(double))
        {
            return halves.AsDouble().ToScalar();
        }

        Vector128<float> others = Vector128.Shuffle(halves.AsSingle(), Vector128.Create(1, 0, 3, 2));
        return Vector128.MaxNative(halves.AsSingle(), others).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Select(Vector128Of<T> mask, Vector128Of<T> whenSet, Vector128Of<T> otherwise) =>
        new(Vector128.ConditionalSelect(mask._value, whenSet._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Vector128Of<T> value, ref Vector128Of<T> low, ref Vector128Of<T> high)
    {
        if (typeof(T) == typeof(float))
        {
            (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(value._value.AsSingle());
            low = new((low._value.AsDouble() + lower).As<double, T>());
            high = new((high._value.AsDouble() + upper).As<double, T>());
        }
        else
        {
            low += value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTotals(Vector128Of<T> low, Vector128Of<T> high, double* destination)
    {
        low._value.AsDouble().Store(destination);
        if (typeof(T) == typeof(float))
        {
            high._value.AsDouble().Store(destination + Vector128<double>.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> FromDoubles(double* source)
    {
        Vector128<double> low = Vector128.Load(source);
        return typeof(T) == typeof(float)
            ? new(Vector128.Narrow(low, Vector128.Load(source + Vector128<double>.Count)).As<float, T>())
            : new(low.As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddRounded(Vector128Of<T> value, double factor, double rounder, long* sums)
    {
        if (typeof(T) == typeof(float))
        {
            (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(value._value.AsSingle());
            AddRounded(lower, factor, rounder, sums);
            AddRounded(upper, factor, rounder, sums + Vector128<long>.Count);
        }
        else
        {
            AddRounded(value._value.AsDouble(), factor, rounder, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Total(Vector128Of<T> low, Vector128Of<T> high) => Vector128.Sum(low._value.AsDouble() + high._value.AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRounded(Vector128<double> values, double factor, double rounder, long* sums)
    {
        Vector128<double> rounders = Vector128.Create(rounder);
        Vector128<double> rounded = Vector128.FusedMultiplyAdd(values, Vector128.Create(factor), rounders);
        (Vector128.Load(sums) + (rounded.AsInt64() - rounders.AsInt64())).Store(sums);
    }
}
