using System.IO.Compression;
using KLDiv.Files;

namespace KLDiv.Regression.Tests.Tables;

/// <summary>Tables as other programs write them are what the same table is as plain CSV, and each guess is said.</summary>
public sealed class DialectTests : IDisposable
{
    private const string Semicolons = "its columns are separated by ';' (--separator says another)";
    private const string Tabs = "its columns are separated by tabs (--separator says another)";
    private const string Blanks = "its columns are separated by blanks (--separator says another)";
    private const string Commas = "its numbers have decimal commas (--decimal . says that they have not)";
    private const string Windows1252 = "has bytes that are not UTF-8, which are read as Windows-1252 (--encoding names another)";
    private const string Plain = "size,price\n1.5,10.2\n2.5,11.3\n3.5,12.9\n1.0,9.1\n";
    private const string Degrees = "T(°C),y\n1,2\n2,3\n3,4\n";

    private readonly TemporaryFolder _folder = new();

    static DialectTests() => System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);

    /// <summary>Texts, in an encoding, with the same meanings.</summary>
    public static TheoryData<string, string, string, string, string[]> Texts => new()
    {
        { "size;price\r1,5;10,2\r2,5;11,3\r3,5;12,9\r1,0;9,1\r", "utf-8", Plain, "price", [Semicolons, Commas] },
        { "size\tprice\r\n1,5\t10,2\r\n2,5\t11,3\r\n3,5\t12,9\r\n1,0\t9,1\r\n", "utf-8", Plain, "price", [Tabs, Commas] },
        { "sep=;\nsize;price\n1,5;10,2\n2,5;11,3\n3,5;12,9\n1,0;9,1\n", "utf-8", Plain, "price", [Commas] },
        { "\"sep=|\"\nsize|price\n1.5|10.2\n2.5|11.3\n3.5|12.9\n1.0|9.1", "utf-8", Plain, "price", [] },
        { "size|price\n1.5|10.2\n2.5|11.3\n3.5|12.9\n1.0|9.1", "utf-8", Plain, "price", ["its columns are separated by '|' (--separator says another)"] },
        { "  size   price\n   1.5    10.2\n   2.5    11.3\n   3.5    12.9\n   1.0     9.1  \n\n", "utf-8", Plain, "price", [Blanks] },
        { "# made on Monday, by hand\n# m\nsize,price\n1.5,10.2\n# a remark\n2.5,11.3\n3.5,12.9\n1.0,9.1\n", "utf-8", Plain, "price", [] },
        { "# size price\n1.5 10.2\n2.5 11.3\n3.5 12.9\n1.0 9.1\n", "utf-8", Plain, "price", [Blanks] },
        { "\uFEFFsize,price\n1.5,10.2\n2.5,11.3\n3.5,12.9\n1.0,9.1\n,\n , \n\n", "utf-8", Plain, "price", [] },
        { "size,price\n1.5,10.2\n2.5,11.3\nsize,price\n3.5,12.9\n1.0,9.1\n", "utf-8", Plain, "price", ["line 4 repeats the names of the columns, and is passed over"] },
        {
            "size;price\n1,5;10,2\n\"size\";price\n2,5;11,3\n3,5;12,9\nsize;price\n1,0;9,1\n", "utf-8", Plain, "price",
            [Semicolons, Commas, "2 lines repeat the names of the columns, the first of them line 3, and are passed over"]
        },
        { "size,price,\n1.5,10.2\n2.5,11.3,\n3.5,12.9\n1.0,9.1,\n", "utf-8", Plain, "price", [] },
        { "size,,price,,\n1.5,,10.2,,\n2.5,,11.3,,\n3.5,,12.9,,\n1.0,,9.1,,\n,,,,\n", "utf-8", Plain, "price", [] },
        { "size,price\n1.5,10.2,\n2.5,11.3,\n3.5,12.9,\n1.0,9.1,\n", "utf-8", Plain, "price", [] },
        { "\"size\";\"price\"\n\"1,5\";\"10,2\"\n\"2,5\";\"11,3\"\n\"3,5\";\"12,9\"\n\"1,0\";\"9,1\"\n", "utf-8", Plain, "price", [Semicolons, Commas] },
        { "\uFEFFsize;price\n1,5;10,2\n2,5;11,3\n3,5;12,9\n1,0;9,1\n", "utf-16", Plain, "price", [Semicolons, Commas] },
        { "\uFEFFsize,price\n1.5,10.2\n2.5,11.3\n3.5,12.9\n1.0,9.1\n", "utf-16BE", Plain, "price", [] },
        { "size,price\n1.5,10.2\n2.5,11.3\n3.5,12.9\n1.0,9.1\n", "utf-16", Plain, "price", ["is read as UTF-16, though it has no byte order mark (--encoding names another)"] },
        { "size,price\n1.5,10.2\n2.5,11.3\n3.5,12.9\n1.0,9.1\n", "utf-16BE", Plain, "price", ["is read as UTF-16 with the high byte first, though it has no byte order mark (--encoding names another)"] },
        { Degrees, "windows-1252", Degrees, "y", [Windows1252] },
        { "a;y\r\n\"x\r\ny; \"\"z\"\"\";-0\r\n0x1F;+1\r\nu; 1e5 \r\n", "utf-8", "a,y\n\"x\r\ny; \"\"z\"\"\",-0\n0x1F,1\nu,100000\n", "y", [Semicolons] },
        { "x y\nr1 1 10\nr2 2 12\nr3 3 19\n", "utf-8", "row,x,y\nr1,1,10\nr2,2,12\nr3,3,19\n", "y", [Blanks, "its rows have one field more than the header, which is read as their names, in a column 'row'"] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_table_as_other_programs_write_it_is_what_it_means(string text, string encoding, string plain, string value, string[] notes) =>
        Same(System.Text.Encoding.GetEncoding(encoding).GetBytes(text), plain, value, notes);

    [Fact]
    public void A_compressed_table_of_tabs_is_known_by_the_name_inside_its_name()
    {
        using MemoryStream bytes = new();
        using (GZipStream stream = new(bytes, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(Plain.Replace(',', '\t')));
        }

        Same(bytes.ToArray(), Plain, "price", [], name: "t.tsv.gz");
        byte[] half = bytes.ToArray()[..(int)(bytes.Length / 2)];
        Assert.Equal("t.csv: is compressed by gzip, and damaged or cut off", Refusal(half));
        Assert.Equal("t.csv: is compressed by gzip, and damaged or cut off", Refusal([.. bytes.ToArray()[..20], 255, 255, 255, 255, 255, 255]));
    }

    [Theory]
    [InlineData("size;price\n1,500;10\n2,500;11\n3,500;13\n1,000;9\n", ';', null, "size,price\n1.5,10\n2.5,11\n3.5,13\n1,9\n", Commas)]
    [InlineData("size|price\n1.5|10\n2.5|11\n", '|', '.', "size,price\n1.5,10\n2.5,11\n", null)]
    [InlineData("size:price\n1,5:10\n2,5:11\n", ':', ',', "size,price\n1.5,10\n2.5,11\n", null)]
    [InlineData("size price\n1 10\n2 11\n", ' ', null, "size,price\n1,10\n2,11\n", null)]
    [InlineData("size price\n1\t10\n2 \t 11\n", ' ', null, "size,price\n1,10\n2,11\n", null)]
    [InlineData("size\tprice\n1,000\t10\n2,000\t11\n", '\t', ',', "size,price\n1,10\n2,11\n", null)]
    public void What_is_told_goes_before_what_is_found(string text, char? separator, char? decimals, string plain, string? note) =>
        Same(System.Text.Encoding.UTF8.GetBytes(text), plain, "price", note is null ? [] : [note], new TextDialect { Separator = separator, DecimalMark = decimals });

    [Fact]
    public void Years_above_the_columns_are_their_names_where_they_are_asked_for()
    {
        TableData data = TableData.Read(
            Write("2000,2001,2002\n5.1,3.5,1.4\n4.9,3.0,1.3\n6.2,2.9,4.3\n"u8.ToArray()), new TableOptions { Value = "2002", Bins = BinRule.Equal(2) });
        Assert.Equal(["line 1 holds numbers like those below it: has the table no header? It is read as one; --no-header says that it is a row"], data.Notes);
        Assert.Equal(["2000", "2001"], data.Schema.FeatureNames);
        Assert.Equal([1.4, 1.3, 4.3], data.Values.ToArray());
    }

    [Theory]
    [InlineData("Prices of 2024\n\nx,y,z\n1,2,3\n3,4,5\n", "'Prices of 2024'; line 3 names it: take the lines before it away, or begin them with '#'")]
    [InlineData("Prices of 2024,,\nx,\"y\"\n1,2\n3,4\n", "'Prices of 2024', 'column 2'; line 2 names it: take the lines before it away, or begin them with '#'")]
    [InlineData("% made today\nx;y\n1;2\n", "'% made today'; line 2 names it: take the lines before it away, or begin them with '#'")]
    [InlineData("x^y\n1^2\n", "'x^y'; if '^' separates the columns, --separator '^' says so")]
    [InlineData("y~x\n2~1\n", "'y~x'; if '~' separates the columns, --separator '~' says so")]
    [InlineData("a,b\n1,2\n", "'a', 'b'")]
    public void A_header_that_was_misread_is_told_with_what_to_do(string text, string rest) => Assert.Equal(
        $"has no column 'y'; it has {rest}", Assert.Throws<DataFileException>(() => TableData.Read(Write(System.Text.Encoding.UTF8.GetBytes(text)), new TableOptions { Value = "y" })).Problem.Replace($" (did you mean '{text.Split('\n')[0]}'?)", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("x|y\n---|:---:\n1|2\n3|4\n")]
    [InlineData(" x | y \n---+---\n 1 | 2\n 3 | 4\n")]
    [InlineData("x,y\n1,2\n3,4\n\u001a")]
    public void Lines_that_are_drawn_and_marks_of_the_end_are_no_rows(string text)
    {
        TableData data = TableData.Read(Write(System.Text.Encoding.UTF8.GetBytes(text)), new TableOptions { Value = "y", Bins = BinRule.Equal(2) });
        Assert.Equal([1, 3], Data.Values(data.Features()));
        Assert.Equal([2, 4], data.Values.ToArray());
    }

    [Fact]
    public void Words_with_blanks_in_a_single_column_stay_whole()
    {
        DataFileException wrong = Assert.Throws<DataFileException>(
            () => TableData.Read(Write("first name\nJohn Smith\nAda Byron\n"u8.ToArray()), new TableOptions { Value = "y" }));
        Assert.Equal("has no column 'y'; it has 'first name'; if something else than commas separates the columns, --separator says what", wrong.Problem);
    }

    public void Dispose() => _folder.Dispose();

    private void Same(byte[] table, string plain, string value, string[] notes, TextDialect? dialect = null, string name = "t.csv")
    {
        var options = new TableOptions { Value = value, Bins = BinRule.Equal(2) };
        TableData expected = TableData.Read(Write(System.Text.Encoding.UTF8.GetBytes(plain), "plain.csv"), options);
        TableData actual = TableData.Read(Write(table, name), options with { Dialect = dialect ?? TextDialect.Found });
        Assert.Equal(notes, actual.Notes);
        Assert.Equal(Data.Values(expected.Features()), Data.Values(actual.Features()));
        Assert.Equal(expected.Values.ToArray(), actual.Values.ToArray());
        Assert.Equal(expected.Schema.FeatureNames, actual.Schema.FeatureNames);
    }

    private string Refusal(byte[] table)
    {
        DataFileException wrong = Assert.Throws<DataFileException>(() => TableData.Read(Write(table), new TableOptions { Value = "price" }));
        return wrong.Message[(_folder.Path.Length + 1)..];
    }

    private string Write(byte[] bytes, string name = "t.csv") => _folder.File(name, bytes);
}
