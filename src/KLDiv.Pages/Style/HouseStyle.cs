using System.Text;

namespace KLDiv.Pages.Style;

/// <summary>How pages and pictures look.</summary>
internal static class HouseStyle
{
    private const string Dark = "@media screen and (prefers-color-scheme: dark)";

    /// <summary>What shapes and text look like, in pages and in picture files.</summary>
    private const string Shapes =
        """
        svg text { font: 12px var(--sans); fill: var(--ink); font-variant-numeric: tabular-nums; }
        svg .muted { fill: var(--muted); }
        svg .strong { font-weight: 600; }
        svg .heading { font-size: 16px; font-weight: 600; }
        svg .middle { text-anchor: middle; }
        svg .end { text-anchor: end; }
        .grid { stroke: var(--rule); }
        .axis { stroke: var(--axis); }
        .reference { stroke: var(--ink); stroke-dasharray: 2 3; }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
        .thin { stroke-width: 1.25; }
        .dashed { stroke-dasharray: 5 5; stroke-width: 1.5; stroke-linecap: butt; }
        .open { stroke-width: 2; }
        svg .open { fill: var(--paper); }
        .page { fill: var(--paper); }
        .band { fill: var(--band); }
        .ink { stroke: var(--ink); }

        """;

    // Some fonts have ¹, ² and ³ alone: then all raised digits come from another one, so that 10⁻¹² stands on one line.
    private const string RaisedDigits =
        """
        @font-face { font-family: raised; unicode-range: U+B2-B3, U+B9, U+2070-207E;
          src: local("SF Pro Text"), local("Segoe UI"), local("Roboto"), local("Noto Sans"), local("DejaVu Sans"); }

        """;

    private const string Fonts = "--sans: raised, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, system-ui, sans-serif;";

    /// <summary>The style of a page.</summary>
    public static string OfPages { get; } = $"{RaisedDigits}{Variables()}{Shapes}{Series()}{PageStyle.Text}";

    /// <summary>The style of a picture that is a file of its own.</summary>
    public static string OfPictureFiles { get; } = $"{RaisedDigits}{Variables()}{Shapes}{Series()}";

    /// <summary>The colours as variables: the light ones everywhere, on paper too, and the dark ones on screens that ask for them.</summary>
    private static string Variables()
    {
        StringBuilder text = new($":root {{ color-scheme: light dark; {Fonts}");
        foreach (Colour colour in Palette.All)
        {
            text.Append($" --{colour.Name}: {colour.Light};");
        }

        text.Append($" }}\n{Dark} {{ :root {{");
        foreach (Colour colour in Palette.All)
        {
            text.Append($" --{colour.Name}: {colour.Dark};");
        }

        return text.Append(" } }\n").ToString();
    }

    private static string Series()
    {
        StringBuilder text = new();
        foreach (string name in Palette.Series.Select(colour => colour.Name))
        {
            text.Append($".fill.{name} {{ fill: var(--{name}); }} .line.{name}, .open.{name} {{ stroke: var(--{name}); }}\n");
        }

        foreach ((Colour area, Colour outline) in Palette.Areas.Zip(Palette.Series))
        {
            text.Append($".area.{area.Name} {{ fill: var(--{area.Name}); stroke: var(--{outline.Name}); }}\n");
        }

        return text.ToString();
    }
}
