using System.Xml.Linq;
using KLDiv.Pages.Charts;
using KLDiv.Pages.Markup;
using KLDiv.Regression;

namespace KLDiv.Pages.FitPages;

/// <summary>Whether classes come about as often as predicted, where they have no order.</summary>
internal static class ReliabilityFigure
{
    /// <summary>How many standard errors two shares must be apart to differ beyond chance.</summary>
    private const double Errors = 2;

    public static XElement Draw(FitExplanation data)
    {
        ReliabilityGroup[] groups = [.. data.Reliability];
        if (groups.Length < 2)
        {
            return Html.Element("p", "All classes of all rows were given one probability.");
        }

        double most = groups.Max(group => Math.Max(group.Predicted, group.Observed + (Errors * group.StandardError)));
        double least = groups.Min(group => Math.Max(0, Math.Min(group.Predicted, group.Observed - (Errors * group.StandardError))));
        // Where all lie near each other, the picture begins there and not at 0.
        double from = least > most / 2 ? least - ((most - least) / 4) : 0;
        LinearScale scale = from > 0 ? new LinearScale(from, most, Numbers.RoundPercent) : LinearScale.UpTo(Math.Min(1, most), Numbers.RoundPercent);
        return PageParts.Figure(
            "reliability-picture",
            new Chart
            {
                Title = Title(groups),
                Description = "What was observed, over what was predicted: " + string.Join("; ", groups.Select(Told)) + ".",
                Horizontal = new Axis(scale, "predicted probability of a class"),
                Vertical = new Axis(scale, "observed share"),
                Marks = [new Diagonal((from, from), (most, most)), new Dots([.. groups.Select(Dot)])],
                Keys = [new Key("classes of about one probability", 0, KeyShape.Circle), new Key("as often as predicted", 0, KeyShape.Reference)],
                Width = 480,
                Aspect = 0.84,
            },
            "On the data. The classes of all rows, in groups of one size by the probability that they were given. Upright lines: two standard errors on either side.");
    }

    private static Dot Dot(ReliabilityGroup group) => new(
        group.Predicted,
        group.Observed,
        Math.Max(0, group.Observed - (Errors * group.StandardError)),
        group.Observed + (Errors * group.StandardError),
        Told(group));

    private static string Told(ReliabilityGroup group) => $"predicted {FitWords.ExactShare(group.Predicted)}, observed {FitWords.ExactShare(group.Observed)}";

    private static string Title(ReliabilityGroup[] groups)
    {
        ReliabilityGroup farthest = groups.MaxBy(group => Math.Abs(group.Observed - group.Predicted))!;
        int apart = groups.Count(group => Math.Abs(group.Observed - group.Predicted) > Errors * group.StandardError);
        return apart <= groups.Length / 10 ? "Classes come about as often as they were predicted, as far as chance can tell"
            : $"Where classes were predicted with {FitWords.ExactShare(farthest.Predicted)}, they came about with {FitWords.ExactShare(farthest.Observed)}: of all groups the farthest apart";
    }
}
