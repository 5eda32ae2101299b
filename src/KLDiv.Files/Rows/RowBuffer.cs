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

    /// <summary>Where elements are put.</summary>
    internal Span<T> Values<T>(int count)
        where T : unmanaged =>
        AtLeast<T>(ref _values, count);

    /// <summary>Where the bytes are put from which elements are made, if these are not the elements.</summary>
    internal Span<byte> Scratch(int count) => AtLeast<byte>(ref _scratch, count);

    private static unsafe Span<T> AtLeast<T>(ref Array? memory, int count)
        where T : unmanaged
    {
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
