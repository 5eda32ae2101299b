using System.Runtime.CompilerServices;

namespace KLDiv.Files.Columnar.Blocks;

/// <summary>A file as the stream that libraries want. Small reads come out of a buffer; the file stays open.</summary>
/// <param name="file">The file.</param>
internal sealed class ByteSourceStream(ByteSource file) : Stream
{
    private const int BufferLength = 1 << 12;

    private readonly byte[] _buffer = new byte[BufferLength];
    private long _bufferStart;
    private int _buffered;
    private long _position;

    /// <summary>How often may be read from now on, so that what a damaged file sends round in a circle comes to an end.</summary>
    public long ReadsLeft { get; set; } = long.MaxValue;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw file.Malformed($"leads to the place {value}, before its start");
    }

    public override int Read(Span<byte> buffer)
    {
        // Libraries that follow a circle call themselves without an end: no stack that overflows can be caught.
        if (--ReadsLeft < 0 || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw file.Malformed("leads round in a circle");
        }

        int count = (int)Math.Min(buffer.Length, Math.Max(0, Length - _position));
        if (count > BufferLength / 2)
        {
            file.ReadExactly(buffer[..count], _position);
        }
        else
        {
            if (_position < _bufferStart || _position + count > _bufferStart + _buffered)
            {
                _buffered = 0;
                int filled = (int)Math.Min(BufferLength, Math.Max(0, Length - _position));
                file.ReadExactly(_buffer.AsSpan(0, filled), _position);
                (_bufferStart, _buffered) = (_position, filled);
            }

            _buffer.AsSpan((int)(_position - _bufferStart), count).CopyTo(buffer);
        }

        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

    public override int ReadByte()
    {
        byte value = 0;
        return Read(new Span<byte>(ref value)) == 1 ? value : -1;
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + (origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => Length });

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
