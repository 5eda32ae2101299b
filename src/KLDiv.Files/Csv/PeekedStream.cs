namespace KLDiv.Files.Csv;

/// <summary>A stream whose first bytes can be looked at before they are read.</summary>
internal sealed class PeekedStream : ForwardStream
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly byte[] _head;
    private int _position;

    /// <param name="stream">Read from where it stands.</param>
    /// <param name="most">The bytes to look at; fewer where the stream ends before.</param>
    /// <param name="leaveOpen">Whether the stream outlives this one.</param>
    public PeekedStream(Stream stream, int most, bool leaveOpen)
    {
        (_stream, _leaveOpen) = (stream, leaveOpen);
        byte[] head = new byte[most];
        _head = head[..stream.ReadAtLeast(head, most, throwOnEndOfStream: false)];
    }

    /// <summary>The first bytes that have not been read.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(_position);

    public override int Read(Span<byte> buffer)
    {
        if (_position == _head.Length)
        {
            return _stream.Read(buffer);
        }

        int count = Math.Min(buffer.Length, _head.Length - _position);
        _head.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <summary>Passes over bytes of <see cref="Head"/>.</summary>
    public void Skip(int count) => _position += count;

    protected override void Dispose(bool disposing)
    {
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
