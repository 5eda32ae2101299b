using System.Text;
using System.Xml.Linq;
using KLDiv.Files;
using KLDiv.Pages.Markup;
using KLDiv.Pages.Style;

namespace KLDiv.Pages;

/// <summary>
/// A page that needs nothing but itself: no script, no font, no picture from elsewhere, and a policy that forbids them.
/// Light and dark follow the reader; on paper it is light.
/// </summary>
internal sealed class Page
{
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    /// <summary>The title of the window, also told to search engines and bookmarks.</summary>
    public required string Title { get; init; }

    /// <summary>A short line above the heading.</summary>
    public required string Eyebrow { get; init; }

    /// <summary>What the page found, in one sentence: text and elements.</summary>
    public required IReadOnlyList<object> Heading { get; init; }

    /// <summary>What stands below the heading; see <see cref="PageParts"/>.</summary>
    public required IReadOnlyList<XElement> Lead { get; init; }

    /// <summary>The page's sections.</summary>
    public required IReadOnlyList<XElement> Sections { get; init; }

    /// <summary>The last words.</summary>
    public required IReadOnlyList<object> Footer { get; init; }

    /// <summary>The page as HTML.</summary>
    /// <returns>The text.</returns>
    public string ToHtml() => "<!DOCTYPE html>\n" + MarkupWriter.Write(Html.Element(
        "html",
        new XAttribute("lang", "en"),
        Html.Element(
            "head",
            Meta(("charset", "utf-8")),
            Meta(("name", "viewport"), ("content", "width=device-width, initial-scale=1")),
            Meta(("name", "color-scheme"), ("content", "light dark")),
            Meta(("http-equiv", "Content-Security-Policy"), ("content", Policy)),
            // Without this line browsers ask for an icon.
            Html.Element("link", new XAttribute("rel", "icon"), new XAttribute("href", "data:,")),
            Html.Element("title", VisibleText.Of(Title)),
            Html.Element("style", HouseStyle.OfPages)),
        Html.Element(
            "body",
            Html.Element("header", Html.Element("p", Html.Class("eyebrow"), Eyebrow), Html.Element("h1", Heading), Lead),
            Html.Element("main", Sections),
            Html.Element("footer", Html.Element("p", Footer)))));

    /// <summary>Writes the page to a file, in UTF-8. It appears whole or not at all.</summary>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public void Save(string path)
    {
        using AtomicFile file = AtomicFile.Create(path);
        file.Write(Encoding.UTF8.GetBytes(ToHtml()));
        file.Commit();
    }

    private static XElement Meta(params (string Name, string Value)[] attributes) =>
        Html.Element("meta", attributes.Select(attribute => new XAttribute(attribute.Name, attribute.Value)));
}
