using System.Xml.Linq;
using KLDiv.Pages.Charts;
using KLDiv.Pages.Markup;
using KLDiv.Regression;

namespace KLDiv.Pages.FitPages;

/// <summary>How the loss fell while the model was fitted.</summary>
internal sealed class LossFigure
{
    /// <summary>As many iterations as are told apart, in the picture and in its table.</summary>
    private const int MostPoints = 40;

    /// <summary>The part of the first loss below which a distance from the minimum is rounding.</summary>
    private const double Rounding = 1e-13;

    private const double Nearly = 0.99;

    private readonly FitExplanation _data;
    private readonly double _least;

    public LossFigure(FitExplanation data)
    {
        _data = data;
        _least = data.Progress.Min(step => step.Objective);
        FitProgress[] distant = [.. data.Progress.Where(step => Above(step) > Rounding * Math.Abs(data.Progress[0].Objective))];
        Shown = Thinned(distant);
    }

    /// <summary>The iterations that the picture has points of.</summary>
    public IReadOnlyList<FitProgress> Shown { get; }

    /// <summary>What lies between the objective and the least that was reached.</summary>
    public double Above(FitProgress step) => step.Objective - _least;

    public XElement Draw()
    {
        if (Shown.Count < 2)
        {
            return Html.Element("p", $"The loss was at its minimum, {Numbers.Nats(_data.Progress[^1].Loss)} a row, from the beginning or after one iteration.");
        }

        if (_data.Progress.Any(step => step.HeldOutLoss is not null))
        {
            return DrawBoth();
        }

        bool isPenalised = _data.Progress[^1].Objective != _data.Progress[^1].Loss;
        string what = isPenalised ? "loss with penalty" : "loss", least = _data.Stop is FitStop.IterationLimit or FitStop.MinimumAtInfinity ? "last" : "least";
        return PageParts.Figure(
            "loss-picture",
            new Chart
            {
                Title = Title(),
                Description = $"The {what} less the {least} one, {Numbers.Nats(_least)}, over a logarithmic axis. "
                    + string.Join(", ", Shown.Where((_, i) => i % 8 == 0).Select(step => $"iteration {Numbers.Count(step.Iteration)}: {Numbers.Of(Above(step))}")) + ".",
                Horizontal = new Axis(new LinearScale(Shown[0].Iteration, Math.Max(Shown[0].Iteration + 1, Shown[^1].Iteration), isWhole: true), "iteration"),
                Vertical = new Axis(new LogScale(Shown.Min(Above), Shown.Max(Above)), $"{what} above its {least}, nats a row (logarithmic)"),
                Marks = [new Line([.. Shown.Select(step => ((double)step.Iteration, Above(step)))])],
            },
            Note(isPenalised));
    }

    private string? Note(bool isPenalised)
    {
        string penalty = isPenalised ? "What falls from iteration to iteration is the loss with the penalty." : "";
        string spread = _data.Bandwidth > 0 ? $" For the fit each value was spread by {Numbers.Of(_data.Bandwidth)}; all other figures are of values as they are." : "";
        return (penalty + spread).Trim() is { Length: > 0 } note ? note : null;
    }

    /// <summary>The loss of the rows that were fitted and that of those kept apart, which ends the fit.</summary>
    private XElement DrawBoth()
    {
        FitProgress best = _data.Progress.MinBy(step => step.HeldOutLoss ?? double.PositiveInfinity);
        double most = Shown.Max(step => Math.Max(step.Loss, step.HeldOutLoss ?? 0));
        return PageParts.Figure(
            "loss-picture",
            new Chart
            {
                Title = $"Rows kept apart were predicted best after {Numbers.Counted(best.Iteration, "iteration")}: {Numbers.Nats(best.HeldOutLoss ?? double.NaN)} a row",
                Description = "The loss of the rows that were fitted and of those kept apart: "
                    + string.Join(", ", Shown.Where((_, i) => i % 8 == 0).Select(step => $"iteration {Numbers.Count(step.Iteration)}: {Numbers.Of(step.Loss)} and {Numbers.Of(step.HeldOutLoss ?? double.NaN)}")) + ".",
                Horizontal = new Axis(new LinearScale(Shown[0].Iteration, Math.Max(Shown[0].Iteration + 1, Shown[^1].Iteration), isWhole: true), "iteration"),
                Vertical = new Axis(LinearScale.UpTo(most), "loss, nats a row"),
                Marks =
                [
                    new Line([.. Shown.Select(step => ((double)step.Iteration, step.Loss))]),
                    new Line([.. Shown.Select(step => ((double)step.Iteration, step.HeldOutLoss ?? double.NaN))], series: 1) { IsDashed = true },
                ],
                Keys = [new Key("rows that were fitted", 0, KeyShape.Line), new Key("rows kept apart", 1, KeyShape.DashedLine)],
            },
            Note(isPenalised: false));
    }

    private string Title()
    {
        (FitProgress first, FitProgress last) = (_data.Progress[0], _data.Progress[^1]);
        FitProgress near = _data.Progress.First(step => first.Objective - step.Objective >= Nearly * (first.Objective - _least));
        return $"The loss falls from {Numbers.Of(first.Loss)} to {Numbers.Nats(last.Loss)} a row in {Numbers.Counted(last.Iteration, "iteration")}, "
            + $"and {Numbers.RoundPercent(Nearly)} of the way in the first {Numbers.Count(near.Iteration)}";
    }

    /// <summary>All of the first iterations and ever fewer of the later ones, where they are too many.</summary>
    private static FitProgress[] Thinned(FitProgress[] steps) => steps.Length <= MostPoints ? steps :
    [
        .. Enumerable.Range(0, MostPoints)
            .Select(i => Math.Max(i, (int)Math.Round(Math.Pow(steps.Length, i / (MostPoints - 1.0))) - 1))
            .Distinct()
            .Select(i => steps[i]),
    ];
}
