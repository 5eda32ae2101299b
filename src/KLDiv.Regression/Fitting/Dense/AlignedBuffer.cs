namespace KLDiv.Regression.Fitting.Dense;

/// <summary>Doubles that begin on a cache line and stay where they are, for kernels that take addresses.</summary>
/// <remarks>
/// An address keeps nothing alive. A buffer in a field of an object that is used afterwards lives long enough; who takes the address of a local one ends
/// with <see cref="GC.KeepAlive"/>: what does not escape may be split into its fields, of which only the address is needed then.
/// </remarks>
internal sealed unsafe class AlignedBuffer
{
    private const int CacheLine = 64;

    // Kept, so that the memory lives as long as its address is known here.
    private readonly double[] _memory;

    public AlignedBuffer(long length)
    {
        Length = checked((int)length);
        _memory = GC.AllocateArray<double>(checked(Length + (CacheLine / sizeof(double)) - 1), pinned: true);
        nint start = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_memory));
        Pointer = (double*)((start + CacheLine - 1) & ~(nint)(CacheLine - 1));
    }

    public int Length { get; }

    public double* Pointer { get; }

    public Span<double> Span => new(Pointer, Length);
}
