using System.Text.Json;

namespace KLDiv.Files;

/// <summary>
/// Reads the JSON of a safetensors header token by token. What may follow is known at every place, so that nothing nests deeper
/// than the format does and nothing is kept but the tensors.
/// </summary>
internal ref struct SafetensorsParser(string path, ReadOnlySpan<byte> text)
{
    public const string MetadataKey = "__metadata__";
    public const string DTypeKey = "dtype";
    public const string ShapeKey = "shape";
    public const string OffsetsKey = "data_offsets";

    private const string Keys = "the keys are dtype, shape and data_offsets";
    private const int MostShown = 60;

    private Utf8JsonReader _reader = new(text);

    public List<SafetensorsTensor> Tensors { get; } = [];

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the whole header.</summary>
    /// <exception cref="TensorFileException">It is not a header.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public void Parse()
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        Expect(JsonTokenType.StartObject, "header", "an object");
        while (NextKey("header") is { } name)
        {
            if (!names.Add(name))
            {
                throw Malformed($"header has the key {TensorPath.Shown(name)} twice");
            }

            if (string.Equals(name, MetadataKey, StringComparison.Ordinal))
            {
                ReadMetadata();
            }
            else
            {
                Tensors.Add(ReadTensor(name));
            }
        }

        // Nothing but white space may follow; the reader refuses anything else.
        _reader.Read();
    }

    private void ReadMetadata()
    {
        Expect(JsonTokenType.StartObject, MetadataKey, "an object");
        while (NextKey(MetadataKey) is { } key)
        {
            string what = $"{TensorPath.Shown(key)} of {MetadataKey}";
            Expect(JsonTokenType.String, what, "a string");
            if (!Metadata.TryAdd(key, Text(what)))
            {
                throw Malformed($"header has the key {what} twice");
            }
        }
    }

    private SafetensorsTensor ReadTensor(string name)
    {
        string tensor = $"tensor {TensorPath.Shown(name)}";
        (string? dtype, nint[]? lengths, long[]? offsets) = (null, null, null);
        Expect(JsonTokenType.StartObject, tensor, "an object");
        while (NextKey(tensor) is { } key)
        {
            switch (key)
            {
                case DTypeKey when dtype is null:
                    Expect(JsonTokenType.String, $"the dtype of {tensor}", "a string");
                    dtype = Text($"the dtype of {tensor}");
                    dtype = dtype.Length <= MostShown ? dtype : throw Malformed($"the dtype of {tensor} has {dtype.Length} characters");
                    break;
                case ShapeKey when lengths is null:
                    lengths = [.. ReadNumbers($"the shape of {tensor}", nint.MaxValue, NpyHeader.MostDimensions).Select(length => (nint)length)];
                    break;
                case OffsetsKey when offsets is null:
                    offsets = [.. ReadNumbers($"the data_offsets of {tensor}", long.MaxValue, 2)];
                    break;
                case DTypeKey or ShapeKey or OffsetsKey:
                    throw Malformed($"{tensor} has the key '{key}' twice");
                default:
                    throw Malformed($"{tensor} has the unknown key {TensorPath.Shown(key)}; {Keys}");
            }
        }

        return offsets is not (null or [_, _]) ? throw Malformed($"the data_offsets of {tensor} are {offsets.Length} numbers; they must be 2")
            : offsets is [var begin, var end] && begin > end ? throw Malformed($"the data_offsets of {tensor} are [{begin}, {end}]; the first must not be larger")
            : new SafetensorsTensor(
                name, dtype ?? throw Lacks(tensor, DTypeKey), lengths ?? throw Lacks(tensor, ShapeKey), (offsets ?? throw Lacks(tensor, OffsetsKey))[0], offsets[1]);
    }

    private List<long> ReadNumbers(string what, long most, int mostCount)
    {
        Expect(JsonTokenType.StartArray, what, "an array");
        List<long> numbers = [];
        while (Next() != JsonTokenType.EndArray)
        {
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out long number) || number < 0 || number > most)
            {
                throw Unexpected(what, $"whole numbers from 0 to {most}");
            }

            if (numbers.Count == mostCount)
            {
                throw Malformed($"{what} has more than {mostCount} numbers");
            }

            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>The next key of an object; null at its end.</summary>
    private string? NextKey(string what) => Next() == JsonTokenType.EndObject ? null : Text($"a key of {what}");

    private JsonTokenType Next()
    {
        // Only an empty text ends without an exception of the reader's.
        _ = _reader.Read() ? true : throw new JsonException("it ends before its end.");
        return _reader.TokenType;
    }

    private void Expect(JsonTokenType type, string what, string expected)
    {
        if (Next() != type)
        {
            throw Unexpected(what, expected);
        }
    }

    private readonly string Text(string what)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // An escape may name half of a pair of UTF-16, which is no character.
            throw new TensorFileException(path, $"{what} is not a text of Unicode characters", e);
        }
    }

    private readonly TensorFileException Unexpected(string what, string expected)
    {
        string found = _reader.TokenType switch
        {
            JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(_reader.ValueSpan[..Math.Min(_reader.ValueSpan.Length, MostShown)]),
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "a string",
            JsonTokenType.Null => "null",
            _ => _reader.TokenType is JsonTokenType.True ? "true" : "false",
        };
        return Malformed($"{what} has {found} where {expected} must be");
    }

    private readonly TensorFileException Lacks(string tensor, string key) => Malformed($"{tensor} lacks the key '{key}'; {Keys}");

    private readonly TensorFileException Malformed(string problem) => new(path, problem);
}
