namespace KLDiv.Files.Tests;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("the", "the")]
    [InlineData(" the", "␣the")]
    [InlineData("two words ", "two words␣")]
    [InlineData("   ", "␣␣␣")]
    [InlineData("", "“”")]
    [InlineData("\n\t\0\u001B\u007F", "␊␉␀␛␡")]
    [InlineData("a\u202Eb\u2066c\u2028d", "a\uFFFDb\uFFFDc\uFFFDd")]
    [InlineData("\u0080\u009B31mred\u009F", "\uFFFD\uFFFD31mred\uFFFD")]
    [InlineData("a\u0085b", "a␤b")]
    [InlineData("\u200Ea\u200Fb\u061Cc\u2029d\u2068e\u2069", "\uFFFDa\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFD")]
    [InlineData("\uD83D\uDE00", "\uD83D\uDE00")]
    public void All_of_a_name_can_be_seen(string name, string shown) => Assert.Equal(shown, VisibleText.Of(name));

    [Fact]
    public void Half_of_a_pair_is_no_character() => Assert.Equal("\uFFFDa\uFFFD\uFFFD", VisibleText.Of("\uD83Da\uDE00\uD83D"));

    [Theory]
    [InlineData("short", 8, "short")]
    [InlineData("much too long", 8, "much too…")]
    [InlineData("e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301…")]
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 1, "👩‍👩‍👧‍👦…")]
    public void A_name_is_cut_between_characters_as_people_see_them(string name, int most, string shown) => Assert.Equal(shown, VisibleText.Shortened(name, most));

    [Fact]
    public void In_a_sentence_a_name_keeps_its_direction_to_itself() => Assert.Equal("“\u2068שלום\u2069”", VisibleText.Quoted("שלום"));
}
