using System.Text;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>What a reader of text gives, as a stream of UTF-8.</summary>
internal sealed class Utf8Text(TextReader reader) : Stream
{
    private readonly char[] _characters = new char[1 << 12];
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private int _start;
    private int _end;
    private bool _hasEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int written = 0;
        while (written == 0 && buffer.Length >= 4 && !(_hasEnded && _start == _end))
        {
            if (_start == _end)
            {
                (_start, _end) = (0, reader.ReadBlock(_characters));
                _hasEnded = _end == 0;
            }

            _encoder.Convert(_characters.AsSpan(_start, _end - _start), buffer, flush: _hasEnded, out int used, out written, out _);
            _start += used;
        }

        return written;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
