using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KLDiv.Files;

/// <summary>
/// Memory into which rows are read, used again and again: a reader on each thread has one of its own. It grows to the largest
/// piece that has been asked for.
/// </summary>
public sealed class RowBuffer
{
    /// <summary>A line of the cache, which no vector then crosses.</summary>
    private const int Alignment = 64;

    private Array? _values;
    private Array? _scratch;

    /// <summary>Where elements are put: after a reading it holds what was read, and may be written over.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="count">How many elements.</param>
    /// <returns>The memory, aligned to 64 bytes; with the contents that it had if it has been this long with this type before.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public Span<T> Values<T>(int count)
        where T : unmanaged =>
        AtLeast<T>(ref _values, count);

    /// <summary>Where a source puts the bytes from which it makes elements, if these are not the elements.</summary>
    /// <param name="count">How many bytes.</param>
    /// <returns>The memory, aligned to 64 bytes, with any contents.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public Span<byte> Scratch(int count) => AtLeast<byte>(ref _scratch, count);

    private static unsafe Span<T> AtLeast<T>(ref Array? memory, int count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int spare = Alignment / sizeof(T);
        if (memory is not T[] array || array.Length - spare < count)
        {
            memory = null;
            memory = array = GC.AllocateUninitializedArray<T>((int)Math.Min((long)count + spare, int.MaxValue), pinned: true);
        }

        nuint past = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) % Alignment;
        return array.AsSpan(past == 0 ? 0 : (Alignment - (int)past) / sizeof(T), count);
    }
}
