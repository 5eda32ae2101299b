using System.Runtime.InteropServices;
using KLDiv.Files.Elements;

namespace KLDiv.Files;

/// <summary>How elements lie in a file: what they are, and the order of their bytes; and how they become numbers of this machine.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first.</param>
public readonly record struct StoredType(StoredKind Kind, bool IsBigEndian = false)
{
    /// <summary>The narrowest type that holds every number of the kind; of whole numbers of 64 bits, those beyond 2^53 are rounded.</summary>
    public ElementType Type => Kind switch
    {
        StoredKind.Float16 => ElementType.Float16,
        StoredKind.Float64 or StoredKind.Int64 or StoredKind.Int32 or StoredKind.UInt64 or StoredKind.UInt32 => ElementType.Float64,
        _ => ElementType.Float32,
    };

    /// <summary>The bytes of an element.</summary>
    public int Size => Kind switch
    {
        StoredKind.Float64 or StoredKind.Int64 or StoredKind.UInt64 => sizeof(double),
        StoredKind.Float32 or StoredKind.Int32 or StoredKind.UInt32 => sizeof(float),
        StoredKind.Float16 or StoredKind.BFloat16 or StoredKind.Int16 or StoredKind.UInt16 => sizeof(ushort),
        _ => sizeof(byte),
    };

    /// <summary>Whether the bytes are those of the elements that are handed out, but for their order.</summary>
    public bool IsHandedOut => Kind is StoredKind.Float64 or StoredKind.Float32 or StoredKind.Float16;

    /// <summary>Whether all elements are whole numbers by their type.</summary>
    public bool IsWhole => Kind >= StoredKind.Int64;

    /// <summary>The name that NumPy and torch use: <c>float32</c>, <c>int64</c>, <c>bool</c>.</summary>
    public string Name => Kind switch
    {
        StoredKind.Float8E4M3 => "float8_e4m3",
        StoredKind.Float8E5M2 => "float8_e5m2",
        StoredKind.BFloat16 => "bfloat16",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Where the bytes of the elements are to be put before <see cref="Finish{T}"/>.</summary>
    /// <typeparam name="T">The type that <see cref="Type"/> names.</typeparam>
    /// <param name="destination">Where the elements go; the bytes too, if they are as long.</param>
    /// <param name="buffer">Has room for bytes that are not.</param>
    /// <returns>Room for the bytes of as many elements.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="buffer"/> is null.</exception>
    public Span<byte> Raw<T>(Span<T> destination, RowBuffer buffer)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return IsHandedOut ? MemoryMarshal.AsBytes(destination) : buffer.Scratch(destination.Length * Size);
    }

    /// <summary>Makes elements of bytes that have been put where <see cref="Raw{T}"/> said.</summary>
    /// <typeparam name="T">The type that <see cref="Type"/> names.</typeparam>
    /// <param name="raw">The bytes, which may be turned round.</param>
    /// <param name="destination">Where the elements go.</param>
    public void Finish<T>(Span<byte> raw, Span<T> destination)
        where T : unmanaged
    {
        if (IsBigEndian == BitConverter.IsLittleEndian && Size > 1)
        {
            ByteOrder.Reverse(raw, Size);
        }

        if (!IsHandedOut)
        {
            Widening.Of(Kind, raw, MemoryMarshal.AsBytes(destination));
        }
    }
}
