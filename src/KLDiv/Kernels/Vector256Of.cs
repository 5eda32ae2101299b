using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KLDiv.Kernels;

/// <summary>256 bits at a time.</summary>
internal readonly unsafe struct Vector256Of<T> : IVector<Vector256Of<T>, T>
    where T : unmanaged
{
    private readonly Vector256<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256Of(Vector256<T> value) => _value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Load(T* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256Of<T> value, T* destination) => value._value.Store(destination);

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
    public static Vector256Of<T> operator -(Vector256Of<T> value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Log(Vector256Of<T> value) => typeof(T) == typeof(float)
        ? new(Vector256.Log(value._value.AsSingle()).As<float, T>())
        : new(Vector256.Log(value._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Exp(Vector256Of<T> value) => typeof(T) == typeof(float)
        ? new(Vector256.Exp(value._value.AsSingle()).As<float, T>())
        : new(Vector256.Exp(value._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Equal(Vector256Of<T> left, Vector256Of<T> right) => new(Vector256.Equals(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Less(Vector256Of<T> left, Vector256Of<T> right) => new(Vector256.LessThan(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Of<T> Both(Vector256Of<T> left, Vector256Of<T> right) => new(left._value & right._value);

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
    public static double Total(Vector256Of<T> low, Vector256Of<T> high) => Vector256.Sum(low._value.AsDouble() + high._value.AsDouble());
}
