using System.Runtime.Intrinsics;

namespace KLDiv.Simd;

/// <summary>Something that exists for vectors of each width; what else it depends on is in the implementing struct.</summary>
internal interface IOfWidth<T, TMade>
    where T : unmanaged
{
    TMade Of<TVector, TWide>()
        where TVector : unmanaged, IVector<TVector, T>
        where TWide : unmanaged, IVector<TWide, double>;
}

/// <summary>How many bits a kernel works on at a time.</summary>
internal static class VectorWidth
{
    /// <summary>The widths there are kernels for; 0 is one element at a time.</summary>
    public static ReadOnlySpan<int> All => [0, 128, 256, 512];

    /// <summary>What the hardware has. The tests set it, to run every kernel wherever they run.</summary>
    public static int Current { get; set; } = Widest;

    /// <summary>The widest of the hardware's that so many bytes fill, or else the narrowest.</summary>
    public static int For(nint bytes)
    {
        int width = Current;
        while (width > 128 && bytes * 8 < width)
        {
            width /= 2;
        }

        return width;
    }

    /// <summary>What exists for vectors of a width, of T and of double.</summary>
    public static TMade Choose<TChoices, T, TMade>(int width, TChoices choices = default)
        where TChoices : struct, IOfWidth<T, TMade>
        where T : unmanaged => width switch
        {
            512 => choices.Of<Vector512Of<T>, Vector512Of<double>>(),
            256 => choices.Of<Vector256Of<T>, Vector256Of<double>>(),
            128 => choices.Of<Vector128Of<T>, Vector128Of<double>>(),
            _ => choices.Of<Vector1Of<T>, Vector1Of<double>>(),
        };

    public static int Widest =>
        Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 0;
}
