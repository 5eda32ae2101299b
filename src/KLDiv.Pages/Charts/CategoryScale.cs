using KLDiv.Files;

namespace KLDiv.Pages.Charts;

/// <summary>Names that take equal places, the first of them at the end of the axis: on a vertical axis from top to bottom. The values are their numbers, from 0.</summary>
/// <param name="names">The names, which may come from elsewhere; at least one.</param>
internal sealed class CategoryScale(IReadOnlyList<string> names) : Scale
{
    /// <summary>Longer names are cut in their middle, so that room is left for what is drawn beside them.</summary>
    private const double MostOfName = 110;

    /// <inheritdoc/>
    public override double Position(double value) => 1 - ((value + 0.5) / names.Count);

    /// <inheritdoc/>
    /// <remarks>All of them: a name cannot be inferred from those beside it.</remarks>
    public override IReadOnlyList<Tick> Ticks(int most) =>
        [.. names.Select((name, i) => new Tick(i, VisibleText.Isolated(TextWidth.FitBothEnds(VisibleText.Of(name), Picture.FontSize, MostOfName))))];
}
