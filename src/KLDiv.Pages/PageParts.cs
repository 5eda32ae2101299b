using System.Xml.Linq;
using KLDiv.Pages.Charts;
using KLDiv.Pages.Markup;

namespace KLDiv.Pages;

/// <summary>A number that is shown large.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The number, as it is shown.</param>
/// <param name="More">What belongs to it: how sure it is, for example.</param>
internal sealed record Fact(string Name, string Value, string? More = null);

/// <summary>What pages consist of.</summary>
internal static class PageParts
{
    /// <summary>As many columns of numbers as a phone has room for.</summary>
    private const int MostNarrowColumns = 4;

    private const string WordsClass = "words";

    /// <summary>A part of a page under a heading.</summary>
    /// <param name="id">Its id, unique in the page.</param>
    /// <param name="heading">The heading.</param>
    /// <param name="content">What stands under it; nulls are left out.</param>
    /// <returns>The element.</returns>
    public static XElement Section(string id, string heading, params object?[] content) => Html.Element(
        "section",
        new XAttribute("id", id),
        new XAttribute("aria-labelledby", $"{id}-heading"),
        Html.Element("h2", new XAttribute("id", $"{id}-heading"), heading),
        content);

    /// <summary>A paragraph that says how to read what follows.</summary>
    /// <param name="content">Text and elements.</param>
    /// <returns>The element.</returns>
    public static XElement Note(params object?[] content) => Html.Element("p", Html.Class("note"), content);

    /// <summary>Numbers side by side, shown large.</summary>
    /// <param name="facts">The numbers.</param>
    /// <returns>The element.</returns>
    public static XElement Facts(IEnumerable<Fact> facts) => Html.Element("dl", Html.Class("facts"), facts.Select(fact => Html.Element(
        "div",
        Html.Element("dt", fact.Name),
        Html.Element("dd", fact.Value),
        fact.More is null ? null : Html.Element("dd", Html.Class("more"), fact.More))));

    /// <summary>A picture under its title, drawn for wide surroundings and for narrow ones.</summary>
    /// <param name="id">Its id, unique in the page.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="note">How to read it; null: it says so itself.</param>
    /// <returns>The element.</returns>
    public static XElement Figure(string id, Picture picture, object? note = null) => Html.Element(
        "figure",
        new XAttribute("id", id),
        Html.Element("h3", picture.Title),
        note is null ? null : Note(note),
        Keys(picture.Keys),
        Drawings(id, picture));

    /// <summary>Figures beside each other where there is room.</summary>
    /// <param name="figures">The figures.</param>
    /// <returns>The element.</returns>
    public static XElement Gallery(IEnumerable<XElement> figures) => Html.Element("div", Html.Class("gallery"), figures);

    /// <summary>What the colours and shapes stand for.</summary>
    /// <param name="keys">The keys.</param>
    /// <returns>The element; null where there is no key.</returns>
    public static XElement? Keys(IReadOnlyList<Key> keys) => keys.Count == 0 ? null : Html.Element(
        "ul",
        Html.Class("keys"),
        keys.Select(key => Html.Element("li", key.Swatch(), Html.Element("span", Html.Name(key.Name)))));

    /// <summary>A table whose first column names the rows; the others are numbers.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">The names of the columns; empty: they need none.</param>
    /// <param name="rows">For each row what its cells contain: text, elements, or a finished <c>td</c>.</param>
    /// <returns>The element.</returns>
    public static XElement Table(string caption, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object>> rows)
    {
        IReadOnlyList<object>[] shown = [.. rows];

        // Where it is too wide for a phone, each row becomes a block there, in which the cells name their columns.
        bool stacks = columns.Count > MostNarrowColumns || (columns.Count > 2 && shown.Any(row => row.Any(IsOfWords)));
        return Html.Element(
            "table",
            stacks ? Html.Class("stacks") : null,
            Html.Element("caption", caption),
            columns.Count == 0 ? null : Html.Element("thead", Html.Element("tr", columns.Select(column => Html.Element("th", new XAttribute("scope", "col"), column)))),
            Html.Element("tbody", shown.Select(row => Html.Element(
                "tr",
                Html.Element("th", new XAttribute("scope", "row"), row[0]),
                row.Skip(1).Select((cell, i) => Cell(cell, stacks ? columns[i + 1] : null))))));
    }

    /// <summary>A cell of words, which may break.</summary>
    /// <param name="content">Text and elements.</param>
    /// <returns>The element.</returns>
    public static XElement Words(params object?[] content) => Html.Element("td", Html.Class(WordsClass), content);

    private static bool IsOfWords(object cell) => cell is XElement element && WordsClass.Equals(element.Attribute("class")?.Value, StringComparison.Ordinal);

    /// <summary>A cell, which knows the name of its column for where there is no room for columns.</summary>
    private static XElement Cell(object content, string? column)
    {
        XElement cell = content is XElement { Name.LocalName: "td" } finished ? finished : Html.Element("td", content);
        cell.SetAttributeValue("data-column", column);
        return cell;
    }

    private static IEnumerable<XElement> Drawings(string id, Picture picture)
    {
        if (picture.Width <= Picture.NarrowWidth)
        {
            return [picture.Draw(Picture.NarrowWidth, id)];
        }

        XElement wide = picture.Draw(picture.Width, $"{id}-wide"), narrow = picture.Draw(Picture.NarrowWidth, $"{id}-narrow");
        wide.Add(Html.Class("wide"));
        narrow.Add(Html.Class("narrow"));
        return [wide, narrow];
    }
}
