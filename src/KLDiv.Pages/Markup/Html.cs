using System.Xml.Linq;
using KLDiv.Files;

namespace KLDiv.Pages.Markup;

/// <summary>
/// Elements of HTML and of the SVG inside it, as a tree of <see cref="XElement"/>: text that comes from elsewhere stays
/// text, since only <see cref="MarkupWriter"/> turns the tree into characters, and escapes all of them.
/// </summary>
internal static class Html
{
    /// <summary>The namespace of the elements of SVG.</summary>
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>An element of HTML.</summary>
    /// <param name="name">Its name, such as <c>p</c>.</param>
    /// <param name="content">Text, elements, attributes, and sequences of these; nulls are left out.</param>
    /// <returns>The element.</returns>
    public static XElement Element(string name, params object?[] content) => new(name, content);

    /// <summary>An element of SVG.</summary>
    /// <param name="name">Its name, such as <c>line</c>.</param>
    /// <param name="content">Text, elements, attributes, and sequences of these; nulls are left out.</param>
    /// <returns>The element.</returns>
    public static XElement Shape(string name, params object?[] content) => new(Svg + name, content);

    /// <summary>The attribute <c>class</c>.</summary>
    /// <param name="names">Names of classes of the house style, separated by spaces.</param>
    /// <returns>The attribute.</returns>
    public static XAttribute Class(string names) => new("class", names);

    /// <summary>A name that comes from elsewhere: of a file, a class, a column. It keeps its own direction of writing, and breaks anywhere.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The element.</returns>
    public static XElement Name(string name) => Element("bdi", Class("name"), VisibleText.Of(name));

    /// <summary>A number, which programs can read back in full.</summary>
    /// <param name="value">The number.</param>
    /// <param name="text">The number as it is shown.</param>
    /// <returns>The element.</returns>
    public static XElement Number(double value, string text) =>
        Element("data", new XAttribute("value", value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)), text);
}
