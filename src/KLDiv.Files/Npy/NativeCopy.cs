using System.Runtime.InteropServices;
using KLDiv.Files.Elements;

namespace KLDiv.Files.Npy;

/// <summary>A copy of elements that cannot be used where they lie: aligned, and in this machine's byte order.</summary>
internal sealed unsafe class NativeCopy : IDisposable
{
    private const nuint Alignment = 64;

    // Small enough to be swapped while it is still in the cache; whole elements of every size.
    private const int MostChunkBytes = 1 << 18;

    private NativeCopy(void* elements) => Elements = elements;

    public void* Elements { get; private set; }

    /// <summary>Copies <paramref name="byteCount"/> bytes, swapping those of each element if asked.</summary>
    /// <exception cref="DataFileException">The copy does not fit in memory.</exception>
    public static NativeCopy Of(string path, byte* source, nint byteCount, int elementSize, bool swap)
    {
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (byteCount > memory)
        {
            throw TooLarge(path, byteCount, memory, innerException: null);
        }

        byte* copy;
        try
        {
            copy = (byte*)NativeMemory.AlignedAlloc((nuint)byteCount, Alignment);
        }
        catch (OutOfMemoryException e)
        {
            throw TooLarge(path, byteCount, memory, e);
        }

        for (nint done = 0; done < byteCount; done += MostChunkBytes)
        {
            int length = (int)nint.Min(byteCount - done, MostChunkBytes);
            var chunk = new Span<byte>(copy + done, length);
            new ReadOnlySpan<byte>(source + done, length).CopyTo(chunk);
            if (swap)
            {
                ByteOrder.Reverse(chunk, elementSize);
            }
        }

        return new NativeCopy(copy);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Elements);
        Elements = null;
    }

    private static DataFileException TooLarge(string path, nint byteCount, long memory, Exception? innerException) => new(
        path,
        $"its bytes are in the other order or not aligned, so that a copy of {byteCount} bytes is needed, "
        + $"and there are {memory} bytes of memory",
        innerException);
}
