using KLDiv.Files.Bytes;

namespace KLDiv.Files.Csv;

/// <summary>Where the lines of a file start, one after the other; they end in LF, CRLF or CR.</summary>
internal sealed class LineOffsets(ByteSource file)
{
    private readonly byte[] _bytes = new byte[1 << 16];
    private long _offset;
    private int _start;
    private int _end;
    private long _line = 1;
    private bool _isAfterReturn;

    /// <summary>Where a line starts, which is the last that was asked for or comes after it.</summary>
    public long Of(long line)
    {
        while (_line < line && (_start < _end || Refill()))
        {
            ReadOnlySpan<byte> rest = _bytes.AsSpan(_start.._end);
            int skip = _isAfterReturn && rest[0] == '\n' ? 1 : 0;
            _isAfterReturn = false;
            int end = rest[skip..].IndexOfAny((byte)'\n', (byte)'\r');
            _start = end < 0 ? _end : _start + skip + end + 1;
            if (end >= 0)
            {
                _isAfterReturn = rest[skip + end] == '\r';
                _line++;
            }
        }

        // A line feed behind a carriage return is of the line before.
        if (_isAfterReturn && (_start < _end || Refill()) && _bytes[_start] == '\n')
        {
            (_start, _isAfterReturn) = (_start + 1, false);
        }

        return _offset + _start;
    }

    private bool Refill()
    {
        _offset += _end;
        _start = 0;
        _end = file.Read(_bytes, _offset);
        return _end > 0;
    }
}
