using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KLDiv.Tests.Support;

/// <summary>Memory between two pages that may be neither read nor written. What is asked of it lies flush against one of them.</summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged
{
    /// <summary>What every byte holds that nobody has written.</summary>
    private const byte Untouched = 0xA5;

    private readonly nint _guard = Environment.SystemPageSize;
    private readonly nint _bytes;
    private readonly byte* _reserved;

    /// <param name="capacity">The most elements that will be asked for.</param>
    public GuardedMemory(nint capacity)
    {
        _bytes = ((capacity * sizeof(T)) + _guard) / _guard * _guard;
        _reserved = MemoryPages.Reserve(_bytes + (2 * _guard));
        MemoryPages.Open(First, _bytes);
    }

    /// <summary>The first byte that may be touched; the one before may not.</summary>
    public byte* First => _reserved + _guard;

    /// <summary>The first byte behind the memory: it may not be touched.</summary>
    public byte* End => First + _bytes;

    /// <summary>The element that nobody has written.</summary>
    public static T Mark
    {
        get
        {
            T mark;
            new Span<byte>(&mark, sizeof(T)).Fill(Untouched);
            return mark;
        }
    }

    /// <summary>Elements that end, or begin, where the memory does.</summary>
    public Span<T> Take(int count, bool atEnd) => new(atEnd ? End - ((nint)count * sizeof(T)) : First, count);

    /// <summary>The same, marked as untouched together with everything around.</summary>
    public Span<T> TakeMarked(int count, bool atEnd)
    {
        new Span<byte>(First, checked((int)_bytes)).Fill(Untouched);
        return Take(count, atEnd);
    }

    /// <summary>Whether everything but these elements is still marked.</summary>
    public bool IsUntouchedBeside(ReadOnlySpan<T> taken)
    {
        byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(taken));
        byte* end = start + ((nint)taken.Length * sizeof(T));
        return IsUntouched(new ReadOnlySpan<byte>(First, (int)(start - First))) && IsUntouched(new ReadOnlySpan<byte>(end, (int)(End - end)));
    }

    /// <summary>Whether these elements are still marked.</summary>
    public static bool IsUntouched(ReadOnlySpan<T> elements) => IsUntouched(MemoryMarshal.AsBytes(elements));

    public void Dispose() => MemoryPages.Release(_reserved, _bytes + (2 * _guard));

    private static bool IsUntouched(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept(Untouched);
}
