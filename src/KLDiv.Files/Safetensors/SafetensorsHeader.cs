using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using KLDiv.Files.Bytes;
using KLDiv.Files.Formats;
using KLDiv.Files.Safetensors;

namespace KLDiv.Files;

/// <summary>
/// The header of a <c>.safetensors</c> file: 8 bytes, the length of a JSON object in little-endian order, and the object, which
/// gives for each tensor its <c>dtype</c>, <c>shape</c> and <c>data_offsets</c> [begin, end) in the bytes that follow.
/// </summary>
/// <remarks>
/// Everything that it says has been checked: the offsets fit the shapes, and the tensors fill the data without a gap and without
/// sharing a byte. The rules are in docs/formats/safetensors.md; the format: https://github.com/huggingface/safetensors.
/// </remarks>
public sealed class SafetensorsHeader
{
    /// <summary>The most bytes of a header that are read.</summary>
    public const int MostText = 10_000_000;

    private const int LengthBytes = sizeof(ulong);

    internal SafetensorsHeader(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata, long dataOffset)
    {
        Tensors = tensors;
        Metadata = metadata;
        DataOffset = dataOffset;
    }

    /// <summary>The tensors, in the order of the header.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>The texts under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Where the data start in the file; the offsets of the tensors count from there.</summary>
    public long DataOffset { get; }

    /// <summary>Reads the header of a file in memory.</summary>
    /// <param name="path">What messages call the file.</param>
    /// <param name="file">The whole file.</param>
    /// <returns>The header.</returns>
    /// <exception cref="DataFileException">The file is malformed.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> file)
    {
        int length = LengthOf(path, file, file.Length);
        return Parse(path, file.Slice(LengthBytes, length), file.Length - LengthBytes - length);
    }

    /// <summary>Reads the header of a source.</summary>
    /// <exception cref="DataFileException">The file is malformed, or cannot be read.</exception>
    internal static SafetensorsHeader Read(ByteSource file)
    {
        byte[] text = new byte[LengthOf(file.Path, file.ReadStart(LengthBytes), file.Length)];
        file.ReadExactly(text, LengthBytes);
        return Parse(file.Path, text, file.Length - LengthBytes - text.Length);
    }

    /// <summary>The bytes of a header for tensors whose data follow one another.</summary>
    internal static byte[] Format(IReadOnlyList<SafetensorsTensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        using var text = new MemoryStream();
        text.Write(stackalloc byte[LengthBytes]);
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(SafetensorsParser.MetadataKey);
            foreach ((string key, string value) in metadata)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
            foreach (SafetensorsTensor tensor in tensors)
            {
                Write(writer, tensor);
            }

            writer.WriteEndObject();
        }

        // Blanks at the end bring the data to a multiple of 8, as readers that map the file like it.
        while (text.Length % LengthBytes != 0)
        {
            text.WriteByte((byte)' ');
        }

        byte[] header = text.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)(header.Length - LengthBytes));
        return header;
    }

    private static void Write(Utf8JsonWriter writer, SafetensorsTensor tensor)
    {
        writer.WriteStartObject(tensor.Name);
        writer.WriteString(SafetensorsParser.DTypeKey, tensor.DType);
        writer.WriteStartArray(SafetensorsParser.ShapeKey);
        foreach (nint length in tensor.Lengths)
        {
            writer.WriteNumberValue(length);
        }

        writer.WriteEndArray();
        writer.WriteStartArray(SafetensorsParser.OffsetsKey);
        writer.WriteNumberValue(tensor.Begin);
        writer.WriteNumberValue(tensor.End);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static int LengthOf(string path, ReadOnlySpan<byte> start, long fileLength)
    {
        if (fileLength < LengthBytes)
        {
            throw new DataFileException(path, $"ends after {fileLength} bytes, before the length of its header");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        long rest = fileLength - LengthBytes;
        return length > MostText
            ? throw new DataFileException(path, $"says that its header is {length} bytes long; the most that is read is {MostText}")
            : length > (ulong)rest
            ? throw new DataFileException(path, $"says that its header is {length} bytes long, and {rest} bytes follow")
            : (int)length;
    }

    private static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> text, long dataLength)
    {
        if (!text.IsEmpty && text[0] != (byte)'{')
        {
            throw new DataFileException(path, $"header starts with the byte {text[0]:X2}; a JSON object starts with 7B");
        }

        // The reader of JSON would take other bytes inside strings; names are compared, so none may be ambiguous.
        if (!Utf8.IsValid(text))
        {
            throw new DataFileException(path, "header is not UTF-8");
        }

        try
        {
            var parser = new SafetensorsParser(path, text);
            parser.Parse();
            Check(path, parser.Tensors, dataLength);
            return new SafetensorsHeader(parser.Tensors, parser.Metadata, LengthBytes + text.Length + 0L);
        }
        catch (JsonException wrong)
        {
            throw new DataFileException(path, $"header is not JSON: {OneLine(wrong.Message)}", wrong);
        }
    }

    /// <summary>The tensors must fill the data one behind the other, and each be as long as its shape asks for.</summary>
    private static void Check(string path, List<SafetensorsTensor> tensors, long dataLength)
    {
        foreach (SafetensorsTensor tensor in tensors)
        {
            SafetensorsType.CheckSize(path, tensor);
        }

        long end = 0;
        SafetensorsTensor? before = null;
        foreach (SafetensorsTensor tensor in tensors.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.End))
        {
            if (tensor.End > dataLength)
            {
                throw new DataFileException(path, $"tensor {Name(tensor)} ends at byte {tensor.End} of the data, which are {dataLength} bytes long");
            }

            if (tensor.Begin < end)
            {
                throw new DataFileException(
                    path, $"tensors {Name(before!)} and {Name(tensor)} overlap: one ends at byte {end} of the data, the other begins at {tensor.Begin}");
            }

            MustBeFilled(path, end, tensor.Begin);
            (end, before) = (tensor.End, tensor);
        }

        MustBeFilled(path, end, dataLength);

        static string Name(SafetensorsTensor tensor) => TensorPath.Shown(tensor.Name);
    }

    private static void MustBeFilled(string path, long end, long next)
    {
        if (next > end)
        {
            throw new DataFileException(path, $"bytes {end} to {next} of the data belong to no tensor");
        }
    }

    /// <summary>The reader repeats what it met, which may be long and of any characters.</summary>
    private static string OneLine(string message)
    {
        const int Most = 250;
        return string.Concat((message.Length > Most ? $"{message[..Most]}..." : message).Select(c => char.IsControl(c) ? ' ' : c));
    }
}
