namespace KLDiv.Kernels;

/// <summary>The type of an operand's elements; <see cref="Absent"/> where there is no operand.</summary>
internal enum ElementType : byte
{
    Absent,
    Half,
    Single,
    Double,
}

internal static class ElementTypes
{
    /// <summary>The element type that T is.</summary>
    /// <exception cref="NotSupportedException">T is none of float, double and Half.</exception>
    public static ElementType Of<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? ElementType.Single
        : typeof(T) == typeof(double) ? ElementType.Double
        : typeof(T) == typeof(Half) ? ElementType.Half
        : throw new NotSupportedException($"The element type {typeof(T)} is not supported; float, double and Half are.");

    /// <summary>Bytes an element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Half => 2,
        ElementType.Single => 4,
        ElementType.Double => 8,
        _ => 0,
    };
}
