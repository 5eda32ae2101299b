using KLDiv.Files.Csv;

namespace KLDiv.Files;

/// <summary>A table of text, from its first record to its last: as RFC 4180 has it, or as other programs write it, compressed by gzip or not.</summary>
/// <remarks>Records whose fields are all empty are passed over, and so are those that repeat the header; fields have no quotes around them and no blanks at their ends. One thread at a time.</remarks>
public sealed class TextTable : IDisposable
{
    private const int ShortestRule = 3, MostHead = 1 << 16;

    private readonly Func<string, Exception> _malformed;
    private readonly string? _path;
    private readonly DecodedText _text;
    private readonly FoundDialect _found;
    private readonly DelimitedText? _records;
    private readonly List<string> _notes = [];
    private string? _head;
    private int _fields;
    private bool _isFirstRow;
    private bool _mayRepeatHeader;
    private long _repeats, _firstRepeat;

    private TextTable(Stream bytes, TextDialect dialect, string? path, Func<string, Exception> malformed, bool leaveOpen)
    {
        (_malformed, _path) = (malformed, path);
        _text = DecodedText.Of(bytes, dialect.Encoding, path, malformed, leaveOpen);
        try
        {
            _head = _text.Head[..Math.Min(_text.Head.Length, MostHead)].ToString();
            _found = DialectGuess.Of(_text, dialect, path, isByColumn: true);
            _notes.AddRange(_found.Notes);
            _records = new DelimitedText(_text, _found.Separator, _found.DecimalMark, malformed, _text.KnownLength);
            Names = ReadHeader(dialect.HasHeader != false);
            MayLackHeader = _found.LooksHeaderless && dialect.HasHeader is null;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What stands before the decimals of a number.</summary>
    public char DecimalMark => _found.DecimalMark;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file, which may be a pipe.</param>
    /// <param name="dialect">How it is written; null: as is found.</param>
    /// <exception cref="DataFileException">The file cannot be read, is no text, or is empty; as from <see cref="Next"/>.</exception>
    public static TextTable Open(string path, TextDialect? dialect = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            FileStream bytes = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            return new TextTable(bytes, dialect ?? TextDialect.Found, path, problem => new DataFileException(path, problem), leaveOpen: false);
        }
        catch (Exception refusal) when (refusal is IOException and not DataFileException or UnauthorizedAccessException)
        {
            throw DataFileException.From(refusal, path, "cannot be opened");
        }
    }

    /// <summary>Reads the header of a text.</summary>
    /// <param name="bytes">Read from where they stand, and left open.</param>
    /// <param name="dialect">How it is written; null: as is found.</param>
    /// <param name="malformed">Makes the errors of what is said in one line: <c>line 7 has 3 fields, and the header has 4</c>.</param>
    public static TextTable Of(Stream bytes, TextDialect? dialect, Func<string, Exception> malformed)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(malformed);
        return new TextTable(bytes, dialect ?? TextDialect.Found, path: null, malformed, leaveOpen: true);
    }

    /// <summary>The name of each field of a record; null for one that has neither a name nor, so far as was looked, anything in it.</summary>
    public IReadOnlyList<string?> Names { get; private set; }

    /// <summary>Whether the first line, which was read as the header, holds numbers like those below it.</summary>
    public bool MayLackHeader { get; private set; }

    /// <summary>The line in which the record starts, from 1; before the first record, that of the header.</summary>
    public long Line => _records!.Line;

    /// <summary>Whether bytes were met that the encoding that was told does not know: they are U+FFFD.</summary>
    public bool HasUnknownBytes => _text.HasUnknown;

    /// <summary>What was guessed of the text and is not the plain standard, so far as it has been read; a line each.</summary>
    public IEnumerable<string> Notes => [.. _notes, .. _text.Notes, .. _repeats == 0 ? [] : new[] { Repeats }];

    private string Repeats => _repeats == 1
        ? $"line {_firstRepeat} repeats the names of the columns, and is passed over"
        : $"{_repeats} lines repeat the names of the columns, the first of them line {_firstRepeat}, and are passed over";

    /// <summary>Takes the first line for a row, before any other has been read; the columns are named by their places: <c>1</c>, <c>2</c>.</summary>
    public void TakeHeaderForRow()
    {
        Names = [.. Enumerable.Range(1, _fields).Select(place => $"{place}")];
        (_isFirstRow, MayLackHeader, _mayRepeatHeader) = (true, false, false);
    }

    /// <summary>Moves to the next record.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="DataFileException">A file cannot be read, or a record is malformed: it has another number of fields than the header, a quote in the
    /// wrong place, or more characters than a record may have. Of a text, what makes its errors makes it.</exception>
    public bool Next()
    {
        bool isAtStart = _head is not null;
        _head = null;
        if (_isFirstRow)
        {
            _isFirstRow = false;
            return true;
        }

        while (Advance())
        {
            if (isAtStart && IsRule())
            {
                continue;
            }

            isAtStart = false;
            if (RepeatsHeader())
            {
                _firstRepeat = _repeats++ == 0 ? Line : _firstRepeat;
                continue;
            }

            if (Fits())
            {
                return true;
            }

            // A comment, or the mark with which DOS ended texts.
            if (!_records!.Field(0).StartsWith('#') && _records.Field(0) is not "\u001A")
            {
                throw _malformed($"line {Line} has {(_records.Count == 1 ? "1 column" : $"{_records.Count} columns")}, and the header has {_fields}{Advice()}");
            }
        }

        return false;
    }

