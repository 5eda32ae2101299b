namespace KLDiv.Files.Tests;

public sealed class NearNameTests
{
    [Theory]
    [InlineData("los", "loss")]
    [InlineData("LOSS", "loss")]
    [InlineData("lsos", "loss")]
    [InlineData("loses", "loss")]
    [InlineData("log_probs", "log-probs")]
    [InlineData("LogProbs", "log-probs")]
    [InlineData("reductoin", "reduction")]
    [InlineData("red", "reduction")]
    [InlineData("grad-inptu", "grad-input")]
    [InlineData("grad", "grad-input", "grad-target")]
    [InlineData("r")]
    [InlineData("pq")]
    [InlineData("frobnicate")]
    [InlineData("")]
    [InlineData("--")]
    public void The_nearest_names_are_guessed_and_none_where_none_is_near(string given, params string[] guesses) =>
        Assert.Equal(guesses, NearName.Guess(given, "loss", "reduction", "log-probs", "grad-input", "grad-target", "p", "q", ""));

    [Fact]
    public void A_name_that_differs_in_its_capitals_alone_is_nearer_than_any_other() => Assert.Equal(["Weekday"], NearName.Guess("weekday", "weekdays", "Weekday"));

    [Fact]
    public void A_name_that_is_there_twice_is_guessed_once_and_at_most_three_are() =>
        Assert.Equal(["abcd1", "abcd2", "abcd3"], NearName.Guess("abcd", "abcd1", "abcd1", "abcd2", "abcd3", "abcd4"));

    [Fact]
    public void A_hint_is_one_line_whatever_the_names_hold()
    {
        Assert.Equal("", NearName.Hint("x", "weekday"));
        Assert.Equal(" (did you mean 'weekday'?)", NearName.Hint("wekday", "month", "weekday"));
        Assert.Equal(" (did you mean 'grad-input' or 'grad-target'?)", NearName.Hint("grad", "grad-input", "grad-target"));
        Assert.Equal(" (did you mean 'week\uFFFDday'?)", NearName.Hint("weekday", "week\nday"));
    }

    [Fact]
    public void Names_of_any_length_and_number_are_compared_in_no_time()
    {
        Assert.Empty(NearName.Guess(new string('a', 1_000_000), new string('a', 999_999)));
        Assert.Empty(NearName.Guess("weekday", Endless()));
    }

    private static IEnumerable<string> Endless()
    {
        while (true)
        {
            yield return "month";
        }
    }
}
