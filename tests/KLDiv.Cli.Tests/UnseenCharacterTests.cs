namespace KLDiv.Cli.Tests;

/// <summary>Controls of both kinds and marks that turn the direction of writing, in names, files and options: none reaches the terminal or a page.</summary>
public sealed class UnseenCharacterTests : IDisposable
{
    private const string Hostile = "a\u009B31mb\u0080\u202Ec\u2066d\u200Fe\u061Cf\u2028g\u001B[1mh\u007Fi";
    private const string Harmless = "a\uFFFD31mb\uFFFD\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFDg␛[1mh␡i";

    private readonly CommandFolder _folder = new();

    [Fact]
    public void Names_of_classes_and_files_are_shown_harmless_in_the_table_the_page_and_the_messages()
    {
        string input = $"{Hostile}.npy";
        _folder.Write(input, [2, 2], -1.0, -2.0, -0.5, -0.25);
        _folder.Write("t.npy", [2, 2], 0.5, 0.5, 0.25, 0.75);
        File.WriteAllText(_folder.File("names.txt"), $"{Hostile}\nplain\n");
        Outcome outcome = _folder.Run("report", input, "t.npy", "--normalise", "--names", "names.txt", "--report", "page.html");
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        Assert.Contains($"{Harmless}.npy (log-probs)", outcome.Output, StringComparison.Ordinal);
        MustBeHarmless(outcome.Output);
        MustBeHarmless(File.ReadAllText(_folder.File("page.html")));

        Outcome missing = _folder.Run("loss", $"{Hostile}.none", "t.npy");
        Assert.Equal(1, missing.Status);
        MustBeHarmless(missing.Error);
        Outcome unknown = _folder.Run("loss", "t.npy", "t.npy", $"--{Hostile}");
        Assert.Equal(2, unknown.Status);
        MustBeHarmless(unknown.Error);
        MustBeHarmless(_folder.Run("loss", "t.npy", "t.npy", "--reduction", Hostile).Error);
    }

    [Fact]
    public void Levels_values_and_columns_are_shown_harmless_by_fit_and_predict()
    {
        // Line separators and controls are no line breaks of a table.
        File.WriteAllText(_folder.File("t.csv"), $"{Hostile},y\n{Hostile},1\nb,2\n{Hostile},2\nb,3\n");
        Outcome fit = _folder.Run("fit", "t.csv", "--value", "y", "--model", "m", "--report", "page.html");
        Assert.Equal(0, fit.Status);
        MustBeHarmless(fit.Output);
        MustBeHarmless(fit.Error);
        MustBeHarmless(File.ReadAllText(_folder.File("page.html")));
        Outcome predict = _folder.Run("predict", "m", "--set", $"{Hostile}={Hostile}");
        Assert.Equal((0, ""), (predict.Status, predict.Error));
        MustBeHarmless(predict.Output);
        Outcome unseen = _folder.Run("predict", "m", "--set", $"{Hostile}=x{Hostile}");
        Assert.Equal(2, unseen.Status);
        MustBeHarmless(unseen.Error);
    }

    [Theory]
    [InlineData("=1+1", "p(=1+1)")]
    [InlineData("+a", "p(+a)")]
    [InlineData("-a", "p(-a)")]
    [InlineData("@a", "p(@a)")]
    [InlineData("1e3", "p(1e3)")]
    [InlineData("a=b", "a=b")]
    public void A_name_that_spreadsheets_take_for_a_formula_is_none_in_the_predictions(string name, string written)
    {
        File.WriteAllText(_folder.File("t.csv"), $"x,{name},other\n1,0.5,0.5\n2,0.25,0.75\n3,0.75,0.25\n");
        Outcome fit = _folder.Run("fit", "t.csv", "--features", "x", $"--target={name},other", "--predictions", "q.csv", "--model", "m");
        Assert.Equal((0, ""), (fit.Status, fit.Error));
        Assert.Equal($"{written},other", File.ReadLines(_folder.File("q.csv")).First());
        Assert.Equal(0, _folder.Run("predict", "m", "t.csv", "--output", "p.csv").Status);
        Assert.Equal($"{written},other", File.ReadLines(_folder.File("p.csv")).First());
    }

    public void Dispose() => _folder.Dispose();

    private static void MustBeHarmless(string text) => Assert.DoesNotContain(
        text,
        character => (char.IsControl(character) && character is not ('\n' or '\t'))
            || character is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or '\u2066' or '\u2067');
}