    /// <summary>What may be wrong with a table that lacks a column, before a record has been read.</summary>
    /// <param name="name">The name of the column.</param>
    /// <returns>What can be done, to go behind a semicolon; null where nothing is known.</returns>
    public string? WithoutColumn(string name) => _head is null ? null : MisreadHeader.Remedy(_head, Names, name);

    /// <summary>The text of a field; valid until the next call.</summary>
    public ReadOnlySpan<char> Field(int index) => index < _records!.Count ? _records.Field(index) : "";

    /// <summary>The number in a field, NaN and infinities among them.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryNumber(int index, out double number)
    {
        number = 0;
        return index < _records!.Count && _records.TryNumber(index, out number);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _records?.Dispose();
        _text.Dispose();
    }

    private IReadOnlyList<string?> ReadHeader(bool isThere)
    {
        for (int record = 0; record < _found.Before; record++)
        {
            Advance();
        }

        if (!Advance())
        {
            throw _malformed("is empty; a table starts with a line of column names");
        }

        _fields = _records!.Count;
        if (!isThere)
        {
            TakeHeaderForRow();
            return Names;
        }

        string?[] names = [.. HeaderNames()];
        _fields = names.Length;

        // A row of numbers may be any other; one word alone may be a level.
        _mayRepeatHeader = names.Length > 1 && Array.Exists(names, name => name is not null && !NumberText.TryParse(name, out double _));
        if (_found.HasRowNames)
        {
            _notes.Add("its rows have one field more than the header, which is read as their names, in a column 'row'");
        }

        return names;
    }

    /// <summary>The names of the columns; null for one without name and values.</summary>
    private IEnumerable<string?> HeaderNames()
    {
        if (_found.HasRowNames)
        {
            yield return "row";
        }

        int first = _found.HasMarkedHeader ? 1 : 0;
        for (int field = first; field < _records!.Count; field++)
        {
            string name = _records.Field(field).ToString();
            name = field == first && name.StartsWith("# ", StringComparison.Ordinal) ? name[2..].TrimStart() : name;
            int place = field - first;
            bool isEmpty = place < _found.IsEmpty.Length ? _found.IsEmpty[place] : _found.EndsEmpty && field == _records.Count - 1;
            yield return name.Length > 0 ? name : isEmpty ? null : $"column {place + 1}";
        }
    }

    /// <summary>Whether the record has the header's fields, but for empty ones at the end.</summary>
    private bool Fits()
    {
        int count = _records!.Count;
        if (count == _fields)
        {
            return true;
        }

        if (count > _fields)
        {
            return count == _fields + 1 && _records.Field(count - 1).IsEmpty;
        }

        int last = _fields - 1;
        while (last >= count && Names[last] is null)
        {
            last--;
        }

        return last < count;
    }

    /// <summary>Whether the record is the header once more, as between files that were joined.</summary>
    private bool RepeatsHeader()
    {
        if (!_mayRepeatHeader || _records!.Count < _fields || _found.HasRowNames || _found.HasMarkedHeader || !_records.Field(0).SequenceEqual(Names[0]))
        {
            return false;
        }

        for (int i = 1; i < _fields; i++)
        {
            if (!_records.Field(i).SequenceEqual(Names[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the record draws the line under the header: <c>---|:--:</c>, <c>----+----</c>.</summary>
    private bool IsRule()
    {
        bool isDrawn = false;
        for (int i = 0; i < _records!.Count; i++)
        {
            ReadOnlySpan<char> field = _records.Field(i);
            bool isLine = field.Length >= ShortestRule && !field.ContainsAnyExcept("-=+:");
            if (!isLine && !field.IsEmpty)
            {
                return false;
            }

            isDrawn |= isLine;
        }

        return isDrawn;
    }

    /// <summary>What can be done about a record of another number of fields.</summary>
    private string Advice() =>
        _fields == 1 ? "; if something else than commas separates the columns, --separator says what"
        : _records!.Count > _fields && _found.Separator != ' ' ? $"; a field with {DialectGuess.Shown(_found.Separator)} in it needs quotes around it"
        : _records.Count == 1 && OtherSeparator(_records.Field(0)) is { } other ? $"; it has {DialectGuess.Shown(other)} where that has {DialectGuess.Shown(_found.Separator)}"
        : _records.Count < _fields ? "; if it is no row, take it away or begin it with '#'"
        : "";

    private static char? OtherSeparator(ReadOnlySpan<char> record) => record.IndexOfAny(",;\t|") is >= 0 and var at ? record[at] : null;

    private bool Advance()
    {
        try
        {
            return _records!.Next();
        }
        catch (Exception refusal) when (_path is not null && refusal is IOException and not DataFileException or UnauthorizedAccessException)
        {
            throw DataFileException.From(refusal, _path!, "cannot be read");
        }
    }
}
