namespace KLDiv.Memory;

/// <summary>The type of an operand's elements; <see cref="Absent"/> where there is no operand.</summary>
internal enum OperandType : byte
{
    Absent,
    Half,
    Single,
    Double,
}

internal static class OperandTypes
{
    /// <summary>The element type that T is.</summary>
    /// <exception cref="NotSupportedException">T is none of float, double and Half.</exception>
    public static OperandType Of<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? OperandType.Single
        : typeof(T) == typeof(double) ? OperandType.Double
        : typeof(T) == typeof(Half) ? OperandType.Half
        : throw new NotSupportedException($"The element type {typeof(T)} is not supported; float, double and Half are.");

    /// <summary>Bytes an element.</summary>
    public static int Size(this OperandType type) => type switch
    {
        OperandType.Half => 2,
        OperandType.Single => 4,
        OperandType.Double => 8,
        _ => 0,
    };
}
