using KLDiv.Files.Elements;

namespace KLDiv.Files.InMemory;

/// <summary>Rows that come block by block, each block when it is wanted.</summary>
internal sealed class BlockRows<T>(IEnumerable<ReadOnlyMemory<T>> blocks, ReadOnlySpan<nint> lengths, RowSourceOptions options)
    : TypedRows<T>(lengths, options)
    where T : unmanaged
{
    private readonly Lock _gate = new();
    private IEnumerator<ReadOnlyMemory<T>>? _blocks;
    private ReadOnlyMemory<T> _block;

    /// <summary>The number of the first element of the block.</summary>
    private long _start;

    public override bool IsSequential => true;

    protected override void Fill(long start, Span<T> destination, RowBuffer buffer)
    {
        lock (_gate)
        {
            if (_blocks is null || start < _start)
            {
                Restart();
            }

            while (!destination.IsEmpty)
            {
                while (start >= _start + _block.Length)
                {
                    MoveToNext();
                }

                ReadOnlySpan<T> rest = _block.Span[(int)(start - _start)..];
                int count = Math.Min(rest.Length, destination.Length);
                rest[..count].CopyTo(destination);
                destination = destination[count..];
                start += count;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _blocks?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Restart()
    {
        _blocks?.Dispose();
        _blocks = blocks.GetEnumerator();
        (_block, _start) = (default, 0);
    }

    private void MoveToNext()
    {
        long end = _start + _block.Length;
        if (!_blocks!.MoveNext())
        {
            throw new DataFileException(Name, $"ends after {end} elements; its shape {TensorShape.Text(Lengths)} has {Count}");
        }

        (_block, _start) = (_blocks.Current, end);
    }
}
