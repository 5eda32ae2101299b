
namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>A file as the library reads it, and behind its end a window: the dictionary of a column and one of its pages, as if they followed each other.</summary>
/// <param name="file">The file.</param>
internal sealed class ParquetStream(ByteSource file) : Stream
{
    private byte[] _window = [];
    private int _windowLength;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position { get; set; }

    /// <summary>Puts a dictionary and a page behind the end of the file, at <see cref="Length"/>.</summary>
    public void Show(ParquetPage? dictionary, ParquetPage page)
    {
        int first = (int)(dictionary?.Length ?? 0);
        _windowLength = checked(first + (int)page.Length);
        if (_window.Length < _windowLength)
        {
            _window = new byte[_windowLength];
        }

        if (dictionary is { } shared)
        {
            file.ReadExactly(_window.AsSpan(0, first), shared.Offset);
        }

        file.ReadExactly(_window.AsSpan(first, (int)page.Length), page.Offset);
    }

    public override int Read(Span<byte> buffer)
    {
        long start = Position - Length;
        int count = (int)Math.Min(buffer.Length, start < 0 ? -start : Math.Max(0, _windowLength - start));
        if (start < 0)
        {
            file.ReadExactly(buffer[..count], Position);
        }
        else
        {
            _window.AsSpan((int)Math.Min(start, _windowLength), count).CopyTo(buffer);
        }

        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

    /// <summary>The library would take the end for a byte, and look for the end of a number behind it for ever.</summary>
    public override int ReadByte()
    {
        byte value = 0;
        return Read(new Span<byte>(ref value)) == 1 ? value : throw file.Malformed("has a page with fewer values than it says");
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        long place = offset + (origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length });
        return Position = place >= 0 ? place : throw file.Malformed($"leads to the place {place}, before its start");
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
