using System.Runtime.InteropServices;
using System.Text;
using KLDiv.Files.Llama;
using static KLDiv.TestSupport.SafetensorsBytes;

namespace KLDiv.Files.Tests;

public sealed class RowSourceTests : IDisposable
{
    private static readonly float[] Values = [.. Enumerable.Range(0, 12).Select(i => i - 5.5f)];
    private static readonly byte[] Data = MemoryMarshal.AsBytes<float>(Values).ToArray();

    private readonly TemporaryFolder _folder = new();
    private readonly RowBuffer _buffer = new();

    /// <summary>Files of the same 3 rows of 4, and the name by which the rows are asked for.</summary>
    public static TheoryData<string> Files => [.. Contents.Keys];

    private static Dictionary<string, byte[]> Contents { get; } = new(StringComparer.Ordinal)
    {
        ["c.npy"] = NpyBytes.Of(NpyBytes.Text("'<f4'", "(3, 4)"), Data),
        ["fortran.npy"] = NpyBytes.Of(NpyBytes.Text("'<f4'", "(3, 4)", "True"), Bytes(Transposed(3, 4))),
        ["swapped.npy"] = NpyBytes.Of(NpyBytes.Text("'>f4'", "(3, 4)"), Swapped(Data)),
        ["swapped-fortran.npy"] = NpyBytes.Of(NpyBytes.Text("'>f4'", "(3, 4)", "True"), Swapped(Bytes(Transposed(3, 4)))),
        ["unaligned.npy"] = NpyBytes.Of(NpyBytes.Text("'<f4'", "(3, 4)") + "  ", Data),
        ["rank-3.npy"] = NpyBytes.Of(NpyBytes.Text("'<f4'", "(3, 1, 4)"), Data),
        ["stored.npz"] = ZipBytes.Of(new ZipEntry("x.npy", NpyBytes.Of(NpyBytes.Text("'<f4'", "(3, 4)"), Data))),
        ["deflated.npz"] = ZipBytes.Of("comment", ZipEntry.Deflated("x.npy", NpyBytes.Of(NpyBytes.Text("'<f4'", "(3, 4)"), Data))),
        ["deflated-swapped.npz"] = ZipBytes.Of(ZipEntry.Deflated("x.npy", NpyBytes.Of(NpyBytes.Text("'>f4'", "(3, 4)"), Swapped(Data)))),
        ["wide.npz"] = ZipBytes.Wide("x.npy", NpyBytes.Of(NpyBytes.Text("'<f4'", "(3, 4)"), Data)),
        ["two.npz#y"] = ZipBytes.Of(new ZipEntry("x.npy", NpyBytes.Of("{}")), new ZipEntry("y.npy", NpyBytes.Of(NpyBytes.Text("'<f4'", "(3, 4)"), Data))),
        ["stored-fortran.npz#x.npy"] = ZipBytes.Of(new ZipEntry("x.npy", NpyBytes.Of(NpyBytes.Text("'<f4'", "(3, 4)", "True"), Bytes(Transposed(3, 4))))),
        ["f32.safetensors"] = Of($"{{{Entry("x", "F32", "[3,4]", "[0,48]")}}}   ", Data),
        ["two.safetensors#b#c"] = Of($"{{{Entry("b#c", "F32", "[3,4]", "[8,56]")},{Entry("a", "I64", "[]", "[0,8]")},\"__metadata__\":{{\"k\":\"v\"}}}}", [.. new byte[8], .. Data]),
        ["by-its-start"] = Of($"{{{Entry("x", "F32", "[3,4]", "[0,48]")}}}", Data),
        ["bf16.safetensors"] = Of($"{{{Entry("x", "BF16", "[3,4]", "[0,24]")}}}", [.. Values.SelectMany(value => BitConverter.GetBytes(value)[2..])]),
        ["f64.safetensors"] = Of($"{{{Entry("x", "F64", "[3,4]", "[0,96]")}}}", [.. Values.SelectMany(value => BitConverter.GetBytes((double)value))]),
        ["f16.safetensors"] = Of($"{{{Entry("x", "F16", "[3,4]", "[0,24]")}}}", [.. Values.SelectMany(value => BitConverter.GetBytes((Half)value))]),
        ["plain.csv"] = Text(string.Join('\n', Values.Chunk(4).Select(row => string.Join(',', row)))),
        ["header.csv"] = Text("a,\"b, quoted\",c,d\r\n" + string.Join("\r\n", Values.Chunk(4).Select(row => string.Join(',', row))) + "\r\n"),
        ["quoted.csv"] = [.. Encoding.UTF8.Preamble, .. Text(string.Join('\n', Values.Chunk(4).Select(row => string.Join(", ", row.Select(value => $"{value:E8}")))))],
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Rows_are_the_same_whatever_the_format_and_any_run_of_them_can_be_read(string name)
    {
        using RowSource source = Open(name);
        Assert.Equal((3, 4, 12), (source.Rows, source.Support, source.Count));
        Assert.Equal([3, 4], source.Lengths.ToArray().Where(length => length != 1));
        for (int start = 12; start >= 0; start--)
        {
            for (int count = 0; count <= 12 - start; count++)
            {
                Assert.Equal(Values[start..(start + count)], Read(source, start, count));
            }
        }
    }

    [Fact]
    public void A_tensor_of_three_axes_in_Fortran_order_is_read_row_by_row()
    {
        // Element [i, j, k] is 100 i + 10 j + k.
        float[] c = [.. from i in Enumerable.Range(0, 3) from j in Enumerable.Range(0, 2) from k in Enumerable.Range(0, 4) select (100f * i) + (10 * j) + k];
        float[] fortran = [.. from k in Enumerable.Range(0, 4) from j in Enumerable.Range(0, 2) from i in Enumerable.Range(0, 3) select (100f * i) + (10 * j) + k];
        using RowSource source = RowSource.Open(_folder.File("x.npy", NpyBytes.Of(NpyBytes.Text("'<f4'", "(3, 2, 4)", "True"), Bytes(fortran))));
        for (int start = 0; start <= c.Length; start++)
        {
            for (int count = 0; count <= c.Length - start; count++)
            {
                Assert.Equal(c.AsSpan(start, count), source.Read<float>(start, count, _buffer));
            }
        }
    }

    [Theory]
    [InlineData(5000, 3)]
    [InlineData(40, 4000)]
    [InlineData(1, 70_000)]
    public void Large_blocks_in_Fortran_order_are_gathered_in_several_pieces(int rows, int columns)
    {
        float[] c = [.. Enumerable.Range(0, rows * columns)];
        float[] fortran = [.. Enumerable.Range(0, rows * columns).Select(i => c[((i % rows) * columns) + (i / rows)])];
        using RowSource source = RowSource.Open(_folder.File("x.npy", NpyBytes.Of(NpyBytes.Text("'<f4'", $"({rows}, {columns})", "True"), Bytes(fortran))));
        Assert.Equal(c, source.Read<float>(0, c.Length, _buffer));
        Assert.Equal(c.AsSpan(7, c.Length - 20), source.Read<float>(7, c.Length - 20, _buffer));
    }

    [Fact]
    public void A_single_number_is_one_row_of_one_element()
    {
        foreach (string name in new[] { "x.npy", "x.safetensors" })
        {
            byte[] bytes = name is "x.npy" ? NpyBytes.Of(NpyBytes.Text("'<f4'", "()"), Data[..4]) : Of($"{{{Entry("x", "F32", "[]", "[0,4]")}}}", Data[..4]);
            using RowSource source = RowSource.Open(_folder.File(name, bytes));
            Assert.Equal([1], source.Lengths);
            Assert.Equal((1, 1), (source.Rows, source.Support));
            Assert.Equal([Values[0]], source.Read<float>(0, 1, _buffer));
        }
    }

    [Theory]
    [InlineData("(0, 4)", 0, 4)]
    [InlineData("(3, 0)", 3, 0)]
    [InlineData("(0,)", 1, 0)]
    public void A_tensor_without_elements_has_rows_all_the_same(string shape, int rows, int support)
    {
        byte[] npy = NpyBytes.Of(NpyBytes.Text("'<f4'", shape));
        foreach (byte[] bytes in new[] { npy, ZipBytes.Of(new ZipEntry("x.npy", npy)), ZipBytes.Of(ZipEntry.Deflated("x.npy", npy)) })
        {
            using RowSource source = RowSource.Open(_folder.File("x", bytes));
            Assert.Equal((rows, support, 0), (source.Rows, source.Support, source.Count));
            Assert.True(source.ReadRows<float>(0, rows, _buffer).IsEmpty);
        }
    }

    [Fact]
    public void A_header_alone_is_a_table_without_rows()
    {
        using RowSource source = RowSource.Open(_folder.File("x.csv", Text("a,b\n")));
        Assert.Equal([0, 2], source.Lengths);
    }

    [Theory]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData(" -INF ", double.NegativeInfinity)]
    [InlineData("+Infinity", double.PositiveInfinity)]
    [InlineData("nan", double.NaN)]
    [InlineData("-1.5e-300", -1.5e-300)]
    [InlineData("5E-324", double.Epsilon)]
    [InlineData("0.1", 0.1)]
    [InlineData("\"2\"", 2)]
    public void Numbers_of_a_table_are_what_C_Python_and_dotnet_write(string text, double value)
    {
        using RowSource source = RowSource.Open(_folder.File("x.csv", Text($"{text}\n{text}\n")));
        Assert.Equal([value, value], source.ReadRows<double>(0, 2, _buffer));
    }

    [Fact]
    public void A_row_of_a_long_table_is_found_from_the_last_place_before_it_that_is_known()
    {
        var text = new StringBuilder("a,b\n");
        for (int i = 0; i < 50_000; i++)
        {
            text.Append(i).Append(',').Append(-i).Append('\n');
        }

        using RowSource source = RowSource.Open(_folder.File("x.csv", Text(text.ToString())));
        Assert.Equal(50_000, source.Rows);
        foreach (int row in new[] { 49_999, 0, 31_416, 9_999, 10_000 })
        {
            Assert.Equal([row, -row], source.ReadRows<double>(row, 1, _buffer));
        }
    }

    [Fact]
    public void Tokens_of_a_file_of_logits_are_the_labels_of_its_rows()
    {
        using RowSource source = RowSource.Open(_folder.File("base.kld", LlamaBytes.Valid()));
        int[] labels = new int[4];
        source.ReadLabels(0, labels);
        Assert.True(source.HasLabels);
        Assert.Equal([0, 1, 2, 2], labels);
        Assert.Equal(RowKind.LogProbs, source.Kind);
        Assert.Equal([4, 3], source.Lengths);
        Assert.Equal([(0.0001f * 1) - 7, (0.0001f * 2) - 7, (0.0001f * 60_000) - 7], source.ReadRows<float>(0, 1, _buffer));
        Assert.Equal([-1.0986123f, -1.0986123f, -1.0986123f, (0.00005f * 9) - 4], source.Read<float>(6, 4, _buffer));
    }

    [Fact]
    public void A_token_that_is_no_class_is_an_error_that_names_the_row()
    {
        byte[] bytes = LlamaBytes.Valid();
        bytes[LlamaHeader.Length + (4 * sizeof(int))] = 7;
        using RowSource source = RowSource.Open(_folder.File("base.kld", bytes));
        DataFileException error = Assert.Throws<DataFileException>(() => source.ReadLabels(0, new int[4]));
        Assert.Equal("row 1 has the token 7; it must be from 0 to 2", error.Problem);
    }

    [Fact]
    public void Long_rows_of_a_file_of_logits_are_decoded_in_pieces_to_the_same_bits()
    {
        const int Support = 300_001;
        var random = new Random(6);
        ushort[] codes = new ushort[2 * Support];
        random.NextBytes(MemoryMarshal.AsBytes(codes.AsSpan()));
        byte[] bytes =
        [
            .. LlamaBytes.Header(5, Support, 1), .. LlamaBytes.Tokens(0, 0, 0, 0, 0),
            .. LlamaBytes.Row(0.0002f, -14, codes[..Support]), .. LlamaBytes.Row(0.00021f, -15, codes[Support..]),
        ];
        float[] expected = [.. codes.Select((code, i) => i < Support ? (code * 0.0002f) - 14 : (code * 0.00021f) - 15)];
        using RowSource source = RowSource.Open(_folder.File("base.kld", bytes));
        Assert.Equal(expected, source.ReadRows<float>(0, 2, _buffer));
        Assert.Equal(expected.AsSpan(Support - 5, 10), source.Read<float>(Support - 5, 10, _buffer));
    }

    [Fact]
    public void Every_bfloat16_is_the_upper_half_of_a_float()
    {
        ushort[] all = [.. Enumerable.Range(0, 65_536).Select(i => (ushort)i)];
        using RowSource source = RowSource.Open(_folder.File("x.safetensors", Of($"{{{Entry("x", "BF16", "[65536]", "[0,131072]")}}}", MemoryMarshal.AsBytes<ushort>(all).ToArray())));
        Assert.Equal(all.Select(bits => (uint)bits << 16), MemoryMarshal.Cast<float, uint>(source.Read<float>(0, 65_536, _buffer)).ToArray());
    }

    [Fact]
    public void Threads_read_at_once_each_into_a_buffer_of_its_own()
    {
        float[] values = [.. Enumerable.Range(0, 1 << 18)];
        byte[] npy = NpyBytes.Of(NpyBytes.Text("'<f4'", "(1024, 256)"), Bytes(values));
        foreach (byte[] bytes in new[] { npy, ZipBytes.Of(ZipEntry.Deflated("x.npy", npy)) })
        {
            using RowSource source = RowSource.Open(_folder.File("x", bytes));
            Parallel.For(0, 64, i =>
            {
                var buffer = new RowBuffer();
                Assert.Equal(values.AsSpan(i * 16 * 256, 16 * 256), source.ReadRows<float>(i * 16, 16, buffer));
            });
        }
    }

    [Fact]
    public void A_file_whose_own_name_has_a_number_sign_goes_first()
    {
        string whole = _folder.File("x#a.npy", Contents["c.npy"]);
        Assert.Equal(whole, RowSource.FileOf(whole));
        using (RowSource named = RowSource.Open(whole))
        {
            Assert.Equal(whole, named.Name);
        }

        string archive = _folder.File("y#z.npz", Contents["stored.npz"]);
        Assert.Equal(archive, RowSource.FileOf($"{archive}#x"));
        using RowSource source = RowSource.Open($"{archive}#x");
        Assert.Equal($"{archive}#x", source.Name);
    }

    [Fact]
    public void A_name_that_nothing_has_is_one_line()
    {
        string npy = _folder.File("c.npy", Contents["c.npy"]);
        Assert.Equal($"{npy}: holds one tensor, which has no name; 'x' was asked for", Message($"{npy}#x"));
        Assert.Equal($"{_folder.File("none.npz")}: cannot be opened: no such file or directory", Message(_folder.File("none.npz#x")));
        Assert.Equal(
            $"{_folder.File("notes.bin", [.. "notes and so on, more than 16"u8])}: the format is not known: the file starts with the bytes 6E6F74657320616E; "
            + "the formats that are known are .npy, .npz, .safetensors, .safetensors.index.json, .pt, .csv and the logits of llama.cpp",
            Message(_folder.File("notes.bin")));
    }

    [Fact]
    public void Mistakes_of_the_caller_are_told_from_malformed_files()
    {
        using RowSource source = RowSource.Open(_folder.File("c.npy", Contents["c.npy"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Read<float>(-1, 1, _buffer).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Read<float>(10, 3, _buffer).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => source.ReadRows<float>(3, 1, _buffer).Length);
        Assert.Throws<ArgumentNullException>(() => source.Read<float>(0, 1, null!).Length);
        Assert.Throws<InvalidOperationException>(() => source.ReadLabels(0, new int[1]));
        Assert.Throws<ArgumentException>(() => RowSource.Open(""));
        Assert.Equal(
            $"{source.Name} is read as float32; it cannot be read as float64.",
            Assert.Throws<InvalidOperationException>(() => source.Read<double>(0, 1, _buffer).Length).Message);
        source.Dispose();
        Assert.Throws<ObjectDisposedException>(() => source.Read<float>(0, 1, _buffer).Length);
    }

    public void Dispose() => _folder.Dispose();

    private static string Message(string path) => Assert.Throws<DataFileException>(() => RowSource.Open(path)).Message;

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    private static byte[] Swapped(byte[] singles) => [.. singles.Chunk(4).SelectMany(single => single.Reverse())];

    private static float[] Transposed(int rows, int columns) =>
        [.. Enumerable.Range(0, rows * columns).Select(i => Values[((i % rows) * columns) + (i / rows)])];

    private RowSource Open(string name)
    {
        _folder.File(name.Split('#')[0], Contents[name]);
        return RowSource.Open(_folder.File(name));
    }

    private float[] Read(RowSource source, int start, int count) => source.ElementType switch
    {
        ElementType.Float32 => source.Read<float>(start, count, _buffer).ToArray(),
        ElementType.Float64 => [.. source.Read<double>(start, count, _buffer).ToArray().Select(value => (float)value)],
        _ => [.. source.Read<Half>(start, count, _buffer).ToArray().Select(value => (float)value)],
    };
}
