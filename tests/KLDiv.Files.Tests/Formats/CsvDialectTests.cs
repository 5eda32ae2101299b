using System.IO.Compression;
using System.Text;

namespace KLDiv.Files.Tests.Formats;

/// <summary>Matrices of text as other programs write them.</summary>
public sealed class CsvDialectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Written => new()
    {
        { "tabs", "0.25\t0.75\n1e-3\t0.999\n" },
        { "blanks of numpy.savetxt", "2.500000000000000000e-01 7.500000000000000000e-01\n1.000000000000000000e-03 9.990000000000000000e-01\n" },
        { "a header of numpy.savetxt", "# no yes\n0.25 0.75\n0.001 0.999\n" },
        { "aligned", "   0.25   0.75\n  0.001  0.999  \n" },
        { "semicolons and decimal commas", "0,25;0,75\r\n0,001;0,999\r\n" },
        { "tabs and decimal commas", "0,25\t0,75\n0,001\t0,999\n" },
        { "Excel's word for the separator", "sep=;\nno;yes\n0,25;0,75\n0,001;0,999\n" },
        { "bars", "0.25|0.75\n0.001|0.999" },
        { "trailing commas", "no,yes,\n0.25,0.75,\n0.001,0.999,\n,,\n\n" },
        { "comments", "# made by hand\n0.25,0.75\n# a remark, with a comma\n\n0.001,0.999\n" },
        { "carriage returns", "no,yes\r0.25,0.75\r0.001,0.999\r" },
    };

    public static TheoryData<string> Cases => ["matrix.tsv", "savetxt-default.csv"];

    [Theory]
    [MemberData(nameof(Written))]
    public void Numbers_are_read_however_they_are_parted(string name, string text)
    {
        Assert.NotEmpty(name);
        foreach (byte[] bytes in (byte[][])[Encoding.UTF8.GetBytes(text), [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)], Gzip(Encoding.UTF8.GetBytes(text))])
        {
            Assert.Equal([0.25, 0.75, 0.001, 0.999], Read(_folder.File("t.txt", bytes), 2, 2));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_numpy_writes_with_blanks_or_tabs_is_read_exactly(string file)
    {
        string path = $"{Repository.Root}/tests/KLDiv.Cli.Tests/Cases/other-kinds-of-files/{file}";
        double[] expected = [.. File.ReadAllText(path).Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(double.Parse)];
        Assert.Equal(9, expected.Length);
        Assert.Equal(expected, Read(path, 3, 3));
    }

    [Theory]
    [InlineData(false, "\n")]
    [InlineData(true, "\n")]
    [InlineData(false, "\r\n")]
    [InlineData(false, "\r")]
    public void Any_rows_of_a_large_file_are_read_in_any_order(bool isCompressed, string end)
    {
        const int Rows = 30_000;
        var text = new StringBuilder("no yes").Append(end);
        for (int row = 0; row < Rows; row++)
        {
            text.Append(row).Append(' ').Append(row).Append(".5").Append(end).Append(row % 1000 == 7 ? $"# remark{end}{end}" : "");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        using RowSource source = RowSource.Open(_folder.File("t.csv", isCompressed ? Gzip(bytes) : bytes));
        Assert.Equal([Rows, 2], source.Lengths.ToArray());
        Assert.Equal(isCompressed, source.IsSequential);
        RowBuffer buffer = new();
        foreach (int row in (int[])[0, 1, Rows - 1, 7, 8, 9_999, 10_000, 20_008, 3])
        {
            Assert.Equal([row, row + 0.5], source.ReadRows<double>(row, 1, buffer).ToArray());
        }

        Assert.Equal(Enumerable.Range(0, Rows).SelectMany(row => new[] { row, row + 0.5 }), source.ReadRows<double>(0, Rows, buffer).ToArray());
    }

    [Theory]
    [InlineData("t.npy", "%PDF-1.7 ...", "is a PDF document; rows must be text, such as CSV")]
    [InlineData("t.csv", "GGUF\u0003\0\0\0", "is a model in GGUF; it holds weights, not distributions; let llama.cpp save its logits (llama-perplexity --kl-divergence-base)")]
    [InlineData("t.bin", "SQLite format 3\0", "is a database of SQLite; write the answer of a query as CSV (sqlite3 -header -csv FILE 'select ...')")]
    [InlineData("t.csv", "[\n {\"a\": 1}]", "is JSON; write its table as CSV")]
    [InlineData("t.csv", "\n<html><body>", "is a page in HTML; if it was downloaded, it may be the page of an error; rows must be text, such as CSV")]
    [InlineData("t.safetensors", "version https://git-lfs.github.com/spec/v1\n", "is a pointer of Git LFS, not the file; fetch the file (git lfs pull)")]
    [InlineData("t.xlsx", "PK\u0003\u0004xxxxxxxx", "is a zip archive, a workbook of Excel; save the sheet as CSV")]
    public void What_is_neither_text_nor_a_tensor_is_named(string name, string bytes, string problem)
    {
        string path = _folder.File(name, Encoding.Latin1.GetBytes(bytes));
        Assert.Equal(problem, Assert.Throws<DataFileException>(() => RowSource.Open(path)).Problem);
        Assert.Equal(problem, Assert.Throws<DataFileException>(() => TextTable.Open(path)).Problem);
    }

    [Theory]
    [InlineData("\u0080\u0004\u0095\u0001", "a pickle of Python, compressed by gzip; decompress it (gunzip)")]
    [InlineData("\u0093NUMPY\u0001\0", "an array of NumPy (.npy), compressed by gzip; decompress it (gunzip)")]
    public void What_gzip_has_compressed_is_named(string bytes, string problem)
    {
        string path = _folder.File("t.gz", Gzip(Encoding.Latin1.GetBytes(bytes)));
        Assert.Equal($"is {problem}", Assert.Throws<DataFileException>(() => RowSource.Open(path)).Problem);
    }

    [Theory]
    [InlineData("ORC,GGUF\n1,2\n")]
    [InlineData("BZh;PAR1\n1;2\n")]
    public void Names_that_begin_like_other_files_are_names(string text) => Assert.Equal([1, 2], Read(_folder.File("t.csv", Encoding.UTF8.GetBytes(text)), 1, 2));

    public void Dispose() => _folder.Dispose();

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream compressed = new();
        using (GZipStream stream = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static double[] Read(string path, nint rows, nint columns)
    {
        using RowSource source = RowSource.Open(path);
        Assert.Equal([rows, columns], source.Lengths.ToArray());
        return source.ReadRows<double>(0, (int)rows, new RowBuffer()).ToArray();
    }
}
