using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace KLDiv.Files.Columnar.Blocks;

/// <summary>A column of numbers, or of lists of numbers of one length. Its elements are counted through all rows.</summary>
/// <param name="name">Its name in the file.</param>
/// <param name="stored">How its elements are stored.</param>
/// <param name="rows">How many rows it has.</param>
/// <param name="listLength">How many elements each row has, where they are lists; null where each is one number.</param>
internal abstract class BlockColumn(string name, StoredType stored, long rows, long? listLength)
{
    public string Name => name;

    public StoredType Stored => stored;

    public long Rows => rows;

    public long? ListLength => listLength;

    /// <summary>Reads elements as they are stored.</summary>
    /// <param name="start">The number of the first element.</param>
    /// <param name="raw">Where their bytes go; as many as are meant.</param>
    public abstract void Read(long start, Span<byte> raw);

    /// <summary>Reads elements as a type that holds them all: their own, or <see cref="double"/>.</summary>
    public void Read<T>(long start, Span<T> destination, RowBuffer buffer)
        where T : unmanaged
    {
        if (ElementTypes.Of<T>() == stored.Type)
        {
            Span<byte> raw = stored.Raw(destination, buffer);
            Read(start, raw);
            stored.Finish(raw, destination);
        }
        else if (stored.Type is ElementType.Float16)
        {
            Widen<Half, T>(start, destination, buffer);
        }
        else
        {
            Widen<float, T>(start, destination, buffer);
        }
    }

    private void Widen<TFrom, T>(long start, Span<T> destination, RowBuffer buffer)
        where TFrom : unmanaged, INumberBase<TFrom>
        where T : unmanaged
    {
        TFrom[] narrow = new TFrom[destination.Length];
        Read<TFrom>(start, narrow, buffer);
        TensorPrimitives.ConvertTruncating<TFrom, double>(narrow, MemoryMarshal.Cast<T, double>(destination));
    }
}
