using System.Text;
using KLDiv.Files.Formats;

namespace KLDiv.Files.Csv;

/// <summary>Text out of bytes, gunzipped and decoded, whose beginning can be looked at before it is read.</summary>
internal sealed class DecodedText : TextReader
{
    private const int HeadBytes = 1 << 14;

    /// <summary>The beginning grows until it has so many lines, unless that takes more characters than a record may have.</summary>
    private const int HeadLines = 4;

    private readonly Func<string, Exception> _malformed;
    private readonly StreamReader _text;
    private readonly ForeignBytes _foreign;
    private readonly bool _isTold;
    private readonly string? _guess;
    private char[] _head = [];
    private int _length;
    private int _position;

    private DecodedText(PeekedStream bytes, Encoding? told, Func<string, Exception> malformed)
    {
        (_malformed, _isTold) = (malformed, told is not null);
        var encoding = (Encoding)(told ?? Detect(bytes.Head, out _guess)).Clone();
        bytes.Skip(bytes.Head.StartsWith(encoding.Preamble) ? encoding.Preamble.Length : 0);
        encoding.DecoderFallback = _foreign = new ForeignBytes(areWindows1252: !_isTold);
        _text = new StreamReader(bytes, encoding, detectEncodingFromByteOrderMarks: false, HeadBytes);
        ReadHead();
    }

    /// <summary>The beginning, of whole lines unless a line is longer than a record may be.</summary>
    public ReadOnlySpan<char> Head => _head.AsSpan(0, _length);

    /// <summary>Whether gzip has compressed it.</summary>
    public bool IsCompressed { get; private init; }

    /// <summary>Whether a line feed is one byte in it, as in all encodings but UTF-16 and UTF-32.</summary>
    public bool HasByteLines => _text.CurrentEncoding.GetByteCount("\n") == 1;

    /// <summary>The encoding, which counts what it does not know.</summary>
    public Encoding Encoding => _text.CurrentEncoding;

    /// <summary>Whether the beginning is all there is.</summary>
    public bool IsShort { get; private set; }

    /// <summary>How many characters there are, where the beginning is all; else null.</summary>
    public int? KnownLength => IsShort ? _length : null;

    /// <summary>What was guessed of the encoding and may be wrong.</summary>
    public IEnumerable<string> Doubts => _guess is { } guess ? [guess] : [];

    /// <summary>What was guessed of the encoding and of compression, so far as the text has been read.</summary>
    public IEnumerable<string> Notes =>
        _guess is not null ? Doubts
        : _foreign.Met && !_isTold ? ["has bytes that are not UTF-8, which are read as Windows-1252 (--encoding names another)"]
        : [];

    /// <summary>Whether bytes were met that the encoding that was told does not know: these are U+FFFD now.</summary>
    public bool HasUnknown => _isTold && _foreign.Met;

    /// <summary>Opens a text.</summary>
    /// <param name="bytes">Read from where it stands.</param>
    /// <param name="encoding">Its encoding; null: found from the bytes.</param>
    /// <param name="name">The name of the file, by whose end messages guess what it is; null: none.</param>
    /// <param name="malformed">Makes the errors.</param>
    /// <param name="leaveOpen">Whether the stream outlives the text.</param>
    public static DecodedText Of(Stream bytes, Encoding? encoding, string? name, Func<string, Exception> malformed, bool leaveOpen)
    {
        PeekedStream plain = new(bytes, HeadBytes, leaveOpen);
        try
        {
            bool isCompressed = ForeignFile.IsGzip(plain.Head);
            if (isCompressed)
            {
                plain = new PeekedStream(new GunzippedStream(plain), HeadBytes, leaveOpen: false);
            }

            ReadOnlySpan<byte> start = plain.Head[..Math.Min(plain.Head.Length, ForeignFile.StartLength)];
            return (ForeignFile.Recognise(start, name) ?? ForeignFile.OfTensors(start)) is { } foreign
                ? throw malformed(isCompressed ? $"is {foreign.What}, compressed by gzip; decompress it (gunzip)" : $"{foreign}")
                : new DecodedText(plain, encoding, malformed) { IsCompressed = isCompressed };
        }
        catch (InvalidDataException)
        {
            plain.Dispose();
            throw malformed("is compressed by gzip, and damaged or cut off");
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    public override int Read(Span<char> buffer)
    {
        if (_position < _length)
        {
            int count = Math.Min(buffer.Length, _length - _position);
            _head.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        _head = [];
        return ReadText(buffer);
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    protected override void Dispose(bool disposing)
    {
        _text.Dispose();
        base.Dispose(disposing);
    }

    private int ReadText(Span<char> buffer)
    {
        try
        {
            return _text.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw _malformed("is compressed by gzip, and damaged or cut off");
        }
    }

    private void ReadHead()
    {
        do
        {
            Array.Resize(ref _head, Math.Max(HeadBytes, 2 * _head.Length));
            int read;
            do
            {
                read = ReadText(_head.AsSpan(_length));
                _length += read;
            }
            while (read > 0 && _length < _head.Length);
            IsShort = read == 0;
        }
        while (!IsShort && _head.Length < DelimitedText.MostRecord && Head.Count('\n') + Head.Count('\r') < HeadLines);
    }

    private static Encoding Detect(ReadOnlySpan<byte> head, out string? guess)
    {
        guess = null;
        return head switch
        {
            [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32,
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ => DetectWithoutMark(head, out guess),
        };
    }

    /// <summary>Text in UTF-16 is mostly of characters whose one byte is 0; text in UTF-8 has no such byte.</summary>
    private static Encoding DetectWithoutMark(ReadOnlySpan<byte> head, out string? guess)
    {
        const int Sample = 1 << 10;
        ReadOnlySpan<byte> sample = head[..Math.Min(head.Length, Sample)];
        int pairs = sample.Length / 2, low = 0, high = 0;
        for (int i = 0; i < pairs; i++)
        {
            high += sample[2 * i] == 0 ? 1 : 0;
            low += sample[(2 * i) + 1] == 0 ? 1 : 0;
        }

        Encoding? found = pairs < 2 ? null
            : 10 * low > 7 * pairs && high == 0 ? Encoding.Unicode
            : 10 * high > 7 * pairs && low == 0 ? Encoding.BigEndianUnicode
            : null;
        guess = found is null ? null : $"is read as {(ReferenceEquals(found, Encoding.Unicode) ? "UTF-16" : "UTF-16 with the high byte first")}, though it has no byte order mark (--encoding names another)";
        return found ?? Encoding.UTF8;
    }
}
