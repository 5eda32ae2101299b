using KLDiv.Memory;

namespace KLDiv.Distilling.Sparse;

/// <summary>The pinned memory of a sparse teacher.</summary>
internal unsafe struct SparseEntries
{
    public int* ShortIds;
    public long* LongIds;
    public void* LogProbabilities;
    public OperandType Type;
    public long* Offsets;
    public int ClassesPerRow;

    /// <summary>The largest number of classes that a row gives.</summary>
    public int Most;

    public readonly long Start(nint row) => Offsets == null ? (long)row * ClassesPerRow : Offsets[row];

    public readonly int Count(nint row) => Offsets == null ? ClassesPerRow : (int)(Offsets[row + 1] - Offsets[row]);

    /// <summary>Copies what a row gives, in its order.</summary>
    public readonly void Read(nint row, Span<long> ids, Span<double> logProbabilities)
    {
        nint start = (nint)Start(row);
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = ShortIds == null ? LongIds[start + i] : ShortIds[start + i];
        }

        fixed (double* destination = logProbabilities)
        {
            double* read = Staging.Read(LogProbabilities, Type, start, 1, logProbabilities.Length, destination);
            if (read != destination)
            {
                new ReadOnlySpan<double>(read, logProbabilities.Length).CopyTo(logProbabilities);
            }
        }
    }
}
