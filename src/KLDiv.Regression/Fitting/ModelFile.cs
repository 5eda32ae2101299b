using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace KLDiv.Regression.Fitting;

/// <summary>
/// A model as a safetensors file: 8 bytes, the length of the header in little-endian order; the header, a JSON object that names for each tensor its
/// <c>dtype</c>, <c>shape</c> and <c>data_offsets</c> [begin, end) in the data; the data, without a gap. The format:
/// https://github.com/huggingface/safetensors.
/// </summary>
internal static class ModelFile
{
    private const string Format = "kldiv-softmax-regression-1";
    private const string Weights = "weights";
    private const string Bias = "bias";
    private const string DType = "F64";
    private const int LengthBytes = sizeof(ulong);

    public static void Write(Stream stream, double[] weights, double[] bias)
    {
        byte[] header = Header(weights.LongLength, bias.Length);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        WriteValues(stream, weights);
        WriteValues(stream, bias);
    }

    /// <exception cref="InvalidDataException">The file breaks a rule.</exception>
    public static SoftmaxRegression Read(ReadOnlyMemory<byte> file)
    {
        ReadOnlyMemory<byte> header = HeaderOf(file);
        ReadOnlyMemory<byte> data = file[(LengthBytes + header.Length)..];
        using JsonDocument document = Parse(header);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"the header is a JSON {root.ValueKind}; it must be an object");
        }

        MustBeOurs(root);
        TensorEntry weights = TensorEntry.Of(root, Weights, rank: 2);
        TensorEntry bias = TensorEntry.Of(root, Bias, rank: 1);
        if (bias.Shape[0] != weights.Shape[1])
        {
            throw new InvalidDataException(
                $"{Weights} has shape {DataChecks.Text(weights.Shape)}, {Bias} has shape {DataChecks.Text(bias.Shape)}; their last lengths must be equal");
        }

        MustTile(weights, bias, data.Length);
        return new SoftmaxRegression(Values(weights, data.Span), Values(bias, data.Span));
    }

    private static byte[] Header(long weightCount, int support)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("__metadata__");
            writer.WriteString("format", Format);
            writer.WriteEndObject();
            WriteEntry(writer, Weights, [weightCount / support, support], 0, weightCount);
            WriteEntry(writer, Bias, [support], weightCount, weightCount + support);
            writer.WriteEndObject();
        }

        // Blanks at the end bring the data to a multiple of 8, as readers that map the file like it.
        while (buffer.Length % LengthBytes != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter writer, string name, ReadOnlySpan<long> shape, long begin, long end)
    {
        writer.WriteStartObject(name);
        writer.WriteString("dtype", DType);
        writer.WriteStartArray("shape");
        foreach (long length in shape)
        {
            writer.WriteNumberValue(length);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(begin * sizeof(double));
        writer.WriteNumberValue(end * sizeof(double));
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteValues(Stream stream, double[] values)
    {
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes<double>(values));
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(double)];
        foreach (double value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            stream.Write(bytes);
        }
    }

    private static ReadOnlyMemory<byte> HeaderOf(ReadOnlyMemory<byte> file)
    {
        if (file.Length < LengthBytes)
        {
            throw new InvalidDataException($"the file has {file.Length} bytes; a model begins with {LengthBytes} that give the length of its header");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        int rest = file.Length - LengthBytes;
        return length <= (ulong)rest
            ? file.Slice(LengthBytes, (int)length)
            : throw new InvalidDataException($"the header is said to have {length} bytes, {rest} follow");
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> header)
    {
        try
        {
            // The parser would take bytes that are not UTF-8 inside strings; names are compared, so none may be ambiguous.
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(header.Span);
            return JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (Exception exception) when (exception is JsonException or DecoderFallbackException)
        {
            throw new InvalidDataException($"the header is not JSON: {exception.Message}", exception);
        }
    }

    private static void MustBeOurs(JsonElement root)
    {
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name is not ("__metadata__" or Weights or Bias))
            {
                throw new InvalidDataException($"the file has a tensor '{property.Name}', which is no part of a model; it has '{Weights}' and '{Bias}'");
            }
        }

        string? format = root.TryGetProperty("__metadata__", out JsonElement metadata) && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("format", out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (!string.Equals(format, Format, StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"the format in the header's metadata is {(format is null ? "missing" : $"'{format}'")}; that of a model is '{Format}'");
        }
    }

    /// <summary>The two tensors must fill the data, without a gap and without sharing a byte.</summary>
    private static void MustTile(TensorEntry weights, TensorEntry bias, long dataLength)
    {
        (TensorEntry first, TensorEntry second) = weights.Begin <= bias.Begin ? (weights, bias) : (bias, weights);
        if (first.Begin != 0 || second.Begin != first.End || second.End != dataLength)
        {
            throw new InvalidDataException(
                $"{first.Name} lies at bytes {first.Begin} to {first.End} and {second.Name} at {second.Begin} to {second.End} of {dataLength} bytes of data; "
                + "they must fill them one behind the other");
        }
    }

    private static double[] Values(TensorEntry entry, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> bytes = data[(int)entry.Begin..(int)entry.End];
        double[] values = new double[bytes.Length / sizeof(double)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * sizeof(double))..]);
            if (!double.IsFinite(values[i]))
            {
                throw new InvalidDataException($"element {i} of {entry.Name} is {values[i]}; it must be finite");
            }
        }

        return values;
    }

    /// <summary>What the header says of one tensor, with the sizes checked against each other.</summary>
    private sealed record TensorEntry(string Name, nint[] Shape, long Begin, long End)
    {
        public static TensorEntry Of(JsonElement root, string name, int rank)
        {
            if (!root.TryGetProperty(name, out JsonElement entry) || entry.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidDataException($"the header has no tensor '{name}'");
            }

            string dtype = entry.TryGetProperty("dtype", out JsonElement type) ? type.ToString() : "missing";
            if (!string.Equals(dtype, DType, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"the dtype of {name} is {dtype}; it must be {DType}");
            }

            long[] shape = Numbers(entry, name, "shape", rank, least: 1);
            long[] offsets = Numbers(entry, name, "data_offsets", 2, least: 0);
            BigInteger bytes = sizeof(double);
            foreach (long length in shape)
            {
                bytes *= length;
            }

            if (offsets[1] < offsets[0] || offsets[1] - offsets[0] != bytes)
            {
                throw new InvalidDataException(
                    $"the shape of {name}, [{string.Join(", ", shape)}], takes {bytes} bytes, its data_offsets are [{offsets[0]}, {offsets[1]}]");
            }

            return new TensorEntry(name, Array.ConvertAll(shape, length => (nint)length), offsets[0], offsets[1]);
        }

        private static long[] Numbers(JsonElement entry, string name, string property, int count, long least)
        {
            if (entry.TryGetProperty(property, out JsonElement array) && array.ValueKind == JsonValueKind.Array && array.GetArrayLength() == count)
            {
                long[] numbers = [.. array.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out long number) ? number : -1)];
                if (numbers.All(number => number >= least))
                {
                    return numbers;
                }
            }

            string found = array.ValueKind == JsonValueKind.Undefined ? "missing" : array.GetRawText();
            throw new InvalidDataException($"the {property} of {name} is {found}; it must be {count} whole {(count == 1 ? "number" : "numbers")} of at least {least}");
        }
    }
}
