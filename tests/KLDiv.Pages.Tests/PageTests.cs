using KLDiv.Pages.Markup;

namespace KLDiv.Pages.Tests;

public sealed class PageTests
{
    [Fact]
    public void A_page_forbids_whatever_is_not_its_own()
    {
        string page = Page("Title").ToHtml();

        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Contains("content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_has_the_page_in_utf8_without_a_mark()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("page.html");

        Page("∞").Save(path);

        Assert.Equal(Page("∞").ToHtml(), new System.Text.UTF8Encoding().GetString(File.ReadAllBytes(path)));
    }

    private static Page Page(string title) => new()
    {
        Title = title,
        Eyebrow = "eyebrow",
        Heading = ["heading"],
        Lead = [],
        Sections = [PageParts.Section("one", "One", Html.Element("p", "words"))],
        Footer = ["end"],
    };
}
