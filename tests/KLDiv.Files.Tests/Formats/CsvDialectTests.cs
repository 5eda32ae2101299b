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
        { "blanks and decimal commas", "0,25 0,75\n0,001 0,999\n" },
        { "bars and decimal commas", "0,25|0,75\n0,001|0,999\n" },
        { "quoted decimal commas", "\"0,25\",\"0,75\"\n\"0,001\",\"0,999\"\n" },
        { "quoted decimal commas between semicolons", "no;yes\n\"0,25\";\"0,75\"\n\"0,001\";\"0,999\"\n" },
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
    [InlineData("t.jsonl", "[1.5, \"a\"]\n[2, \"b\"]\n", "is JSON lines; kldiv report takes a server's answers as they are, and of anything else a table in CSV")]
    [InlineData("t.html", "<div><table>", "is a page in HTML; if it was downloaded, it may be the page of an error; rows must be text, such as CSV")]
    [InlineData("t.xml", "<rows><row/></rows>", "is XML; write its table as CSV")]
    [InlineData("t.csv", "@RELATION iris\n", "is a file of Weka (ARFF); save it as CSV")]
    [InlineData("t.pkl", "(lp0\n", "is a pickle of Python; load it there, and save its arrays with numpy.save or torch.save, a table with to_csv")]
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

    [Theory]
    [InlineData("0.25:0.75\n0.001:0.999\n", ':', null, null)]
    [InlineData("0,25 0,75\n0,001 0,999\n", ' ', ',', null)]
    [InlineData("1,2\n0.25,0.75\n0.001,0.999\n", null, null, true)]
    [InlineData("nan;x\n0.25;0.75\n0.001;0.999\n", null, null, true)]
    public void What_is_told_goes_before_what_is_found(string text, char? separator, char? decimals, bool? hasHeader)
    {
        TextDialect told = new() { Separator = separator, DecimalMark = decimals, HasHeader = hasHeader };
        using RowSource source = RowSource.Open(_folder.File("t.csv", Encoding.UTF8.GetBytes(text)), told);
        Assert.Equal([0.25, 0.75, 0.001, 0.999], source.ReadRows<double>(0, 2, new RowBuffer()).ToArray());
        Assert.Equal((separator ?? source.Dialect!.Separator, decimals ?? '.', hasHeader ?? false), (source.Dialect!.Separator, source.Dialect.DecimalMark, source.Dialect.HasHeader));
        Assert.Empty(source.Notes);
    }

    [Fact]
    public void A_decimal_comma_that_is_told_parts_no_columns()
    {
        using RowSource source = RowSource.Open(_folder.File("t.csv", [.. "0,25\n0,75\n"u8]), new TextDialect { DecimalMark = ',' });
        Assert.Equal([2, 1], source.Lengths.ToArray());
        Assert.Equal([0.25, 0.75], source.ReadRows<double>(0, 2, new RowBuffer()).ToArray());
    }

    [Fact]
    public void An_encoding_that_is_told_and_is_another_is_refused() => Assert.Equal(
        "has bytes that are not utf-8; --encoding names another",
        Assert.Throws<DataFileException>(() => RowSource.Open(_folder.File("t.csv", Encoding.Latin1.GetBytes("f\u00FCr,x\n1,2\n")), new TextDialect { Encoding = Encoding.UTF8 })).Problem);

    [Theory]
    [InlineData("1,234;5,678\n2,345;6,789\n", "its numbers are read with decimal commas, though three digits follow each of them, as where commas part thousands (--decimal , says that they are decimals)")]
    [InlineData("0,05\n0,95\n0,5\n", "its lines are read as two whole numbers each, of which some begin with 0; --decimal , says that they are one number with a decimal comma")]
    [InlineData("0,1,2\n0.25,0.5,0.25\n", "line 1 counts up, and is read as a row; if it numbers the classes, delete it (--no-header says that it is a row)")]
    [InlineData("# a\n1 2 3\n0.25 0.5 0.25\n", "line 2 counts up, and is read as a row; if it numbers the classes, delete it (--no-header says that it is a row)")]
    [InlineData(",no,yes\n0,0.5,0.5\n1,0.25,0.75\n", "line 1 names all columns but the first, which is read as a class; if it holds names of the rows, write it without them (pandas: index=False; R: row.names=FALSE)")]
    [InlineData("0\0.\0005\0;\0000\0.\0005\0\n\0", "is read as UTF-16, though it has no byte order mark (--encoding names another)")]
    [InlineData("0,25;0,75\n", null)]
    [InlineData("0,1\n1,0\n", null)]
    [InlineData("0,5\n", null)]
    public void What_may_be_read_wrongly_is_said(string text, string? note)
    {
        using RowSource source = RowSource.Open(_folder.File("t.csv", Encoding.UTF8.GetBytes(text)));
        Assert.Equal(note is null ? [] : [note], source.Notes);
    }

    [Theory]
    [InlineData("q.dat")]
    [InlineData("q")]
    [InlineData("q.prn")]
    [InlineData("q.tab")]
    public void What_begins_with_numbers_is_text_by_any_name(string name) =>
        Assert.Equal([0.5, 0.5, 1, 0], Read(_folder.File(name, Encoding.ASCII.GetBytes("0.5\t5e-1\n1\t0\n")), 2, 2));

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
