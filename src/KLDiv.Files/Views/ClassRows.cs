using System.Buffers;

namespace KLDiv.Files.Views;

/// <summary>A run of the classes of each row of a source.</summary>
internal sealed class ClassRows(RowSource source, RowRange classes)
    : ViewedRows(source, $"[..., {classes.First}:{classes.End}]", [.. source.Lengths[..^1], (nint)classes.Count])
{
    /// <summary>Elements of the source that are read at once; of longer rows the run alone is read.</summary>
    private const int MostElements = 1 << 14;

    internal override int ClassAxis => Source.ClassAxis;

    internal override bool IsCut => true;

    protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
    {
        while (!destination.IsEmpty)
        {
            (long row, long column) = Math.DivRem(start, Support);
            int count = column == 0 && destination.Length >= Support && Source.Support <= MostElements
                ? FillRows(row, destination, buffer)
                : FillPart(row, column, destination, buffer);
            destination = destination[count..];
            start += count;
        }
    }

    protected override void FillLabels(long first, Span<int> labels)
    {
        Source.ReadLabels(first, labels);
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = labels[i] >= classes.First && labels[i] < classes.End ? (int)(labels[i] - classes.First) : NoLabel;
        }
    }

    private int FillRows<T>(long row, Span<T> destination, RowBuffer buffer)
        where T : unmanaged
    {
        (int whole, int support) = ((int)Source.Support, (int)Support);
        int rows = Math.Min(destination.Length / support, Math.Max(1, MostElements / whole));
        T[] room = ArrayPool<T>.Shared.Rent(rows * whole);
        Source.ReadInto(row * whole, room.AsSpan(0, rows * whole), buffer);
        for (int i = 0; i < rows; i++)
        {
            room.AsSpan((i * whole) + (int)classes.First, support).CopyTo(destination[(i * support)..]);
        }

        ArrayPool<T>.Shared.Return(room);
        return rows * support;
    }

    private int FillPart<T>(long row, long column, Span<T> destination, RowBuffer buffer)
        where T : unmanaged
    {
        int count = (int)Math.Min(Support - column, destination.Length);
        Source.ReadInto((row * Source.Support) + classes.First + column, destination[..count], buffer);
        return count;
    }
}
