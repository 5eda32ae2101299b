using System.Runtime.InteropServices;
using System.Text;

namespace KLDiv.Files.Tests;

/// <summary>Files that change while they are open.</summary>
public sealed class ChangingFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RowBuffer _buffer = new();

    public static TheoryData<string> Formats => ["x.npy", "x-fortran.npy", "x.npz", "x-deflated.npz", "x.safetensors", "x-bf16.safetensors", "x.csv", "x.kld"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_that_shrinks_while_it_is_open_is_an_error_that_says_so(string name)
    {
        string path = _folder.File(name, Bytes(name));
        using RowSource source = RowSource.Open(path);
        long length = new FileInfo(path).Length;
        using (FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(length / 2);
        }

        DataFileException error = Assert.Throws<DataFileException>(() => ReadAll(source));
        Assert.Equal($"{path}: has shrunk from {length} bytes to {length / 2} while it was read", error.Message);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_that_vanishes_or_is_replaced_while_it_is_open_is_read_on(string name)
    {
        string path = _folder.File(name, Bytes(name));
        using RowSource removed = RowSource.Open(path);
        double[] expected = ReadAll(removed);
        File.Delete(path);
        Assert.Equal(expected, ReadAll(removed));

        _folder.File(name, Bytes(name));
        using RowSource replaced = RowSource.Open(path);
        File.Move(_folder.File("other", [1, 2, 3]), path, overwrite: true);
        Assert.Equal(expected, ReadAll(replaced));
    }

    [Fact]
    public void A_table_that_has_other_lines_than_before_is_an_error()
    {
        string path = _folder.File("x.csv", "1,2\n3,4\n"u8.ToArray());
        using RowSource source = RowSource.Open(path);
        Overwrite(path, "1,2\n"u8, keepLength: false);
        Assert.StartsWith("has shrunk", Assert.Throws<DataFileException>(() => ReadAll(source)).Problem, StringComparison.Ordinal);
        Overwrite(path, "1,2\n3333"u8, keepLength: false);
        Assert.Equal(
            "line 2 has changed since the file was opened: it has 1 column, and had 2",
            Assert.Throws<DataFileException>(() => ReadAll(source)).Problem);
        Overwrite(path, "1,200000"u8, keepLength: false);
        Assert.Equal(
            "has changed since it was opened: it had 2 rows, and ends after line 1",
            Assert.Throws<DataFileException>(() => ReadAll(source)).Problem);
    }

    public void Dispose() => _folder.Dispose();

    private static void Overwrite(string path, ReadOnlySpan<byte> bytes, bool keepLength)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Write(bytes);
        file.SetLength(keepLength ? file.Length : bytes.Length);
    }

    private static byte[] Bytes(string name)
    {
        const int Rows = 300;
        const int Support = 200;
        byte[] data = new byte[Rows * Support * sizeof(float)];
        new Random(4).NextBytes(data);
        for (int i = 3; i < data.Length; i += sizeof(float))
        {
            // Small exponents, so that no element is a NaN, which equals nothing.
            data[i] = 0x3F;
        }

        byte[] npy = NpyBytes.Of(NpyBytes.Text("'<f4'", $"({Rows}, {Support})", name.Contains("fortran", StringComparison.Ordinal) ? "True" : "False"), data);
        return name switch
        {
            "x.npz" => ZipBytes.Of(new ZipEntry("x.npy", npy)),
            "x-deflated.npz" => ZipBytes.Of(ZipEntry.Deflated("x.npy", npy)),
            "x.safetensors" => SafetensorsBytes.Of($"{{{SafetensorsBytes.Entry("x", "F32", $"[{Rows},{Support}]", $"[0,{data.Length}]")}}}", data),
            "x-bf16.safetensors" => SafetensorsBytes.Of($"{{{SafetensorsBytes.Entry("x", "BF16", $"[{2 * Rows},{Support}]", $"[0,{data.Length}]")}}}", [.. MemoryMarshal.Cast<byte, ushort>(data).ToArray().SelectMany(half => BitConverter.GetBytes((ushort)(half & 0x3FFF)))]),
            "x.csv" => Encoding.UTF8.GetBytes(string.Concat(MemoryMarshal.Cast<byte, float>(data).ToArray().Chunk(Support).Select(row => string.Join(',', row) + "\n"))),
            "x.kld" =>
            [
                .. LlamaBytes.Header((2 * Rows) + 1, Support, 1), .. new byte[((2 * Rows) + 1) * sizeof(int)],
                .. Enumerable.Range(0, Rows).SelectMany(row => LlamaBytes.Row(0.0001f, -9, MemoryMarshal.Cast<byte, ushort>(data).Slice(row * Support, Support).ToArray())),
            ],
            _ => npy,
        };
    }

    private double[] ReadAll(RowSource source) => source.ElementType == ElementType.Float64
        ? source.Read<double>(0, (int)source.Count, _buffer).ToArray()
        : [.. source.Read<float>(0, (int)source.Count, _buffer).ToArray().Select(value => (double)value)];
}
