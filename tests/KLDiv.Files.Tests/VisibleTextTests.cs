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
    public void All_of_a_name_can_be_seen(string name, string shown) => Assert.Equal(shown, VisibleText.Of(name));

    [Theory]
    [InlineData("short", 8, "short")]
    [InlineData("much too long", 8, "much too…")]
    [InlineData("e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301…")]
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 1, "👩‍👩‍👧‍👦…")]
    public void A_name_is_cut_between_characters_as_people_see_them(string name, int most, string shown) => Assert.Equal(shown, VisibleText.Shortened(name, most));

    [Fact]
    public void In_a_sentence_a_name_keeps_its_direction_to_itself() => Assert.Equal("“\u2068שלום\u2069”", VisibleText.Quoted("שלום"));
}
