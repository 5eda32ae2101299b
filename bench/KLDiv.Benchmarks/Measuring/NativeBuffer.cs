using System.Runtime.InteropServices;

namespace KLDiv.Benchmarks.Measuring;

/// <summary>
/// Memory outside the collected heap that begins on a cache line, so that no contender has better luck with its arrays than another.
/// Pages of a large buffer that was never written take no room.
/// </summary>
internal sealed unsafe class NativeBuffer<T>(int length) : IDisposable
    where T : unmanaged
{
    private const nuint CacheLine = 64;

    private T* _data = (T*)NativeMemory.AlignedAlloc((nuint)length * (nuint)sizeof(T), CacheLine);

    public Span<T> Span => new(_data, length);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
    }
}
