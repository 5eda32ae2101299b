using KLDiv.Pages.Charts;

namespace KLDiv.Pages.Style;

/// <summary>
/// The colours of pages and pictures. The series are told apart with the usual colour deficiencies (after M. Okabe and
/// K. Ito, darkened on light and lightened on dark pages until each reads as text does).
/// </summary>
internal static class Palette
{
    /// <summary>The background.</summary>
    public static Colour Paper { get; } = new("paper", "#ffffff", "#11151a");

    /// <summary>Text.</summary>
    public static Colour Ink { get; } = new("ink", "#1b2026", "#e6e9ed");

    /// <summary>Text of less weight: axes, notes.</summary>
    public static Colour Muted { get; } = new("muted", "#59626c", "#a3acb7");

    /// <summary>Lines of a grid and of tables, which are there to be overlooked.</summary>
    public static Colour Rule { get; } = new("rule", "#dfe3e8", "#2c333b");

    /// <summary>The lines that axes stand on.</summary>
    public static Colour Axis { get; } = new("axis", "#79828d", "#7d8793");

    /// <summary>The series of a picture, in the order in which they are used.</summary>
    public static IReadOnlyList<Colour> Series { get; } =
    [
        new("s0", "#0065a3", "#56b4e9"), new("s1", "#b84e00", "#f0a030"), new("s2", "#00754f", "#2bc79a"), new("s3", "#9c4a80", "#e39cc6"),
        new("s4", "#6b6100", "#e6dc4a"), new("s5", "#2b3138", "#dfe4ea"), new("s6", "#7a1f1f", "#ff8f7a"), new("s7", "#3b3b9c", "#a9a9ff"),
    ];

    /// <summary>Pale areas under others, of the first two series; a line of the series surrounds them.</summary>
    public static IReadOnlyList<Colour> Areas { get; } =
    [
        new("a0", "#a8d1ed", "#1f4f70"), new("a1", "#f3bd8f", "#704a10"),
    ];

    /// <summary>Bands of the first series, over which a line of <see cref="Ink"/> is drawn.</summary>
    public static Colour Band { get; } = new("band", "#4f97c9", "#3a739c");

    internal static IEnumerable<Colour> All => [Paper, Ink, Muted, Rule, Axis, .. Series, .. Areas, Band];
}
