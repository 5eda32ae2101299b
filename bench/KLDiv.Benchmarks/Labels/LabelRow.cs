using KLDiv.Regression;
using KLDiv.Regression.Validation;

namespace KLDiv.Benchmarks.Labels;

/// <summary>What was measured of a set: on all rows, and held out.</summary>
internal sealed class LabelRow
{
    private const int Folds = 10, Repeats = 10;

    /// <summary>A gradient this small leaves a loss within 1e-9 of its least.</summary>
    private const double FoldTolerance = 1e-6;

    private static readonly FitOptions WithoutBias = new() { L2 = 0, HasBias = false };

    private LabelRow(LabelSet set, PublishedFigures? published, CrossValidationResult withoutBias, CrossValidationResult withBias)
    {
        Name = set.Name;
        Published = published;
        (Rows, Features, Labels) = (set.Features.Lengths[0], set.Features.Lengths[1], set.Labels.Lengths[1]);
        Optimum = DistributionModel.Fit(set.Features, set.Labels, WithoutBias).Loss;
        OptimumWithBias = DistributionModel.Fit(set.Features, set.Labels, WithoutBias with { HasBias = true }).Loss;
        ConstantMean = Baselines.Mean(set.Labels);
        Uniform = Baselines.Uniform(set.Labels);
        Contenders =
        [
            ("softmax(xW)", withoutBias.Model),
            ("softmax(xW + b)", withBias.Model),
            ("4 neighbours", withoutBias.Neighbours!),
            ("constant mean", withoutBias.ConstantMean),
            ("uniform", withoutBias.Uniform),
        ];
    }

    public string Name { get; }

    public PublishedFigures? Published { get; }

    public nint Rows { get; }

    public nint Features { get; }

    public nint Labels { get; }

    public double Optimum { get; }

    public double OptimumWithBias { get; }

    public double ConstantMean { get; }

    public double Uniform { get; }

    /// <summary>Over ten times ten folds, the same for all; the published model first.</summary>
    public IReadOnlyList<(string Name, ScoreSummary Figures)> Contenders { get; }

    /// <summary>How far the held-out divergence is from the published one, in published deviations.</summary>
    public double? DeviationsFromPublished => Published is null ? null : (Contenders[0].Figures.Mean.KL - Published.FoldMean) / Published.FoldDeviation;

    public static LabelRow Measure(LabelSet set) => Measure(set, set.Published);

    /// <param name="set">The set.</param>
    /// <param name="published">What is published of it; null: nothing.</param>
    public static LabelRow Measure(LabelSet set, PublishedFigures? published)
    {
        CrossValidationOptions options = new()
        {
            Folds = Folds,
            Repeats = Repeats,
            Seed = 1,
            Fit = WithoutBias with { GradientTolerance = FoldTolerance },
            NeighboursAreStandardised = false,
        };
        CrossValidationResult withoutBias = CrossValidation.Run(set.Features, set.Labels, options);
        CrossValidationResult withBias = CrossValidation.Run(
            set.Features, set.Labels, options with { Fit = options.Fit with { HasBias = true }, Neighbours = 0 });
        return new LabelRow(set, published, withoutBias, withBias);
    }

    /// <summary>What is not as published, in words.</summary>
    public IEnumerable<string> Departures()
    {
        if (Published is null)
        {
            yield break;
        }

        foreach ((string what, double ours, double published) in new[]
        {
            ("optimum", Optimum, Published.Optimum), ("constant mean", ConstantMean, Published.ConstantMean), ("uniform", Uniform, Published.Uniform),
        })
        {
            if (Math.Abs((ours / published) - 1) > 1e-9)
            {
                yield return $"{Name}: {what} is {ours:G12}, published {published:G12}.";
            }
        }

        if (Math.Abs(DeviationsFromPublished!.Value) > 0.5)
        {
            yield return $"{Name}: the held-out divergence is {DeviationsFromPublished:0.00} published deviations from the published one.";
        }
    }
}
