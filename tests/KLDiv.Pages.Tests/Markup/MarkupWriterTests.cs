using System.Xml.Linq;
using KLDiv.Pages.Markup;

namespace KLDiv.Pages.Tests.Markup;

public sealed class MarkupWriterTests
{
    private static readonly string[] s_fragments =
    [
        "<", ">", "&", "\"", "'", "&lt;", "</script>", "]]>", "<!--", "-->", "\0", "\u0001", "\u0085", "\uFFFE", "\uFDD0", "\uD83D", "\uDE00", "\U0001F600", "\u202E", "\u200F", "\u2028", "\u009B", "é", "\n", "\t", " ",
        "javascript:", "<svg onload=x>",
    ];

    [Fact]
    public void Whatever_a_text_or_an_attribute_contains_is_read_back_as_text()
    {
        Random random = new(1);
        for (int i = 0; i < 2000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => s_fragments[random.Next(s_fragments.Length)]));
            XElement root = Html.Shape("svg", new XAttribute("data-name", text), Html.Shape("text", text));

            XElement read = XDocument.Parse(MarkupWriter.Write(root), LoadOptions.PreserveWhitespace).Root!;

            Assert.Equal(Expected(text), read.Elements().Single().Value);
            Assert.Equal(Expected(text).ReplaceLineEndings(" ").Replace('\t', ' '), read.Attribute("data-name")!.Value);
            Assert.Empty(read.Elements().Single().Elements());
        }
    }

    [Fact]
    public void Elements_of_html_are_closed_unless_they_are_void() => Assert.Equal(
        "<div>\n<p></p><bdi></bdi><br>\n<meta charset=\"utf-8\"></div>\n",
        MarkupWriter.Write(Html.Element("div", Html.Element("p"), Html.Element("bdi"), Html.Element("br"), Html.Element("meta", new XAttribute("charset", "utf-8")))));

    [Theory]
    [InlineData("</style><script>")]
    [InlineData("a & b")]
    public void A_style_that_would_have_to_be_escaped_is_refused(string style) =>
        Assert.Throws<ArgumentException>(() => MarkupWriter.Write(Html.Element("style", style)));

    [Theory]
    [InlineData("a\u2068b\u2069c", "a\u2068b\u2069c")]
    [InlineData("a\u2069b\u2068c", "a\uFFFDb\u2068c\u2069")]
    [InlineData("\u2068a\u2068b\u2069", "\u2068a\u2068b\u2069\u2069")]
    public void A_direction_that_is_kept_to_itself_ends_with_its_text(string text, string written) =>
        Assert.Equal($"<p>{written}</p>\n", MarkupWriter.Write(Html.Element("p", text)));

    [Fact]
    public void What_is_neither_text_nor_element_is_refused() =>
        Assert.Throws<ArgumentException>(() => MarkupWriter.Write(Html.Element("p", new XComment("-->"))));

    /// <summary>Controls, non-characters, halves of pairs, and marks that turn the direction of writing are replaced.</summary>
    private static string Expected(string text) => string.Concat(text.EnumerateRunes().Select(rune =>
        rune.Value is 0 or 1 or 0x85 or 0x9B or 0xFFFE or 0xFDD0 or 0x202E or 0x200F or 0x2028 ? "\uFFFD" : rune.ToString()));
}
