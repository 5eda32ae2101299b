using System.Runtime.CompilerServices;

namespace KLDiv.Files.Columnar.Blocks;

/// <summary>A file as the stream that libraries want. Small reads come out of a buffer; the file stays open.</summary>
/// <param name="file">The file.</param>
internal sealed class ByteSourceStream(ByteSource file) : ReadOnlyStream(file)
{
    private const int BufferLength = 1 << 12;

    private readonly byte[] _buffer = new byte[BufferLength];
    private long _bufferStart;
    private int _buffered;

    /// <summary>How often may be read from now on, so that what a damaged file sends round in a circle comes to an end.</summary>
    public long ReadsLeft { get; set; } = long.MaxValue;

    public override int Read(Span<byte> buffer)
    {
        // Libraries that follow a circle call themselves without an end: no stack that overflows can be caught.
        if (--ReadsLeft < 0 || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw File.Malformed("leads round in a circle");
        }

        int count = (int)Math.Min(buffer.Length, Math.Max(0, Length - Position));
        if (count > BufferLength / 2)
        {
            File.ReadExactly(buffer[..count], Position);
        }
        else
        {
            if (Position < _bufferStart || Position + count > _bufferStart + _buffered)
            {
                _buffered = 0;
                int filled = (int)Math.Min(BufferLength, Math.Max(0, Length - Position));
                File.ReadExactly(_buffer.AsSpan(0, filled), Position);
                (_bufferStart, _buffered) = (Position, filled);
            }

            _buffer.AsSpan((int)(Position - _bufferStart), count).CopyTo(buffer);
        }

        Position += count;
        return count;
    }
}
