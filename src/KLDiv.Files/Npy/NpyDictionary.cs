using System.Buffers.Text;
using System.Text;

namespace KLDiv.Files.Npy;

/// <summary>
/// The text of a .npy header: a literal Python dictionary of exactly the keys <c>descr</c>, <c>fortran_order</c> and
/// <c>shape</c>, in any order, followed by nothing but white space.
/// </summary>
internal readonly record struct NpyDictionary(string Description, bool FortranOrder, nint[] Shape)
{
    private const string Keys = "descr, fortran_order and shape";

    /// <summary>Reads the whole text.</summary>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="text">The text.</param>
    /// <param name="allowLongSuffix">Whether numbers may end in <c>L</c>, as Python 2 wrote them.</param>
    /// <exception cref="DataFileException">The text is not such a dictionary.</exception>
    public static NpyDictionary Parse(string path, ReadOnlySpan<byte> text, bool allowLongSuffix)
    {
        var reader = new PythonReader(path, text);
        string? description = null;
        bool? fortranOrder = null;
        nint[]? shape = null;

        reader.Expect('{', "the dictionary");
        while (!reader.TryTake('}'))
        {
            string key = reader.ReadString("a key");
            reader.Expect(':', $"the colon after '{key}'");
            switch (key)
            {
                case "descr" when description is null:
                    description = ReadDescription(ref reader);
                    break;
                case "fortran_order" when fortranOrder is null:
                    fortranOrder = reader.ReadBoolean();
                    break;
                case "shape" when shape is null:
                    shape = ReadShape(ref reader, allowLongSuffix);
                    break;
                case "descr" or "fortran_order" or "shape":
                    throw reader.Malformed($"has the key '{key}' twice");
                default:
                    throw reader.Malformed($"has the unknown key '{key}'; the keys are {Keys}");
            }

            if (!reader.TryTake(','))
            {
                reader.Expect('}', "the comma or the end of the dictionary");
                break;
            }
        }

        reader.ExpectEnd();
        return new NpyDictionary(
            description ?? throw Missing("descr"), fortranOrder ?? throw Missing("fortran_order"), shape ?? throw Missing("shape"));

        DataFileException Missing(string key) => new(path, $"header lacks the key '{key}'; the keys are {Keys}");
    }

    private static string ReadDescription(ref PythonReader reader) =>
        reader.Peek() is '[' or '('
            ? throw reader.Malformed($"describes elements with fields or of several values; {NpyType.Known} are read")
            : reader.ReadString("the type of the elements");

    private static nint[] ReadShape(ref PythonReader reader, bool allowLongSuffix)
    {
        reader.Expect('(', "the tuple of the shape");
        List<nint> lengths = [];
        bool hasComma = true;
        while (!reader.TryTake(')'))
        {
            if (lengths.Count == NpyHeader.MostDimensions)
            {
                throw reader.Malformed($"has a shape of more than {NpyHeader.MostDimensions} dimensions");
            }

            lengths.Add(reader.ReadLength(allowLongSuffix));
            hasComma = reader.TryTake(',');
            if (!hasComma)
            {
                reader.Expect(')', "the comma or the end of the shape");
                break;
            }
        }

        return hasComma || lengths.Count > 1
            ? [.. lengths]
            : throw reader.Malformed($"has the shape ({lengths[0]}), a number; a tuple of one is ({lengths[0]},)");
    }

    /// <summary>Takes the few Python literals that a header is made of off the front of its text.</summary>
    private ref struct PythonReader(string path, ReadOnlySpan<byte> text)
    {
        private const int MostShown = 60;
        private readonly ReadOnlySpan<byte> _text = text;
        private int _position;

        /// <summary>The next character that is not white space; '\0' at the end.</summary>
        public char Peek()
        {
            int skipped = _text[_position..].IndexOfAnyExcept(" \t\n\r\f"u8);
            _position = skipped < 0 ? _text.Length : _position + skipped;
            return _position < _text.Length ? (char)_text[_position] : '\0';
        }

        public bool TryTake(char character)
        {
            bool isNext = Peek() == character;
            _position += isNext ? 1 : 0;
            return isNext;
        }

        public void Expect(char character, string what)
        {
            if (!TryTake(character))
            {
                throw Unexpected(what);
            }
        }

        public void ExpectEnd()
        {
            Peek();
            if (_position < _text.Length)
            {
                throw Unexpected("its end");
            }
        }

        /// <summary>A string in either kind of quotes, without escapes: no name or type that is read needs one.</summary>
        public string ReadString(string what)
        {
            char quote = Peek();
            if (quote is not ('\'' or '"'))
            {
                throw Unexpected(what);
            }

            _position++;
            ReadOnlySpan<byte> rest = _text[_position..];
            int length = rest.IndexOf((byte)quote);
            int wrong = (length < 0 ? rest : rest[..length]).IndexOfAnyExceptInRange((byte)' ', (byte)'~');
            if (wrong >= 0 || length < 0)
            {
                _position += wrong >= 0 ? wrong : rest.Length;
                throw Unexpected($"the rest of {what}");
            }

            if (length > MostShown)
            {
                throw Malformed($"has a string of {length} characters where {what} must be");
            }

            _position += length + 1;
            return Encoding.ASCII.GetString(rest[..length]);
        }

        public bool ReadBoolean()
        {
            Peek();
            ReadOnlySpan<byte> rest = _text[_position..];
            bool value = rest.StartsWith("True"u8);
            if (!value && !rest.StartsWith("False"u8))
            {
                throw Unexpected("True or False");
            }

            _position += value ? 4 : 5;
            return value;
        }

        public nint ReadLength(bool allowLongSuffix)
        {
            bool isNegative = Peek() == '-';
            ReadOnlySpan<byte> digits = _text[(_position + (isNegative ? 1 : 0))..];
            int count = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            digits = count < 0 ? digits : digits[..count];
            if (digits.IsEmpty)
            {
                throw Unexpected("a length of the shape");
            }

            if (isNegative)
            {
                throw Malformed($"has the negative length -{Shown(digits)} in its shape");
            }

            if (!Utf8Parser.TryParse(digits, out long length, out _) || length > nint.MaxValue)
            {
                throw Malformed($"has the length {Shown(digits)} in its shape, which overflows {8 * nint.Size} bits");
            }

            _position += digits.Length;
            _ = allowLongSuffix && TryTake('L');
            return (nint)length;
        }

        public readonly DataFileException Malformed(string problem) => new(path, $"header {problem}");

        private readonly DataFileException Unexpected(string expected)
        {
            if (_position >= _text.Length)
            {
                return Malformed($"ends where {expected} must be");
            }

            byte next = _text[_position];
            return next is >= (byte)' ' and <= (byte)'~'
                ? Malformed($"has {(char)next} at character {_position} where {expected} must be")
                : Malformed($"has the byte {next:X2} at character {_position}; it must be ASCII text");
        }

        private static string Shown(ReadOnlySpan<byte> digits) =>
            digits.Length <= MostShown ? Encoding.ASCII.GetString(digits) : $"of {digits.Length} digits";
    }
}
