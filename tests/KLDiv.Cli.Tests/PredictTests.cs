using System.Text.Json;

namespace KLDiv.Cli.Tests;

/// <summary>What a model says of rows and records, and of what it was not fitted to.</summary>
public sealed class PredictTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public PredictTests()
    {
        string[] sizes = ["s", "m", "\"a, b\""];
        IEnumerable<string> rows = Enumerable.Range(0, 60).Select(i => $"{(i % 2 == 0 ? "Tue" : "Mon")},{sizes[i % 3]},{1 + (i % 12)},{1.5 + (i % 5)},{(i % 4) + (i % 2 * 4)},{(i % 3 == 0 ? "yes" : "no")}");
        File.WriteAllLines(_folder.File("t.csv"), rows.Prepend("day,size,month,km,minutes,late"));
        Assert.Equal(0, _folder.Run("fit", "t.csv", "--value", "minutes", "--features", "day,size,month,km", "--cyclic", "month:12", "--folds", "0", "--model", "m").Status);
        Assert.Equal(0, _folder.Run("fit", "t.csv", "--value", "late", "--features", "day,km", "--folds", "0", "--model", "late").Status);
        File.WriteAllText(_folder.File("new.csv"), "order,day,size,month,km\n=1+1,Mon,s,13,300\n\"8, b\",Tue,\"a, b\",2,2\n-7,Mon,m,3,2.5\n");
    }

    [Fact]
    public void Rows_are_printed_as_text_unless_told_otherwise_and_columns_are_carried_along()
    {
        Outcome predicted = _folder.Run("predict", "m", "new.csv", "--what", "mean", "--keep", "order,size");
        string[] lines = predicted.Output.Split('\n');
        Assert.Equal(("order,size,mean,deviation", 5), (lines[0], lines.Length));
        Assert.Equal(["'=1+1,s,", "\"8, b\",\"a, b\",", "-7,m,"], lines[1..4].Zip((int[])[8, 14, 5], (line, length) => line[..length]), StringComparer.Ordinal);
        Assert.Equal(0, _folder.Run("predict", "m", "new.csv", "--what", "mean", "--keep", "order,size", "--output", "q.csv").Status);
        Assert.Equal(predicted.Output, File.ReadAllText(_folder.File("q.csv")));
        Assert.StartsWith("order,day,size,month,km,class,probability\n", _folder.Run("predict", "late", "new.csv", "--what", "top", "--keep", "all").Output, StringComparison.Ordinal);
        Assert.Matches("^class,probability\n(no|yes),0", _folder.Run("predict", "late", "new.csv", "--what", "top").Output);
    }

    [Fact]
    public void What_lies_outside_of_what_was_fitted_is_told_of_with_its_range_and_refused_where_that_is_strict()
    {
        string[] notes =
        [
            "1 of 3 rows has 'month' outside of what the model was fitted to, 1 to 12, the first in line 2 (13)",
            "1 of 3 rows has 'km' outside of what the model was fitted to, 1.5 to 5.5, the first in line 2 (300)",
        ];
        Assert.Equal(string.Concat(notes.Select(note => $"kldiv: new.csv: {note}\n")), _folder.Run("predict", "m", "new.csv").Error);
        Assert.Equal(new Outcome(1, "", $"kldiv: new.csv: {notes[0]}\n"), _folder.Run("predict", "m", "new.csv", "--strict"));

        string[] record = ["predict", "m", "--set", "day=Mon,size=s,month=13,km=300", "--json"];
        Assert.Equal("kldiv: --set: 'month' is 13, and the model was fitted to 1 to 12\nkldiv: --set: 'km' is 300, and the model was fitted to 1.5 to 5.5\n", _folder.Run(record).Error);
        Assert.Equal(new Outcome(2, "", "kldiv: --set: 'month' is 13, and the model was fitted to 1 to 12\n"), _folder.Run([.. record, "--strict"]));

        File.WriteAllText(_folder.File("levels.csv"), "day,size,month,km\nSun,s,1,2\nMon,xl,1,2\nSun,m,1,2\n");
        Assert.Equal(
            "kldiv: levels.csv: 2 of 3 rows have a level in column 'day' that the model does not know, and that takes the mean of its features, the first in line 2\n"
            + "kldiv: levels.csv: 1 of 3 rows has a level in column 'size' that the model does not know, and that takes the mean of its features, the first in line 3\n",
            _folder.Run("predict", "m", "levels.csv", "--unseen", "mean").Error);
    }

    [Fact]
    public void Several_records_have_several_answers()
    {
        string[] records = ["--set", "day=Mon,size=\"a, b\",month=2,km=2", "--set", "day=Tue,size=s,month=3,km=3"];
        Outcome drawn = _folder.Run(["predict", "m", .. records]);
        Assert.Equal(2, drawn.Output.Split("minutes where ").Length - 1);
        Assert.Contains("\n\nminutes where day=Tue", drawn.Output, StringComparison.Ordinal);

        Outcome printed = _folder.Run(["predict", "m", .. records, "--what", "quantiles", "--levels", "0.1,0.9"]);
        Assert.Equal(("q10,q90", 4), (printed.Output.Split('\n')[0], printed.Output.Split('\n').Length));

        JsonElement both = JsonDocument.Parse(_folder.Run(["predict", "m", .. records, "--json"]).Output).RootElement.GetProperty("records");
        JsonElement one = JsonDocument.Parse(_folder.Run("predict", "m", "--set", "day=Tue,size=s,month=3,km=3", "--json").Output).RootElement;
        Assert.Equal((2, one.GetProperty("mean").GetDouble()), (both.GetArrayLength(), both[1].GetProperty("mean").GetDouble()));
        Assert.Equal("day=Tue,size=s,month=3,km=3", both[1].GetProperty("record").GetString());
        Assert.Equal(
            "kldiv: --set day=Sun,size=s,month=3,km=3: 'Sun' in column 'day', which was not among its levels when the model was fitted: 'Mon', 'Tue'\n",
            _folder.Run(["predict", "m", .. records, "--set", "day=Sun,size=s,month=3,km=3"]).Error);
    }

    [Fact]
    public void The_picture_tells_both_tails_apart()
    {
        File.WriteAllLines(_folder.File("n.csv"), Enumerable.Range(0, 400).Select(i => $"{i % 2},{100 + ((i / 2 * 37) % 199 / 10.0) + (i % 2 * 300)}").Prepend("x,y"));
        Assert.Equal(0, _folder.Run("fit", "n.csv", "--value", "y", "--features", "x", "--bins", "0:600:10", "--categorical", "x", "--folds", "0", "--l2", "0.0003", "--model", "n").Status);
        string[] lines = _folder.Run("predict", "n", "--set", "x=0").Output.Split('\n');
        Assert.Contains(lines, line => line.Contains(" or more ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("others", StringComparison.Ordinal));
        Assert.Contains(_folder.Run("predict", "n", "--set", "x=1").Output.Split('\n'), line => line.Contains("below ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("predict m new.csv --keep none", 1, "new.csv: has no column 'none'; it has 'order', 'day', 'size', 'month', 'km'")]
    [InlineData("predict m new.csv --keep order --output q.npy", 2, "--keep carries texts along, which q.npy does not hold; name a .csv file")]
    [InlineData("predict m --set day=Mon --keep day", 2, "--keep carries columns of a table along, and a --set has none")]
    [InlineData("predict m new.csv --json", 2, "--json prints the distributions of --set; the predictions of a file are printed as CSV, or go to --output")]
    [InlineData("predict m --set day=\"a", 2, "--set: 'day=\"a' has a quote that is not closed")]
    public void What_cannot_be_done_is_one_line(string line, int status, string error) =>
        Assert.Equal(new Outcome(status, "", $"kldiv: {error}\n"), _folder.Run(line.Split(' ')));

    public void Dispose() => _folder.Dispose();
}
