using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using KLDiv.TestSupport;
using Parquet;
using PureHDF;

namespace KLDiv.Cli.Tests;

/// <summary>A tensor of one or two axes in a file of any format that the command reads.</summary>
internal static class OperandFile
{
    public static readonly string[] Formats =
        ["npy", "npz", "deflated.npz", "safetensors", "index.json", "pt", "raw", "csv", "csv.gz", "parquet", "arrow", "compressed.arrow", "h5"];

    /// <summary>Whether a format has a type; of float16 in Parquet and of bool in HDF5 the libraries have no writer here.</summary>
    public static bool Holds(string format, ElementCase type) => format switch
    {
        "csv" or "csv.gz" => type.Name is "text",
        "safetensors" or "index.json" => type.Safetensors.Length > 0,
        "pt" => type.Torch.Length > 0,
        "raw" => type.Raw.Length > 0,
        "parquet" => type.ToArray is not null && type.Name is not "float16",
        "h5" => type.ToArray is not null && type.Name is not "bool",
        "arrow" or "compressed.arrow" => type.ToArray is not null,
        _ => type.Npy.Length > 0,
    };

    /// <summary>Writes a file.</summary>
    /// <returns>The operand that names the tensor.</returns>
    public static string Write(TemporaryFolder folder, string format, ElementCase type, nint[] shape, int[] values)
    {
        string file = folder.File($"{type.Name}.{format}");
        byte[] data = [.. values.SelectMany(type.Encode)];
        byte[] text = Encoding.ASCII.GetBytes(string.Join('\n', values.Chunk(shape.Length == 2 ? 2 : 1).Select(row => string.Join(',', row))) + "\n");
        File.WriteAllBytes(file, format switch
        {
            "csv" => text,
            "csv.gz" => Seeds.Gzip(text),
            "raw" => data,
            "safetensors" => Safetensors(type, shape, data),
            "index.json" => Index(folder, type, shape, data),
            "pt" => TorchBytes.Of(TorchBytes.Pickle(TorchBytes.Tensor(type.Torch, Array.ConvertAll(shape, length => (int)length))), data),
            "npy" => Npy(type, shape, data),
            "npz" or "deflated.npz" => Npz(Npy(type, shape, data), format is "npz" ? CompressionLevel.NoCompression : CompressionLevel.Optimal),
            "h5" => Hdf(type.ToArray!(values), shape),
            "parquet" => Written.Parquet(CompressionMethod.Snappy, groups: 2, Column()),
            _ => Written.Arrow(format is "arrow" ? null : Apache.Arrow.Ipc.CompressionCodecType.Zstd, batches: 2, isFixed: true, Column()),
        });
        return format switch
        {
            "raw" => $"{file}#raw:{type.Raw}:{string.Join('x', shape)}",
            "npy" when type.IsOpaqueToNumPy => $"{file}#{type.Raw}",
            "npz" or "deflated.npz" when type.IsOpaqueToNumPy => $"{file}#x:{type.Raw}",
            _ => file,
        };

        Written.Column Column() => new("x", type.ToArray!(values), shape.Length == 2 ? (int)shape[1] : null);
    }

    private static byte[] Npy(ElementCase type, nint[] shape, byte[] data)
    {
        string header = $"{{'descr': '{type.Npy}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }

    private static byte[] Npz(byte[] member, CompressionLevel level)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("x.npy", level).Open();
            entry.Write(member);
        }

        return stream.ToArray();
    }

    private static byte[] Safetensors(ElementCase type, nint[] shape, byte[] data)
    {
        byte[] header = Encoding.ASCII.GetBytes($$$"""{"x":{"dtype":"{{{type.Safetensors}}}","shape":[{{{string.Join(',', shape)}}}],"data_offsets":[0,{{{data.Length}}}]}}""");
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. data];
    }

    /// <summary>The first row in a file, the others in another, and the index of both.</summary>
    private static byte[] Index(TemporaryFolder folder, ElementCase type, nint[] shape, byte[] data)
    {
        int first = data.Length / (int)shape[0];
        File.WriteAllBytes(folder.File("1.safetensors"), Safetensors(type, [1, .. shape[1..]], data[..first]));
        File.WriteAllBytes(folder.File("2.safetensors"), Safetensors(type, [shape[0] - 1, .. shape[1..]], data[first..]));
        return [.. """{"weight_map":{"x":["1.safetensors","2.safetensors"]}}"""u8];
    }

    private static byte[] Hdf(Array numbers, nint[] shape)
    {
        Array shaped = Array.CreateInstance(numbers.GetType().GetElementType()!, Array.ConvertAll(shape, length => (int)length));
        int[] index = new int[shape.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            index[^1] = i % (int)shape[^1];
            index[0] = i / (shape.Length == 2 ? (int)shape[1] : 1);
            shaped.SetValue(numbers.GetValue(i), index);
        }

        using MemoryStream stream = new();
        new H5File { ["x"] = shaped }.Write(stream);
        return stream.ToArray();
    }
}
