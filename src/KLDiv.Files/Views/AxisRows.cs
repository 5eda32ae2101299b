using System.Buffers;

namespace KLDiv.Files.Views;

/// <summary>
/// The rows of a source along another axis than its last: of images of shape [n, classes, height, width], say, a row for each pixel. What lies at one place
/// of the axes before the classes is a plane: the classes, and for each all places of the axes behind them.
/// </summary>
internal sealed class AxisRows : ViewedRows
{
    /// <summary>Elements that are read at once.</summary>
    private const int MostElements = 1 << 16;

    private readonly Lock _gate = new();
    private readonly long _behind;
    private Array? _plane;
    private long _planeNumber = -1;

    /// <param name="source">The source.</param>
    /// <param name="axis">The axis of the classes.</param>
    public AxisRows(RowSource source, int axis)
        : base(source, $"[axis {axis}]", [.. source.Lengths[..axis], .. source.Lengths[(axis + 1)..], source.Lengths[axis]])
    {
        ClassAxis = axis;
        _behind = 1;
        foreach (nint length in source.Lengths[(axis + 1)..])
        {
            _behind *= length;
        }
    }

    public override bool HasLabels => false;

    internal override int ClassAxis { get; }

    internal override bool IsScattered => true;

    protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
    {
        while (!destination.IsEmpty)
        {
            (long row, long column) = Math.DivRem(start, Support);
            (long plane, long place) = Math.DivRem(row, _behind);
            bool isWhole = column == 0 && destination.Length >= Support;
            int columns = (int)Math.Min(Support - column, destination.Length);
            int rows = isWhole ? (int)Math.Min(destination.Length / Support, _behind - place) : 1;
            Turn(new(plane, place, rows, column, columns), destination, buffer);
            destination = destination[(rows * columns)..];
            start += rows * columns;
        }
    }

    private void Turn<T>(Rectangle asked, Span<T> destination, RowBuffer buffer)
        where T : unmanaged
    {
        if (IsSequential)
        {
            lock (_gate)
            {
                Scatter<T>(PlaneOf<T>(asked.Plane, buffer).AsSpan((int)(asked.Column * _behind)), asked, 0, asked.Columns, destination);
            }

            return;
        }

        // Where most of what lies between is asked for, many classes are read at once; elsewhere each class by itself.
        bool isMost = 4L * asked.Rows >= _behind && _behind <= MostElements;
        int classes = isMost ? (int)(MostElements / _behind) : 1;
        T[] room = ArrayPool<T>.Shared.Rent((int)(isMost ? classes * _behind : asked.Rows));
        for (int done = 0; done < asked.Columns; done += classes)
        {
            int count = Math.Min(classes, asked.Columns - done);
            long first = ((asked.Plane * Support) + asked.Column + done) * _behind;
            Span<T> read = room.AsSpan(0, (int)(isMost ? count * _behind : asked.Rows));
            Source.ReadInto(isMost ? first : first + asked.Place, read, buffer);
            Scatter<T>(read, isMost ? asked : asked with { Place = 0 }, done, count, destination);
        }

        ArrayPool<T>.Shared.Return(room);
    }

    /// <summary>Puts classes that lie one after the other where they belong in the rows.</summary>
    private void Scatter<T>(ReadOnlySpan<T> read, Rectangle asked, int done, int count, Span<T> destination)
    {
        for (int c = 0; c < count; c++)
        {
            ReadOnlySpan<T> ofClass = read.Slice((int)((c * _behind) + asked.Place), asked.Rows);
            for (int i = 0; i < ofClass.Length; i++)
            {
                destination[(i * asked.Columns) + done + c] = ofClass[i];
            }
        }
    }

    /// <summary>A plane of a source that can only be read forward: it is kept until the next one is asked for.</summary>
    private T[] PlaneOf<T>(long number, RowBuffer buffer)
        where T : unmanaged
    {
        if (_plane is T[] kept && _planeNumber == number)
        {
            return kept;
        }

        long count = Support * _behind;
        if (count > Array.MaxLength)
        {
            throw new DataFileException(Name, $"can only be read forward, and {count} elements lie between a row and the next; at most {Array.MaxLength} are kept");
        }

        _plane = null;
        T[] plane = new T[count];
        Source.ReadInto<T>(number * count, plane, buffer);
        (_plane, _planeNumber) = (plane, number);
        return plane;
    }

    /// <summary>Rows of a plane, of each the same classes.</summary>
    private readonly record struct Rectangle(long Plane, long Place, int Rows, long Column, int Columns);
}
