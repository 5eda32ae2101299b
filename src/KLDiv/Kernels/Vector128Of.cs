using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KLDiv.Kernels;

/// <summary>128 bits at a time.</summary>
internal readonly unsafe struct Vector128Of<T> : IVector<Vector128Of<T>, T>
    where T : unmanaged
{
    private readonly Vector128<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128Of(Vector128<T> value) => _value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Load(T* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128Of<T> value, T* destination) => value._value.Store(destination);

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
    public static Vector128Of<T> operator -(Vector128Of<T> value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Log(Vector128Of<T> value) => typeof(T) == typeof(float)
        ? new(Vector128.Log(value._value.AsSingle()).As<float, T>())
        : new(Vector128.Log(value._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Exp(Vector128Of<T> value) => typeof(T) == typeof(float)
        ? new(Vector128.Exp(value._value.AsSingle()).As<float, T>())
        : new(Vector128.Exp(value._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Equal(Vector128Of<T> left, Vector128Of<T> right) => new(Vector128.Equals(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Less(Vector128Of<T> left, Vector128Of<T> right) => new(Vector128.LessThan(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Of<T> Both(Vector128Of<T> left, Vector128Of<T> right) => new(left._value & right._value);

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
    public static double Total(Vector128Of<T> low, Vector128Of<T> high) => Vector128.Sum(low._value.AsDouble() + high._value.AsDouble());
}
