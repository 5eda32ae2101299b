namespace KLDiv.Files.InMemory;

/// <summary>Rows that a function makes.</summary>
internal sealed class FunctionRows<T>(RowFiller<T> fill, ReadOnlySpan<nint> lengths, bool isSequential, RowSourceOptions options)
    : TypedRows<T>(lengths, options)
    where T : unmanaged
{
    private readonly Lock? _gate = isSequential ? new() : null;
    private T[]? _kept;
    private long _keptRow;

    public override bool IsSequential => _gate is not null;

    protected override void Fill(long start, Span<T> destination, RowBuffer buffer)
    {
        (long row, long column) = Math.DivRem(start, Support);
        if (column > 0)
        {
            int rest = (int)Math.Min(Support - column, destination.Length);
            FillPart(row++, (int)column, destination[..rest]);
            destination = destination[rest..];
        }

        int whole = (int)(destination.Length / Support * Support);
        if (whole > 0)
        {
            Call(row, destination[..whole]);
        }

        if (whole < destination.Length)
        {
            FillPart(row + (whole / Support), 0, destination[whole..]);
        }
    }

    /// <summary>A part of a row, of which the function makes the whole: kept for the next part, where rows are read in order.</summary>
    private void FillPart(long row, int column, Span<T> part)
    {
        T[] whole;
        if (_gate is null)
        {
            whole = new T[Support];
            fill(row, whole);
        }
        else
        {
            lock (_gate)
            {
                whole = KeptRow(row);
            }
        }

        whole.AsSpan(column, part.Length).CopyTo(part);
    }

    private T[] KeptRow(long row)
    {
        if (_kept is null || _keptRow != row)
        {
            _kept = null;
            T[] made = new T[Support];
            fill(row, made);
            (_kept, _keptRow) = (made, row);
        }

        return _kept;
    }

    private void Call(long first, Span<T> rows)
    {
        if (_gate is null)
        {
            fill(first, rows);
            return;
        }

        lock (_gate)
        {
            fill(first, rows);
        }
    }
}
