using KLDiv.Regression;

namespace KLDiv.Pages.FitPages;

/// <summary>What the probability-integral histogram shows, in one sentence.</summary>
internal static class PitFinding
{
    /// <summary>The sentence.</summary>
    /// <param name="shares">The histogram.</param>
    /// <param name="rows">How many values were observed.</param>
    public static string Of(IReadOnlyList<double> shares, long rows)
    {
        string fullest = $"; the fullest {Part(shares.Count)} has {Numbers.Percent(shares.Max())} of it";
        return PitHistogram.ShapeOf(shares, rows) switch
        {
            PitShape.Even => "What was observed lies evenly over the predicted distributions, as far as chance can tell",
            PitShape.TooNarrow => "Predicted distributions are too narrow: what was observed lies too often at their ends" + fullest,
            PitShape.TooWide => "Predicted distributions are too wide: what was observed lies too often in their middle" + fullest,
            PitShape.TooLow => "What was observed lies too high in the predicted distributions" + fullest,
            PitShape.TooHigh => "What was observed lies too low in the predicted distributions" + fullest,
            _ => "What was observed lies unevenly over the predicted distributions" + fullest,
        };
    }

    /// <summary>A part of the histogram, one of as many as it has.</summary>
    public static string Part(int count) => count == 10 ? "tenth" : "part";
}
