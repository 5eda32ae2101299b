using System.Text;
using System.Xml.Linq;
using KLDiv.Files;

namespace KLDiv.Pages.Markup;

/// <summary>Writes a tree of elements as HTML, or as an SVG file of its own.</summary>
internal static class MarkupWriter
{
    private static readonly HashSet<string> s_voidElements = new(StringComparer.Ordinal) { "meta", "link", "br", "hr", "img", "col" };

    /// <summary>Elements that begin a line; breaks elsewhere would show as spaces.</summary>
    private static readonly HashSet<string> s_lines = new(StringComparer.Ordinal)
    {
        "html", "head", "body", "meta", "link", "title", "style", "header", "main", "footer", "section", "figure", "figcaption", "article",
        "h1", "h2", "h3", "p", "div", "dl", "dt", "dd", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr",
        "svg", "g", "desc", "line", "rect", "path", "circle", "polyline", "polygon", "text",
    };

    /// <summary>The characters of an element and all that it contains.</summary>
    /// <param name="root">The element.</param>
    /// <returns>The text. Every character of the tree's text and attributes is escaped, but for the content of <c>style</c>.</returns>
    /// <exception cref="ArgumentException">A <c>style</c> contains what would end it.</exception>
    public static string Write(XElement root)
    {
        StringBuilder text = new();
        Append(text, root);
        return text.Append('\n').ToString();
    }

    private static void Append(StringBuilder text, XElement element)
    {
        string name = element.Name.LocalName;
        bool isShape = element.Name.Namespace == Html.Svg;
        if (s_lines.Contains(name) && text.Length > 0 && text[^1] != '\n')
        {
            text.Append('\n');
        }

        text.Append('<').Append(name);
        if (isShape && element.Parent is null)
        {
            text.Append(" xmlns=\"").Append(Html.Svg.NamespaceName).Append('"');
        }

        foreach (XAttribute attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
        {
            text.Append(' ').Append(attribute.Name.LocalName).Append("=\"");
            AppendEscaped(text, attribute.Value);
            text.Append('"');
        }

        if (isShape && !element.Nodes().Any())
        {
            text.Append("/>");
            return;
        }

        text.Append('>');
        if (isShape || !s_voidElements.Contains(name))
        {
            AppendContent(text, element, name);
            text.Append("</").Append(name).Append('>');
        }
    }

    private static void AppendContent(StringBuilder text, XElement element, string name)
    {
        if (name is "style")
        {
            // Not escaped in HTML: a style is the house's own, and this makes sure of it.
            text.Append(element.Value.AsSpan().ContainsAny('<', '&')
                ? throw new ArgumentException("A style contains < or &.", nameof(element))
                : element.Value);
            return;
        }

        foreach (XNode node in element.Nodes())
        {
            switch (node)
            {
                case XElement child:
                    Append(text, child);
                    break;
                case XText words:
                    AppendEscaped(text, words.Value);
                    break;
                default:
                    throw new ArgumentException($"A {node.NodeType} has no place in a page.", nameof(element));
            }
        }
    }

    private static void AppendEscaped(StringBuilder text, string value)
    {
        int isolates = 0;
        foreach (Rune rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case VisibleText.FirstIsolate:
                    isolates++;
                    text.Append(VisibleText.FirstIsolate);
                    break;
                case VisibleText.PopIsolate when isolates > 0:
                    isolates--;
                    text.Append(VisibleText.PopIsolate);
                    break;
                default:
                    AppendEscaped(text, rune);
                    break;
            }
        }

        // A turn of the direction of writing that is kept to itself ends with the text that it begins in.
        text.Append(VisibleText.PopIsolate, isolates);
    }

    private static void AppendEscaped(StringBuilder text, Rune rune) => _ = rune.Value switch
    {
        '<' => text.Append("&lt;"),
        '>' => text.Append("&gt;"),
        '&' => text.Append("&amp;"),
        '"' => text.Append("&quot;"),
        _ when IsForbidden(rune.Value) => text.Append('\uFFFD'),
        _ => text.Append(rune.ToString()),
    };

    /// <summary>
    /// Controls and non-characters are errors of syntax in HTML, and in SVG; marks that turn the direction of writing reach beyond the text that they are in.
    /// </summary>
    private static bool IsForbidden(int value) =>
        (value <= char.MaxValue && value is not ('\t' or '\n') && VisibleText.IsUnseen((char)value)) || value is >= 0xFDD0 and <= 0xFDEF || (value & 0xFFFE) == 0xFFFE;
}
