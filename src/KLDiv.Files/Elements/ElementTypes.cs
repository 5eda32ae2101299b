namespace KLDiv.Files;

/// <summary>What is known about each <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>The size of one element, in bytes: 2, 4 or 8.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is not one of the enum's values.</exception>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float16 => 2,
        ElementType.Float32 => 4,
        ElementType.Float64 => 8,
        _ => throw Undefined(type),
    };

    /// <summary>The name that NumPy and torch use: <c>float16</c>, <c>float32</c> or <c>float64</c>.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is not one of the enum's values.</exception>
    public static string Name(this ElementType type) => type switch
    {
        ElementType.Float16 => "float16",
        ElementType.Float32 => "float32",
        ElementType.Float64 => "float64",
        _ => throw Undefined(type),
    };

    /// <summary>The element type that <typeparamref name="T"/> stores.</summary>
    /// <typeparam name="T"><see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <returns>The element type.</returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static ElementType Of<T>()
        where T : unmanaged =>
        TryOf<T>() ?? throw new NotSupportedException(
            $"{typeof(T).Name} is not an element type of tensor files; Half, float and double are.");

    internal static ElementType? TryOf<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? ElementType.Float32
        : typeof(T) == typeof(double) ? ElementType.Float64
        : typeof(T) == typeof(Half) ? ElementType.Float16
        : null;

    private static ArgumentOutOfRangeException Undefined(ElementType type) =>
        new(nameof(type), type, "The element type is not one of Float16, Float32 and Float64.");
}
