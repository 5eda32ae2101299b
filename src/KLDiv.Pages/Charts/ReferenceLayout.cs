namespace KLDiv.Pages.Charts;

/// <summary>The place of a reference's label: beside its line, or over it, in a lane, the first of which is the lowest.</summary>
internal readonly record struct ReferencePlace(double Line, double From, double To, bool IsOver, int Lane);

/// <summary>Finds places for the labels of references in which none meets another label, another's line or the edge.</summary>
internal static class ReferenceLayout
{
    private const double Gap = 8;

    /// <summary>To the right of the line, to its left, over it.</summary>
    private const int Sides = 3;

    /// <summary>The places that take the fewest lanes.</summary>
    /// <param name="lines">Where the lines are, in pixels.</param>
    /// <param name="widths">How wide the labels are.</param>
    /// <param name="edge">How far the picture goes.</param>
    public static ReferencePlace[] Of(double[] lines, double[] widths, double edge)
    {
        for (int lanes = 1; lanes <= lines.Length; lanes++)
        {
            if (Search([], lines, widths, edge, lanes) is { } places)
            {
                return places;
            }
        }

        // There is no room for all without a line through a label: at least no label meets another.
        return [.. lines.Select((line, i) => Place(line, widths[i], side: 2, lane: i, edge))];
    }

    private static ReferencePlace[]? Search(ReferencePlace[] placed, double[] lines, double[] widths, double edge, int lanes)
    {
        int next = placed.Length;
        if (next == lines.Length)
        {
            return placed;
        }

        for (int choice = 0; choice < Sides * lanes; choice++)
        {
            ReferencePlace place = Place(lines[next], widths[next], choice % Sides, choice / Sides, edge);
            if (place.From >= 0 && place.To <= edge && placed.All(other => AreApart(place, other))
                && Search([.. placed, place], lines, widths, edge, lanes) is { } places)
            {
                return places;
            }
        }

        return null;
    }

    private static ReferencePlace Place(double line, double width, int side, int lane, double edge)
    {
        double from = side switch
        {
            0 => line,
            1 => line - width,
            _ => Math.Clamp(line - (width / 2), 0, Math.Max(0, edge - width)),
        };
        return new ReferencePlace(line, from, from + width, side == 2, lane);
    }

    private static bool AreApart(ReferencePlace one, ReferencePlace other)
    {
        bool labels = one.Lane != other.Lane || one.From >= other.To + Gap || other.From >= one.To + Gap;
        return labels && !Crosses(one, other) && !Crosses(other, one);
    }

    /// <summary>Whether a line goes down through the label of another one.</summary>
    private static bool Crosses(ReferencePlace line, ReferencePlace label) =>
        (line.IsOver ? line.Lane > label.Lane : line.Lane >= label.Lane) && line.Line > label.From && line.Line < label.To;
}
