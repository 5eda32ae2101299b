namespace KLDiv.Files.Csv;

/// <summary>Text in which columns are parted by runs of blanks and tabs, with one tab for each run, and none at the ends of lines. What is quoted stays.</summary>
internal sealed class BlankRuns(TextReader text) : TextReader
{
    private readonly char[] _characters = new char[1 << 14];
    private int _start;
    private int _end;
    private bool _isQuoted;
    private bool _isPending;
    private bool _isAtLineStart = true;

    public override int Read(Span<char> buffer)
    {
        int written = 0;
        while (written == 0 && (_start < _end || Refill()))
        {
            while (_start < _end && written < buffer.Length)
            {
                if (Take() is { } character)
                {
                    buffer[written++] = character;
                }
            }
        }

        return written;
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    protected override void Dispose(bool disposing)
    {
        text.Dispose();
        base.Dispose(disposing);
    }

    private bool Refill()
    {
        (_start, _end) = (0, text.Read(_characters));
        return _end > 0;
    }

    /// <summary>Takes the next character, or the tab that stands for the run before it and leaves it for the next time.</summary>
    private char? Take()
    {
        char character = _characters[_start];
        if (!_isQuoted && character is ' ' or '\t')
        {
            _start++;
            _isPending = !_isAtLineStart;
            return null;
        }

        bool isEnd = !_isQuoted && character is '\n' or '\r';
        if (_isPending && !isEnd)
        {
            _isPending = false;
            return '\t';
        }

        _start++;
        _isQuoted ^= character == '"';
        (_isPending, _isAtLineStart) = (false, isEnd);
        return character;
    }
}
