using KLDiv.Pages.Charts;

namespace KLDiv.Pages.Tests.Charts;

public sealed class TextWidthTests
{
    [Theory]
    [InlineData("name", 100, "name")]
    [InlineData("Donaudampfschifffahrtsgesellschaft", 100, "Donaudampfs…")]
    [InlineData("漢字とかな交じりの長い名前", 60, "漢字と…")]
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 60, "…")]
    [InlineData("", 10, "")]
    public void A_text_is_cut_where_it_does_not_fit(string text, double width, string kept)
    {
        Assert.Equal(kept, TextWidth.Fit(text, 12, width));
        Assert.True(TextWidth.Of(TextWidth.Fit(text, 12, width), 12) <= width);
    }
}
