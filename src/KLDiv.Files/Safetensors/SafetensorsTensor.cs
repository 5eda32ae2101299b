using KLDiv.Files.Safetensors;

namespace KLDiv.Files;

/// <summary>What the header of a <c>.safetensors</c> file says of one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">The type of its elements, as the format names it: <c>F64</c>, <c>F32</c>, <c>F16</c>, <c>BF16</c> or others.</param>
/// <param name="Lengths">The lengths of its dimensions; none for a single number.</param>
/// <param name="Begin">Where its elements start, in bytes from the end of the header.</param>
/// <param name="End">Where they end.</param>
public sealed record SafetensorsTensor(string Name, string DType, IReadOnlyList<nint> Lengths, long Begin, long End)
{
    /// <summary>How the format names the type of elements that are read and written as <typeparamref name="T"/>.</summary>
    /// <typeparam name="T"><see cref="double"/> (<c>F64</c>), <see cref="float"/> (<c>F32</c>), <see cref="Half"/> (<c>F16</c>), <see cref="long"/>
    /// (<c>I64</c>), <see cref="ulong"/> (<c>U64</c>), <see cref="int"/> (<c>I32</c>) or <see cref="byte"/> (<c>U8</c>).</typeparam>
    /// <returns>The <c>dtype</c>.</returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static string DTypeOf<T>()
        where T : unmanaged =>
        ElementTypes.TryOf<T>() is { } type ? SafetensorsType.NameOf(type)
        : typeof(T) == typeof(long) ? "I64"
        : typeof(T) == typeof(ulong) ? "U64"
        : typeof(T) == typeof(int) ? "I32"
        : typeof(T) == typeof(byte) ? "U8"
        : throw new NotSupportedException($"{typeof(T).Name} is not read and written in safetensors files; double, float, Half, long, ulong, int and byte are.");
}
