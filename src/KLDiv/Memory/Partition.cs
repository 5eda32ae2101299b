namespace KLDiv.Memory;

/// <summary>How many parts work is cut into. That depends on the shape alone, so that results have the same bits on any number of threads.</summary>
internal static class Partition
{
    /// <summary>Fewer elements than this are not worth waking a thread for.</summary>
    private const int SmallestShared = 1 << 17;

    private const int ElementsPerPart = 1 << 15;

    private const int Most = 256;

    /// <param name="numel">The number of elements.</param>
    /// <param name="most">The number of pieces that must stay whole.</param>
    public static int Of(nint numel, nint most) => numel < SmallestShared ? 1 : (int)nint.Min(nint.Min(Most, numel / ElementsPerPart), most);
}
