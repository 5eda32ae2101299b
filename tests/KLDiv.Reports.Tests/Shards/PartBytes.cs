using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace KLDiv.Reports.Tests;

/// <summary>The bytes of a part, taken apart and put together again with a checksum that fits.</summary>
internal sealed class PartBytes
{
    private readonly JsonObject _header;
    private readonly byte[] _data;

    private PartBytes(JsonObject header, byte[] data)
    {
        _header = header;
        _data = data;
    }

    public JsonObject Texts => _header["__metadata__"]!.AsObject();

    public static PartBytes Of(byte[] part)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(part);
        return new PartBytes(JsonNode.Parse(part.AsSpan(8, length))!.AsObject(), part[(8 + length)..]);
    }

    /// <summary>The data of a tensor, to be written to.</summary>
    public Span<byte> Data(string tensor)
    {
        JsonArray offsets = _header[tensor]!["data_offsets"]!.AsArray();
        return _data.AsSpan((int)offsets[0]!..(int)offsets[1]!);
    }

    public PartBytes Rename(string tensor, string name)
    {
        JsonNode entry = _header[tensor]!;
        _header.Remove(tensor);
        _header[name] = entry;
        return this;
    }

    /// <summary>Adds a tensor without bytes.</summary>
    public PartBytes Add(string tensor, string dtype, params int[] shape)
    {
        _header[tensor] = new JsonObject
        {
            ["dtype"] = dtype,
            ["shape"] = new JsonArray([.. shape.Select(length => JsonValue.Create(length))]),
            ["data_offsets"] = new JsonArray(0, 0),
        };
        return this;
    }

    public PartBytes Change(string tensor, string key, JsonNode value)
    {
        _header[tensor]![key] = value;
        return this;
    }

    public PartBytes Text(string key, string? value)
    {
        Texts.Remove(key);
        if (value is not null)
        {
            Texts[key] = value;
        }

        return this;
    }

    public byte[] Signed()
    {
        byte[] all = Unsigned();
        SHA256.HashData(all.AsSpan(..^32), all.AsSpan(^32..));
        return all;
    }

    public byte[] Unsigned()
    {
        byte[] header = Encoding.UTF8.GetBytes(_header.ToJsonString());
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. _data];
    }
}
