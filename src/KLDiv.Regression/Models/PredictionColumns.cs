using System.Globalization;
using System.Numerics.Tensors;
using KLDiv.Files;

namespace KLDiv.Regression;

/// <summary>The numbers that are told of each predicted distribution.</summary>
/// <param name="What">What they are.</param>
/// <param name="Levels">The probabilities of quantiles or intervals; empty for others.</param>
public sealed record PredictionColumns(PredictedWhat What, IReadOnlyList<double> Levels)
{
    /// <inheritdoc cref="PredictionColumns(PredictedWhat, IReadOnlyList{double})"/>
    public IReadOnlyList<double> Levels { get; } =
        Levels is null || Levels.Count > 0 != (What is PredictedWhat.Quantiles or PredictedWhat.Intervals) || Levels.Any(level => !(level is > 0 and < 1))
            ? throw new ArgumentException("Quantiles and intervals have levels, each above 0 and below 1; others have none.", nameof(Levels))
            : Levels;

    /// <summary>The logarithms of the probabilities, which the criterion takes as its input.</summary>
    public static PredictionColumns LogProbabilities { get; } = new(PredictedWhat.LogProbabilities, []);

    /// <summary>Whether there must be bins of a number.</summary>
    public bool NeedsBins => What is PredictedWhat.Mean or PredictedWhat.Quantiles or PredictedWhat.Intervals;

    /// <summary>The names of the columns; none is a number, and none what spreadsheets take for a formula: such a name becomes <c>p(NAME)</c>.</summary>
    public IReadOnlyList<string> Names(SavedModel model) => What switch
    {
        PredictedWhat.Top => [model.Bins is null ? "class" : "bin", "probability"],
        PredictedWhat.Mean => ["mean", "deviation"],
        PredictedWhat.Quantiles => [.. Levels.Select(level => $"q{Percent(level)}")],
        PredictedWhat.Intervals => [.. Levels.SelectMany(level => new[] { $"low{Percent(level)}", $"high{Percent(level)}" })],
        _ => [.. model.Classes.Select(name => IsNumber(name) || IsFormula(name) ? $"p({name})" : name)],
    };

    /// <summary>How many numbers there are.</summary>
    public int Count(SavedModel model) => What switch
    {
        PredictedWhat.Mean or PredictedWhat.Top => 2,
        PredictedWhat.Quantiles => Levels.Count,
        PredictedWhat.Intervals => 2 * Levels.Count,
        _ => model.Model.Support,
    };

    /// <summary>The numbers of one distribution.</summary>
    /// <param name="contents">The bins and what is inside; null where none are needed.</param>
    /// <param name="logProbabilities">The distribution.</param>
    /// <param name="numbers">Where they go.</param>
    public void Fill(BinContents? contents, ReadOnlySpan<double> logProbabilities, Span<double> numbers)
    {
        switch (What)
        {
            case PredictedWhat.LogProbabilities:
                logProbabilities.CopyTo(numbers);
                break;
            case PredictedWhat.Probabilities:
                TensorPrimitives.Exp(logProbabilities, numbers);
                break;
            case PredictedWhat.Top:
                int top = TensorPrimitives.IndexOfMax(logProbabilities);
                (numbers[0], numbers[1]) = (top, Math.Exp(logProbabilities[top]));
                break;
            default:
                double[] probabilities = new double[logProbabilities.Length];
                TensorPrimitives.Exp(logProbabilities, probabilities);
                Fill(new BinnedDistribution(contents!, probabilities), numbers);
                break;
        }
    }

    internal static bool IsNumber(string name) => NumberText.TryParse(name, out double _);

    internal static bool IsFormula(string name) => name is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..];

    private static string Percent(double share) => (100 * share).ToString("0.########", CultureInfo.InvariantCulture);

    private void Fill(BinnedDistribution distribution, Span<double> numbers)
    {
        if (What == PredictedWhat.Mean)
        {
            (numbers[0], numbers[1]) = (distribution.Mean, distribution.StandardDeviation);
            return;
        }

        for (int i = 0; i < Levels.Count; i++)
        {
            if (What == PredictedWhat.Quantiles)
            {
                numbers[i] = distribution.Quantile(Levels[i]);
            }
            else
            {
                (numbers[2 * i], numbers[(2 * i) + 1]) = distribution.Interval(Levels[i]);
            }
        }
    }
}
