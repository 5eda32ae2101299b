using KLDiv.Cli.Terminal;

namespace KLDiv.Cli.Tests;

/// <summary>What is read is finite, and what is made of it is not: one line that names file, place and value, and nothing written.</summary>
public sealed class OverflowTests : IDisposable
{
    private const string MadeOfIt = "what the model makes of it is more than double precision holds";
    private const string Model = "is no model that kldiv fit made: the schema of the table";
    private const string Periods = "periods of 1E-320, and no digit says where in one of them";

    private readonly CommandFolder _folder = new();

    [Theory]
    [InlineData("derived-overflow-in-predict", "predict m1.safetensors --set day=Mon,hour=3,size=m,x=1e308 --json", $"m1.safetensors: --set: '1e308' in column 'x'; {MadeOfIt}")]
    [InlineData("derived-overflow-in-predict", "predict m1.safetensors thuge.csv --output OUT.csv", $"thuge.csv: line 2 has 1E+308 in column 'x'; {MadeOfIt}")]
    [InlineData(
        "derived-overflow-in-fit",
        "fit a.csv --value x --bins 4 --bandwidth 0.5 --interactions --features hour,v --folds 0 --report OUT.html --json",
        "a.csv: the bins reach from -2.9672 to 1E+308; numbers beyond 1E+150 are not drawn, so take another unit")]
    [InlineData(
        "derived-overflow-in-fit",
        "fit b.csv --value x --bins quantile:4 --features hour,v --report OUT.html --json",
        "b.csv: the bins reach from -2.9672 to 3.6251E+307; numbers beyond 1E+150 are not drawn, so take another unit")]
    [InlineData("derived-overflow-in-fit", "fit d.csv --value v --features day,x --folds 3 --bins 4 --json --neighbours 2", $"d.csv: line 12 has -1E+308 in column 'x'; {MadeOfIt}")]
    [InlineData("tiny-period", "fit t.csv --value v --bins 5 --features hour --cyclic hour:1e-310 --json", "t.csv: line 3 has 1 in column 'hour'; that is Infinity periods of 1E-310, and no digit says where in one of them")]
    [InlineData("tiny-period", "fit t.csv --value v --bins 5 --features hour --cyclic hour:1e-20 --json", "t.csv: line 3 has 1 in column 'hour'; that is 1E+20 periods of 1E-20, and no digit says where in one of them")]
    [InlineData(
        "huge-targets",
        "fit T.npy T.npy --l2 0.01 --json",
        "T.npy: row 4 of targets sums to 9.078125398280855E+307, and the targets of all rows to 9.078125398280855E+307; that is too far from 1 to compute with, so multiply all targets by one number")]
    [InlineData(
        "huge-targets",
        "fit X.npy T2.npy --l2 0.01 --json",
        "T2.npy: row 13 of targets sums to 5.701416668724973E+307, and the targets of all rows to 5.701416668724973E+307; that is too far from 1 to compute with, so multiply all targets by one number")]
    [InlineData("silent-nan-in-predict", "predict m5.safetensors X1e200.npy --output OUT.npy", $"X1e200.npy: has 1E+200 at [3, 0]; {MadeOfIt}")]
    [InlineData("silent-nan-in-predict", "predict m5.safetensors x2.npy --output OUT.csv", $"x2.npy: has -5.580729760462782E+205 at [14, 2]; {MadeOfIt}")]
    [InlineData("hostile-models", "predict features-null.safetensors t.csv --output OUT.csv", $"features-null.safetensors: {Model} has null for feature 0")]
    [InlineData("hostile-models", "predict one-feature-null.safetensors t.csv --output OUT.csv", $"one-feature-null.safetensors: {Model} has null for feature 0")]
    [InlineData("hostile-models", "predict exc-NullReferenceException-101-5.safetensors t.csv --output OUT.csv", $"exc-NullReferenceException-101-5.safetensors: {Model} has null for feature 3")]
    [InlineData("hostile-models", "predict period.safetensors t.csv --output OUT.csv", $"period.safetensors: {Model} has column 'hour' reach from 0 to 23; that is Infinity {Periods}")]
    [InlineData(
        "hostile-models",
        "predict exc-ArgumentException-103-3.safetensors --set day=Mon,hour=3,size=m,x=0.5",
        $"exc-ArgumentException-103-3.safetensors: {Model} has column 'hour' reach from 0 to 23; that is Infinity {Periods}")]
    [InlineData("hostile-models", "predict kind77.safetensors t.csv --output OUT.csv", $"kind77.safetensors: {Model} is damaged: a FeatureKind is none of Number, Categorical, Cyclic, Ordinal")]
    [InlineData("hostile-models", "predict missing77.safetensors t.csv --output OUT.csv", $"missing77.safetensors: {Model} is damaged: a MissingValues is none of Error, Drop, Mean, Level")]
    public void One_line_says_what_is_wrong_and_where(string name, string line, string expected)
    {
        (int status, string output, string error) = Run(name, line);

        // What is odd about the bins may be said before.
        Assert.Equal((1, "", $"kldiv: {expected}"), (status, output, error.TrimEnd('\n').Split('\n')[^1]));
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_feature_that_is_huge_in_one_row_is_fitted_and_shown_where_nothing_overflows()
    {
        (int status, string output, string error) = Run(
            "derived-overflow-in-fit", "fit c.csv --value x --bins 4 --bandwidth 0.5 --interactions --features hour,v --report OUT.html --json");
        // The fold that is fitted without the row cannot predict it.
        Assert.Equal(0, status);
        Assert.EndsWith("; so there are no figures of rows held out\n", error, StringComparison.Ordinal);
        Assert.Contains("\"converged\":true", output, StringComparison.Ordinal);
        Assert.Equal(["OUT.html"], _folder.Names);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs the command in this process, files of the case named by their places and OUT in a folder that was empty.</summary>
    private (int Status, string Output, string Error) Run(string name, string line)
    {
        string place = $"{Repository.Root}/tests/KLDiv.Cli.Tests/Cases/{name}/";
        string[] arguments =
        [
            .. line.Split(' ').Select(word => word.StartsWith("OUT", StringComparison.Ordinal) ? _folder.File(word)
                : File.Exists(place + word) ? place + word
                : word),
        ];
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        Host host = new() { Output = output, Error = error, OutputIsTerminal = false, ErrorIsTerminal = false, Cancellation = CancellationToken.None };
        int status = Entry.Run(arguments, host, () => 130);
        return (status, output.ToString(), error.ToString().Replace(place, "", StringComparison.Ordinal));
    }
}
