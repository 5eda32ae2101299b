using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KLDiv.Cli.Tests;

/// <summary>Parquet and Arrow files, as other programs wrote them, are the tables that their CSV is: to the bit.</summary>
public sealed class TypedFileTests : IDisposable
{
    private const string Passed = "kldiv: FILE: columns that a table cannot hold are passed over: 'tags' (lists)\n";
    private static readonly string[] Written = ["deliveries-by-arrow-rs-version-1.parquet", "deliveries-by-arrow-rs-version-2.parquet", "deliveries-by-arrow-js.arrow"];

    private readonly CommandFolder _folder = new();

    public TypedFileTests()
    {
        foreach (string name in (string[])["deliveries.csv", .. Written])
        {
            File.Copy($"{Repository.Root}/tests/KLDiv.Files.Columnar.Tests/Data/{name}", _folder.File(name));
        }
    }

    [Theory]
    [InlineData("--value minutes --features dist,count,kind,size,day,ts,ok,f32,clock --weights weight --missing level --ordinal size:small:middle:large")]
    [InlineData("--value minutes --missing mean --categorical count --cyclic clock:24 --no-date day,ts --strict --features count,day,clock,f32,id")]
    [InlineData("--value minutes --missing drop --bins quantile:5 --l2 auto --folds 3")]
    [InlineData("--value kind --missing drop --features dist,size,day:trend")]
    [InlineData("--value ok --features size,f32")]
    [InlineData("--value minutes --features size,dist")]
    [InlineData("--target c0,c1,c2 --counts --features size,day --date day:trend")]
    [InlineData("--value minutes --dry-run")]
    public void Figures_notes_and_errors_are_those_of_the_csv(string options)
    {
        string[] split = options.Split(' ');
        Outcome csv = _folder.Run(["fit", "deliveries.csv", .. split, "--json"]);
        foreach (string name in Written)
        {
            Outcome typed = _folder.Run(["fit", name, .. split, "--json"]);
            Assert.Equal(csv.Status, typed.Status);
            Assert.Equal(Plain(csv.Output, "deliveries.csv"), Plain(typed.Output, name));
            string said = Plain(typed.Error, name).Replace(Passed, "", StringComparison.Ordinal);
            Assert.Equal(Plain(csv.Error, "deliveries.csv"), said);
        }
    }

    [Fact]
    public void A_model_of_one_kind_of_file_predicts_the_others()
    {
        Assert.Equal(0, _folder.Run("fit", Written[0], "--value", "minutes", "--features", "dist,kind,size,ts,ok", "--missing", "mean", "--model", "m.safetensors").Status);
        Outcome csv = _folder.Run("predict", "m.safetensors", "deliveries.csv", "--keep", "id,dist,day,ts,ok,clock,minutes");
        Assert.StartsWith("id,dist,day,ts,ok,clock,minutes,", csv.Output, StringComparison.Ordinal);
        Assert.Contains("\n1234567890123456789,3.1,2024-02-23,2024-02-23T06:49:59,False,06:49:59,11.29,", csv.Output, StringComparison.Ordinal);
        foreach (string name in Written)
        {
            Assert.Equal(csv.Output, _folder.Run("predict", "m.safetensors", name, "--keep", "id,dist,day,ts,ok,clock,minutes").Output);
        }
    }

    [Fact]
    public void Samples_in_two_kinds_of_files_are_the_same()
    {
        Outcome outcome = _folder.Run("compare", "deliveries.csv", Written[1], "--json");
        Assert.Equal(0, outcome.Status);
        JsonElement[] columns = [.. JsonDocument.Parse(outcome.Output).RootElement.GetProperty("columns").EnumerateArray()];
        Assert.Equal(15, columns.Length);
        Assert.All(columns, column => Assert.Equal(0, column.GetProperty("js").GetDouble()));
    }

    [Theory]
    [InlineData("--value tags", "has lists in column 'tags'; a column of a table holds numbers, texts or times: write what is wanted of it as columns of its own")]
    [InlineData("--value minuts", "has no column 'minuts' (did you mean 'minutes'?); it has 'id', 'dist', 'count', 'kind', 'size', 'day', 'ts', 'ok', 'f32', 'weight', 'minutes', 'clock', 'c0', 'c1', 'c2'")]
    [InlineData("--value minutes --separator ;", "says itself how its table is written; leave away what says that of text: --separator, --decimal, --encoding, --no-header")]
    public void What_is_wrong_is_one_line(string options, string problem)
    {
        foreach (string name in Written)
        {
            Assert.Equal(new Outcome(1, "", $"kldiv: {name}: {problem}\n"), _folder.Run(["fit", name, .. options.Split(' ')]));
        }
    }

    [Fact]
    public void What_is_no_whole_file_is_one_line()
    {
        File.WriteAllBytes(_folder.File("cut.parquet"), File.ReadAllBytes(_folder.File(Written[0]))[..1000]);
        File.WriteAllBytes(_folder.File("old.feather"), [.. "FEA1\0\0\0\0 and more"u8]);
        File.WriteAllBytes(_folder.File("stream.arrow"), [0xFF, 0xFF, 0xFF, 0xFF, 16, 1, 0, 0, .. new byte[64]]);
        foreach ((string name, string problem) in ((string, string)[])
            [
                ("cut.parquet", "is cut short: it has no footer"),
                ("old.feather", "is a Feather file of the first version; write it anew in the second (Arrow IPC), or as CSV"),
                ("stream.arrow", "is a stream of Arrow; write an Arrow IPC file (Feather), or CSV"),
            ])
        {
            Assert.Equal(new Outcome(1, "", $"kldiv: {name}: {problem}\n"), _folder.Run("fit", name, "--value", "minutes"));
        }
    }

    [Fact]
    public void Inspect_shows_columns_with_types_and_first_cells()
    {
        byte[] file = SmallTable();
        File.WriteAllBytes(_folder.File("t.parquet"), file);
        Assert.Equal(
            new Outcome(0, $"t.parquet: Parquet, {file.Length} bytes, a table of 2 columns and 4 rows\n\n  size  float64  1.5, 2.5, 3\n  kind  text     a, b, a\n", ""), _folder.Run("inspect", "t.parquet"));
        JsonElement root = JsonDocument.Parse(_folder.Run("inspect", "t.parquet", "--json").Output).RootElement;
        Assert.Equal((4, "float64"), (root.GetProperty("rows").GetInt32(), root.GetProperty("columns")[0].GetProperty("type").GetString()));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The first row stands in line 2 of a CSV file.</summary>
    private static string Plain(string text, string name) => Regex.Replace(
        text.Replace(name, "FILE", StringComparison.Ordinal), @"\bline (?<line>\d+)", line => $"row {int.Parse(line.Groups["line"].Value, CultureInfo.InvariantCulture) - 1}", RegexOptions.None, TimeSpan.FromSeconds(10));

    private static byte[] SmallTable() => TestSupport.Written.Parquet(
        Parquet.CompressionMethod.None, 1, new TestSupport.Written.Column("size", new[] { 1.5, 2.5, 3, 4 }), new TestSupport.Written.Column("kind", new[] { "a", "b", "a", "b" }));
}
