using System.Text;
using KLDiv.Cli.Fit;

namespace KLDiv.Cli.Tests;

/// <summary>Tables and command lines that are wrong: one line that says why, and no file.</summary>
public sealed class TableErrorTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public TableErrorTests()
    {
        Write("t.csv", "a,b,y\n1,2,3\n2,4,5\n3,6,9\n4,8,2\n");
        Write("quotes.csv", "\uFEFFa,y\r\n\"x,1\",2\r\n\"y \"\"q\"\"\",3\r\n\"x,1\",4\r\n");
        Write("one.csv", "a,y\n1,2\n");
        Write("constant.csv", "a,b,y\n1,2,3\n1,4,5\n1,6,9\n");
        Write("empty.csv", "");
        Write("header.csv", "a,y\n");
        Write("ragged.csv", "a,y\n1,2\n3\n");
        Write("nan.csv", "a,y\n1,2\nNaN,3\n");
        Write("huge.csv", "a,y\n1,1e308\n2,-1e308\n");
        Write("levels.csv", "a,y\nu,1\nv,2\n");
        Assert.Equal(0, _folder.Run("fit", "levels.csv", "--value", "y", "--bins", "2", "--l2", "0.1", "--model", "m.safetensors", "--json").Status);
        File.WriteAllBytes(_folder.File("cut.safetensors"), File.ReadAllBytes(_folder.File("m.safetensors"))[..200]);
    }

    public static TheoryData<string> Fitted => ["t.csv", "quotes.csv", "one.csv", "constant.csv"];

    public static TheoryData<string, string> WrongData => new()
    {
        { "fit empty.csv --value y", "empty.csv: is empty; a table starts with a line of column names" },
        { "fit ragged.csv --value y", "ragged.csv: line 3 has 1 column, and the header has 2; if it is no row, take it away or begin it with '#'" },
        { "fit t.csv --features zz --value y", "t.csv: has no column 'zz'; it has 'a', 'b', 'y'" },
        { "fit missing.csv --value y", "missing.csv: cannot be opened: no such file or directory" },
        { "fit huge.csv --value y --bins 5", "huge.csv: the values reach from -1E+308 to 1E+308, which 5 bins of one width cannot cover in double precision" },
        { "predict m.safetensors t.csv --output q.csv", "t.csv: line 2 has '1' in column 'a', which was not among its levels when the model was fitted: 'u', 'v'" },
        { "predict m.safetensors header.csv --output absent/q.csv", "absent/q.csv: cannot be written: no such file or directory" },
    };

    public static TheoryData<string, string> WrongLines => new()
    {
        { "fit t.csv", "TARGET is missing; or if t.csv is a table, say which of its columns is regressed with --value or --target" },
        { "fit t.csv t.csv --value y", "--value is a column of the table t.csv, so TARGET 't.csv' is one file too many" },
        { "fit t.csv --value y --target a,b", "--value and --target are both given; a number is regressed or a distribution, so give one of them" },
        { "fit t.csv --target a,b --bins 3", "--bins is for a --value; the columns of --target are a distribution already" },
        { "fit f.npy p.npy --cyclic a:12", "--cyclic is for a table; say which of its columns is regressed with --value or --target" },
        { "fit t.csv --value y --interactions --hidden 3", "--interactions and --hidden are two models; give one of them" },
        { "fit t.csv --value y --folds 0 --repeats 3", "--repeats repeats a cross-validation, and --folds 0 asks for none" },
        { "fit t.csv --value y --folds 5", "--folds is 5; t.csv has 4 rows, and a fold needs one" },
        { "fit t.csv --value y --model t.csv", "t.csv: is read by this command, and --model would replace it; name another file" },
        { "fit t.csv --value y --model m --report m", "--model and --report both name m" },
        { "fit t.csv --value y --bandwidth wide", "--bandwidth is 'wide'; it must be a finite number of at least 0, or auto; see kldiv fit --help" },
        { "fit t.csv --value y --features a,,b", "--features is 'a,,b'; it must be names with commas between them, and number 2 is empty; see kldiv fit --help" },
        { "predict m.safetensors", "a TABLE or FEATURES to predict is missing; or give a record with --set NAME=VALUE,..." },
        { "predict m.safetensors t.csv --set a=u", "--set gives records, and t.csv has others; leave one of them out" },
        { "predict m.safetensors --set a=w", "--set: 'w' in column 'a', which was not among its levels when the model was fitted: 'u', 'v'" },
        { "predict m.safetensors --set b=1", "--set: there is no feature 'b'; the model takes 'a'" },
        { "predict m.safetensors --set a=u --levels 0.5", "--levels are those of --what quantiles or intervals; add one of them" },
    };

    public static TheoryData<string> NoModels => ["cut.safetensors", "t.csv", "empty.csv"];

    [Theory]
    [MemberData(nameof(Fitted))]
    public void Odd_tables_give_a_result(string table)
    {
        Outcome outcome = _folder.Run("fit", table, "--features", "a", "--value", "y", "--bins", "7", "--l2", "0.001", "--folds", "0");
        Assert.Equal((0, table is "one.csv" ? "kldiv: one.csv: all rows have the value 2\n" : ""), (outcome.Status, outcome.Error));
        Assert.DoesNotContain("NaN", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("header.csv")]
    [InlineData("nan.csv")]
    public void A_table_without_a_row_or_with_a_missing_value_is_one_line(string table)
    {
        Outcome outcome = _folder.Run("fit", table, "--value", "y");
        Assert.Equal((1, ""), (outcome.Status, outcome.Output));
        Assert.Matches($@"^kldiv: {table}: [^\n]+[^.\n]\n$", outcome.Error);
    }

    [Theory]
    [MemberData(nameof(WrongData))]
    public void Wrong_data_are_one_line_that_names_the_file_and_status_1(string line, string error) => Refuses(line, 1, error);

    [Theory]
    [MemberData(nameof(WrongLines))]
    public void A_wrong_command_line_is_one_line_that_names_its_options_and_status_2(string line, string error) => Refuses(line, 2, error);

    [Theory]
    [MemberData(nameof(NoModels))]
    public void A_foreign_or_damaged_model_is_one_line(string model)
    {
        Outcome outcome = _folder.Run("predict", model, "--set", "a=u");
        Assert.Equal((1, ""), (outcome.Status, outcome.Output));
        Assert.Matches($@"^kldiv: {model}: is no model that kldiv fit made: [^\n]+[^.\n]\n$", outcome.Error);
    }

    [Fact]
    public void A_million_columns_are_read_where_two_are_asked_for()
    {
        IEnumerable<int> columns = Enumerable.Range(0, 1_000_000);
        Write("wide.csv", $"{string.Join(',', columns.Select(column => $"c{column}"))}\n{string.Join(',', columns)}\n{string.Join(',', columns)}\n");
        Outcome outcome = _folder.Run("fit", "wide.csv", "--features", "c0,c1", "--value", "c999999", "--bins", "2", "--json");
        Assert.Equal((0, "kldiv: wide.csv: all rows have the value 999999\n"), (outcome.Status, outcome.Error));
    }

    [Fact]
    public void More_features_than_a_fit_takes_are_refused_unless_some_columns_are_named()
    {
        string ones = string.Join(',', Enumerable.Repeat("1", 100_001));
        File.WriteAllText(_folder.File("wide.csv"), $"{string.Join(',', Enumerable.Range(0, 100_001).Select(i => $"c{i}"))},y\n{ones},2\n{ones},3\n");
        Outcome all = _folder.Run("fit", "wide.csv", "--value", "y");
        Assert.Equal(new Outcome(1, "", "kldiv: wide.csv: has 100001 features; a fit takes at most 100000, so name the columns that matter with --features\n"), all);
        Assert.Equal(0, _folder.Run("fit", "wide.csv", "--value", "y", "--features", "c7").Status);
    }

    public void Dispose() => _folder.Dispose();

    private void Refuses(string line, int status, string error)
    {
        string[] before = _folder.Names;
        Assert.Equal(new Outcome(status, "", $"kldiv: {error}\n"), _folder.Run(line.Split(' ')));
        Assert.Equal(before, _folder.Names);
    }

    private void Write(string name, string text) => File.WriteAllText(_folder.File(name), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}
