using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KLDiv.TestSupport;

/// <summary>
/// Changes of safetensors files, models and parts of reports among them, that keep the format's rules: the header is JSON, the
/// offsets follow the tensors, and a checksum at the end is that of what stands before it.
/// </summary>
internal static class SafetensorsChanges
{
    private const int MostBytes = 1 << 14;
    private const string Metadata = "__metadata__";
    private const string Checksum = "sha256";

    private static readonly string[] s_types = ["F64", "F32", "F16", "BF16", "I64", "I32", "U8", "U64"];

    /// <summary>Gives a changed file; null where the file is none whose header can be read.</summary>
    public static byte[]? Change(byte[] file, Random random)
    {
        try
        {
            return ChangeReadable(file, random);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException or OverflowException or NullReferenceException or KeyNotFoundException)
        {
            // It is none, which is for changes of bytes to deal with.
            return null;
        }
    }

    private static byte[] ChangeReadable(byte[] file, Random random)
    {
        (JsonObject? metadata, List<Tensor> tensors) = Read(file);
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            if (metadata is { Count: > 0 } && random.Next(2) == 0)
            {
                ChangeText(metadata, random);
            }
            else if (tensors.Count > 0)
            {
                ChangeTensor(tensors, random);
            }
        }

        return Write(metadata, tensors);
    }

    private static (JsonObject? Metadata, List<Tensor> Tensors) Read(byte[] file)
    {
        int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(file));
        JsonObject header = JsonNode.Parse(file.AsSpan(sizeof(long), length))!.AsObject();
        ReadOnlySpan<byte> data = file.AsSpan(sizeof(long) + length);
        List<Tensor> tensors = [];
        foreach ((string name, JsonNode? entry) in header)
        {
            if (name is not Metadata)
            {
                int begin = (int)entry!["data_offsets"]![0]!, end = (int)entry["data_offsets"]![1]!;
                long[] shape = [.. entry["shape"]!.AsArray().Select(value => (long)value!)];
                tensors.Add(new Tensor(name, (string)entry["dtype"]!, shape, data[begin..end].ToArray()));
            }
        }

        return (header[Metadata]?.AsObject(), tensors);
    }

    /// <summary>A text that is JSON itself is changed inside.</summary>
    private static void ChangeText(JsonObject metadata, Random random)
    {
        string name = random.Pick([.. metadata.Select(member => member.Key)]);
        string text = metadata[name]?.ToString() ?? "";
        if (text.StartsWith('{') && random.Next(8) > 0)
        {
            JsonNode inner = JsonNode.Parse(text)!;
            JsonChanges.Change(inner, random);
            metadata[name] = inner.ToJsonString();
            return;
        }

        switch (random.Next(4))
        {
            case 0:
                metadata.Remove(name);
                break;
            case 1:
                metadata[name] = random.Pick(["", "True", "Logits", "NaN", "-1/1", "1/1", "a\u0000\u009b", "{}", "null"]);
                break;
            default:
                metadata[name] = Extremes.Text(random);
                break;
        }
    }

    private static void ChangeTensor(List<Tensor> tensors, Random random)
    {
        int at = random.Next(tensors.Count);
        Tensor tensor = tensors[at];
        switch (random.Next(9))
        {
            case 0:
                tensors.RemoveAt(at);
                break;
            case 1:
                tensors.Insert(at, tensor with { Name = $"{tensor.Name}2" });
                break;
            case 2:
                tensors[at] = tensor.As(random.Pick(s_types));
                break;
            case 3 or 4 when tensor.Shape.Length > 0:
                tensors[at] = tensor.Reshaped(random);
                break;
            default:
                Extremes.Overwrite(tensor.Data, tensor.Type, random);
                break;
        }
    }

    private static byte[] Write(JsonObject? metadata, List<Tensor> tensors)
    {
        JsonObject header = [];
        if (metadata is not null)
        {
            header[Metadata] = metadata.DeepClone();
        }

        int offset = 0;
        foreach (Tensor tensor in tensors)
        {
            header[tensor.Name] = new JsonObject
            {
                ["dtype"] = tensor.Type,
                ["shape"] = new JsonArray([.. tensor.Shape.Select(length => (JsonNode)length)]),
                ["data_offsets"] = new JsonArray(offset, offset + tensor.Data.Length),
            };
            offset += tensor.Data.Length;
        }

        byte[] text = Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] file = [.. ZipBytes.I64(text.Length), .. text, .. tensors.SelectMany(tensor => tensor.Data)];
        if (tensors is [.., { Name: Checksum, Data.Length: SHA256.HashSizeInBytes }])
        {
            int end = file.Length - SHA256.HashSizeInBytes;
            SHA256.HashData(file.AsSpan(0, end), file.AsSpan(end));
        }

        return file;
    }

    private sealed record Tensor(string Name, string Type, long[] Shape, byte[] Data)
    {
        /// <summary>The same numbers of another type, as far as the bytes go.</summary>
        public Tensor As(string type) => this with { Type = type, Data = Filled(Shape, type) ?? Data };

        /// <summary>Another length in one dimension; the data follow where they are not too many.</summary>
        public Tensor Reshaped(Random random)
        {
            long[] shape = [.. Shape];
            ref long length = ref shape[random.Next(shape.Length)];
            length = random.Next(3) switch { 0 => Extremes.WholeNumber(random), 1 => random.Next(4), _ => length + random.Next(-1, 2) };
            return this with { Shape = shape, Data = Filled(shape, Type) ?? Data };
        }

        private byte[]? Filled(long[] shape, string type)
        {
            Int128 bytes = shape.Aggregate((Int128)Extremes.SizeOf(type), (product, length) => shape.Contains(0) ? 0 : product * Math.Clamp(length, -1, MostBytes));
            if (bytes < 0 || bytes > MostBytes)
            {
                return null;
            }

            byte[] filled = new byte[(int)bytes];
            for (int i = 0; i < filled.Length && Data.Length > 0; i++)
            {
                filled[i] = Data[i % Data.Length];
            }

            return filled;
        }
    }
}
