namespace KLDiv.Files.Columnar.Blocks;

/// <summary>What is the same of every stream over a file that libraries read: all reads come down to one, and nothing is written.</summary>
/// <param name="file">The file.</param>
internal abstract class ReadOnlyStream(ByteSource file) : Stream
{
    private long _position;

    /// <summary>The file.</summary>
    protected ByteSource File { get; } = file;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => File.Length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw File.Malformed($"leads to the place {value}, before its start");
    }

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

    public override int ReadByte()
    {
        byte value = 0;
        return Read(new Span<byte>(ref value)) == 1 ? value : -1;
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + (origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length });

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
