namespace KLDiv.Files.Bytes;

/// <summary>A part of a source as a stream, for readers that take nothing else. The source stays open.</summary>
/// <param name="source">The source.</param>
/// <param name="offset">Where the part starts.</param>
/// <param name="length">How long it is; it ends within the source's length.</param>
internal sealed class PartStream(ByteSource source, long offset, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="DataFileException">The file system refuses, or the source is shorter than when it was opened.</exception>
    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, length - _position);
        source.ReadExactly(buffer[..count], offset + _position);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
