using System.Text.Json;
using KLDiv.Files.Formats;
using KLDiv.Files.Npy;

namespace KLDiv.Files.Safetensors;

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

    private readonly List<long> _numbers = [];
    private Utf8JsonReader _reader = new(text);

    /// <summary>The tensor, or the text of the metadata, that is being read; messages name it.</summary>
    private string? _name;

    public List<SafetensorsTensor> Tensors { get; } = [];

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the whole header.</summary>
    /// <exception cref="DataFileException">It is not a header.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public void Parse()
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        Expect(JsonTokenType.StartObject, Place.Header, "an object");
        while (NextKey(Place.Header) is { } name)
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
                _name = name;
                Tensors.Add(ReadTensor(name));
            }
        }

        // Nothing but white space may follow; the reader refuses anything else.
        _reader.Read();
    }

    private void ReadMetadata()
    {
        Expect(JsonTokenType.StartObject, Place.Metadata, "an object");
        while (NextKey(Place.Metadata) is { } key)
        {
            _name = key;
            Expect(JsonTokenType.String, Place.MetadataText, "a string");
            if (!Metadata.TryAdd(key, Text(Place.MetadataText)))
            {
                throw Malformed($"header has the key {Describe(Place.MetadataText)} twice");
            }
        }
    }

    private SafetensorsTensor ReadTensor(string name)
    {
        (string? dtype, nint[]? lengths, (long Begin, long End)? offsets) = (null, null, null);
        Expect(JsonTokenType.StartObject, Place.Tensor, "an object");
        while (NextKey(Place.Tensor) is { } key)
        {
            switch (key)
            {
                case DTypeKey when dtype is null:
                    dtype = ReadDType();
                    break;
                case ShapeKey when lengths is null:
                    ReadNumbers(Place.Shape, NpyHeader.MostDimensions);
                    lengths = new nint[_numbers.Count];
                    for (int i = 0; i < lengths.Length; i++)
                    {
                        lengths[i] = (nint)_numbers[i];
                    }

                    break;
                case OffsetsKey when offsets is null:
                    offsets = ReadOffsets();
                    break;
                case DTypeKey or ShapeKey or OffsetsKey:
                    throw Malformed($"{Describe(Place.Tensor)} has the key '{key}' twice");
                default:
                    throw Malformed($"{Describe(Place.Tensor)} has the unknown key {TensorPath.Shown(key)}; {Keys}");
            }
        }

        (long begin, long end) = offsets ?? throw Lacks(OffsetsKey);
        return new SafetensorsTensor(name, dtype ?? throw Lacks(DTypeKey), lengths ?? throw Lacks(ShapeKey), begin, end);
    }

    private string ReadDType()
    {
        Expect(JsonTokenType.String, Place.DType, "a string");
        string dtype = Text(Place.DType);
        return dtype.Length <= MostShown ? dtype : throw Malformed($"{Describe(Place.DType)} has {dtype.Length} characters");
    }

    private (long Begin, long End) ReadOffsets()
    {
        ReadNumbers(Place.Offsets, 2);
        return _numbers.Count != 2 ? throw Malformed($"{Describe(Place.Offsets)} are {_numbers.Count} numbers; they must be 2")
            : _numbers[0] > _numbers[1] ? throw Malformed($"{Describe(Place.Offsets)} are [{_numbers[0]}, {_numbers[1]}]; the first must not be larger")
            : (_numbers[0], _numbers[1]);
    }

    private void ReadNumbers(Place place, int most)
    {
        Expect(JsonTokenType.StartArray, place, "an array");
        _numbers.Clear();
        while (Next() != JsonTokenType.EndArray)
        {
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out long number) || number < 0 || number > nint.MaxValue)
            {
                throw Unexpected(place, $"whole numbers from 0 to {nint.MaxValue}");
            }

            if (_numbers.Count == most)
            {
                throw Malformed($"{Describe(place)} has more than {most} numbers");
            }

            _numbers.Add(number);
        }
    }

    /// <summary>The next key of an object; null at its end.</summary>
    private string? NextKey(Place place) => Next() == JsonTokenType.EndObject ? null : Text(place);

    private JsonTokenType Next()
    {
        // Only an empty text ends without an exception of the reader's.
        _ = _reader.Read() ? true : throw new JsonException("it ends before its end.");
        return _reader.TokenType;
    }

    private void Expect(JsonTokenType type, Place place, string expected)
    {
        if (Next() != type)
        {
            throw Unexpected(place, expected);
        }
    }

    private readonly string Text(Place place)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // An escape may name half of a pair of UTF-16, which is no character.
            throw new DataFileException(path, $"{Describe(place)} has a string that is no text of Unicode characters", e);
        }
    }

    private readonly DataFileException Unexpected(Place place, string expected)
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
        return Malformed($"{Describe(place)} has {found} where {expected} must be");
    }

    private readonly DataFileException Lacks(string key) => Malformed($"{Describe(Place.Tensor)} lacks the key '{key}'; {Keys}");

    private readonly DataFileException Malformed(string problem) => new(path, problem);

    /// <summary>A place as messages name it. It is put into words only where one is needed: headers may have many tensors.</summary>
    private readonly string Describe(Place place) => place switch
    {
        Place.Header => "header",
        Place.Metadata => MetadataKey,
        Place.MetadataText => $"{TensorPath.Shown(_name!)} of {MetadataKey}",
        Place.Tensor => $"tensor {TensorPath.Shown(_name!)}",
        Place.DType => $"the {DTypeKey} of {Describe(Place.Tensor)}",
        Place.Shape => $"the {ShapeKey} of {Describe(Place.Tensor)}",
        _ => $"the {OffsetsKey} of {Describe(Place.Tensor)}",
    };

    private enum Place
    {
        Header,
        Metadata,
        MetadataText,
        Tensor,
        DType,
        Shape,
        Offsets,
    }
}
