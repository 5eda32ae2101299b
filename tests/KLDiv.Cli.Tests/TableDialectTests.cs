namespace KLDiv.Cli.Tests;

/// <summary>Tables as other programs write them give what the same table gives as plain CSV, and one line for each thing that was guessed.</summary>
public sealed class TableDialectTests : IDisposable
{
    private const string Semicolons = "its columns are separated by ';' (--separator says another)";
    private const string Tabs = "its columns are separated by tabs (--separator says another)";
    private const string Commas = "its numbers have decimal commas (--decimal . says that they have not)";
    private const string Windows1252 = "has bytes that are not UTF-8, which are read as Windows-1252 (--encoding names another)";
    private const string Plain = "size,price\n1.5,10.2\n2.5,11.3\n3.5,12.9\n1.0,9.1\n";
    private const string Degrees = "T(°C),y\n1,2\n2,3\n3,4\n";

    private readonly CommandFolder _folder = new();

    /// <summary>Files of the folder of cases, the same table as plain CSV, its value, and what is said.</summary>
    public static TheoryData<string, string, string, string[]> Cases => new()
    {
        { "csv-dialects/eu.csv", Plain, "price", [Semicolons, Commas] },
        { "csv-dialects/eu2.csv", "size,price\n15,102\n25,113\n35,129\n10,91\n", "price", [Semicolons] },
        { "csv-dialects/quoted.csv", "a,b\n1,2\n3,4\n", "b", [Semicolons] },
        { "csv-dialects/tabs.csv", "a,b\n1,2\n3,4\n", "b", [Tabs] },
        { "encodings/cp1252.csv", Degrees, "y", [Windows1252] },
        { "trailing-commas/trailing-comma.csv", "size,price\n1,10\n2,11\n3,9\n4,3\n", "price", [] },
        { "trailing-commas/empty-last-row.csv", "a,y\n1,1\n2,3\n3,4\n", "y", [] },
        { "trailing-commas/spaces.csv", "a,y\n1,1\n2,3\n3,4\n", "y", [] },
        { "other-kinds-of-files/g.csv.gz", "size,price\n1,10\n2,11\n3,9\n4,3\n", "price", [] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_table_of_the_cases_is_what_it_means(string file, string plain, string value, string[] notes)
    {
        File.Copy($"{Repository.Root}/tests/KLDiv.Cli.Tests/Cases/{file}", _folder.File(Path.GetFileName(file)));
        Same(Path.GetFileName(file), plain, value, notes);
    }

    [Fact]
    public void A_first_line_of_numbers_is_a_header_or_a_row_by_the_names_that_are_asked_for()
    {
        File.Copy($"{Repository.Root}/tests/KLDiv.Cli.Tests/Cases/no-header/noheader.csv", _folder.File("t.csv"));
        const string Rows = "1,2,3\n5.1,3.5,1.4\n4.9,3.0,1.3\n6.2,2.9,4.3\n5.9,3.0,5.1\n";
        const string Header = "line 1 holds numbers like those below it: has the table no header? It is read as one; --no-header says that it is a row";
        Same("t.csv", Rows, "3", [], ["--no-header"], Header);
        Same("t.csv", Rows, "3", ["line 1 holds numbers like those below it, so it is read as a row, and the columns are named 1 to 3"], [], Header);
        Outcome asked = _folder.Run("fit", "t.csv", "--value", "1.4", "--bins", "2", "--neighbours", "0");
        Assert.Equal(
            (0, $"kldiv: t.csv: {Header}\n"),
            (asked.Status, asked.Error));
        Assert.Equal(
            new Outcome(1, "", "kldiv: t.csv: has no column 'y': line 1 holds numbers, '5.1', '3.5', '1.4'; if it is no header, --no-header says so, and the columns are named 1 to 3\n"),
            _folder.Run("fit", "t.csv", "--value", "y"));
    }

    [Fact]
    public void A_model_of_one_dialect_predicts_a_table_of_another()
    {
        File.WriteAllText(_folder.File("fitted.csv"), Plain);
        Assert.Equal(0, _folder.Run("fit", "fitted.csv", "--value", "price", "--bins", "2", "--model", "m.safetensors", "--json").Status);
        File.WriteAllText(_folder.File("new.csv"), "a;size\n7;1,5\n7;2,5\n");
        File.WriteAllText(_folder.File("plain.csv"), "size\n1.5\n2.5\n");
        Assert.Equal(new Outcome(0, "", ""), _folder.Run("predict", "m.safetensors", "plain.csv", "--output", "p.csv"));
        Assert.Equal(
            new Outcome(0, "", $"kldiv: new.csv: {Semicolons}\nkldiv: new.csv: {Commas}\n"), _folder.Run("predict", "m.safetensors", "new.csv", "--output", "q.csv"));
        Assert.Equal(File.ReadAllText(_folder.File("p.csv")), File.ReadAllText(_folder.File("q.csv")));
        Assert.Equal(new Outcome(0, "", ""), _folder.Run("predict", "m.safetensors", "new.csv", "--output", "r.csv", "--separator", "semicolon", "--decimal", ","));
        Assert.Equal(File.ReadAllText(_folder.File("p.csv")), File.ReadAllText(_folder.File("r.csv")));
    }

    [Theory]
    [InlineData("--separator", "x", "--separator: 'x' is no separator; it is one character that is no letter, digit, quote, sign or point, or tab, or blanks")]
    [InlineData("--decimal", ";", "--decimal is ';'; it must be one of ., ,")]
    [InlineData("--encoding", "utf-7", "--encoding: 'utf-7' is no encoding that is known; utf-8, utf-16, windows-1252, iso-8859-1 and shift_jis are")]
    [InlineData("--encoding", "klingon", "--encoding: 'klingon' is no encoding that is known; utf-8, utf-16, windows-1252, iso-8859-1 and shift_jis are")]
    public void A_wrong_word_for_a_dialect_is_one_line(string option, string word, string problem)
    {
        File.WriteAllText(_folder.File("t.csv"), Plain);
        Assert.Equal(new Outcome(2, "", $"kldiv: {problem}; see kldiv fit --help\n"), _folder.Run("fit", "t.csv", "--value", "price", option, word));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Fits the table and its plain form, and compares all that is printed.</summary>
    private void Same(string file, string plain, string value, string[] notes, string[]? options = null, string? plainNote = null)
    {
        File.WriteAllText(_folder.File("plain.csv"), plain);
        string[] Line(string table) => ["fit", table, "--value", value, "--bins", "2", "--neighbours", "0", "--l2", "0.1"];
        Outcome expected = _folder.Run(Line("plain.csv")), actual = _folder.Run([.. Line(file), .. options ?? []]);
        Assert.Equal(plainNote is null ? "" : $"kldiv: plain.csv: {plainNote}\n", expected.Error);
        Assert.Equal(string.Concat(notes.Select(note => $"kldiv: {file}: {note}\n")), actual.Error);
        Assert.Equal(0, actual.Status);
        Assert.Equal(expected.Output.Replace("plain.csv", file, StringComparison.Ordinal), actual.Output);
    }
}
