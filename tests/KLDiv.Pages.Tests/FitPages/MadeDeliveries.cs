using KLDiv.Regression;

namespace KLDiv.Pages.Tests.FitPages;

/// <summary>What a page would show of delivery times by weekday, depot and distance, made without a fit: each distribution is normal.</summary>
internal static class MadeDeliveries
{
    private static readonly string[] s_weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    public static FitExplanation Make(Binning bins, bool isHeldOut)
    {
        FeatureEffect[] effects =
        [
            Levels("weekday", s_weekdays, 0.31, i => (90 + (12 * Math.Sin(i)), i > 4 ? 30 : 14), bins),
            Numbers("distance", 0.12, 1, 60, x => (70 + (0.6 * x), 12 + (0.1 * x)), bins),
            Levels("depot", [.. Enumerable.Range(1, 40).Select(i => $"depot of the town number {i}")], 0.05, i => (88 + (i % 7), 16), bins),
            Numbers("year", 0.002, 1994, 2003, x => (90 + (0.01 * (x - 1994)), 15), bins),
        ];
        return new FitExplanation
        {
            Source = "deliveries.csv",
            Value = "minutes",
            Contents = BinContents.Even(bins),
            Classes = [],
            Rows = 3652,
            Features = ["weekday", "distance", "depot", "year"],
            Settings = [new FitSetting("Model", "softmax regression"), new FitSetting("Penalty λ", "0.0002")],
            Progress = [.. Enumerable.Range(0, 230).Select(i => Step(i))],
            Stop = FitStop.Converged,
            Contenders =
            [
                Contender("this model", 1.62, 12.5, 0.497, isHeldOut), Contender("4 nearest neighbours", 2.31, 15.2, 0.42, isHeldOut),
                Contender("mean distribution", 3.02, 31.1, 0.51, isHeldOut) with { IsMean = true }, Contender("uniform distribution", 3.53, 44.4, 0.3, isHeldOut),
            ],
            CrossValidation = isHeldOut ? "10 folds, 10 times" : null,
            Slices =
            [
                new FeatureSlices("weekday", 0, [.. effects[0].Points.Select((point, i) => Part(point, 520 + i, bins))]),
                new FeatureSlices("distance", effects[1].Step, [.. effects[1].Points.Where((_, i) => i % 10 == 2).Select(point => Part(point, 1217, bins))]),
            ],
            Effects = effects,
        };
    }

    private static FitProgress Step(int i) => new(i, 1.61 + (1.92 * Math.Exp(-0.11 * i)) + 1e-4, 1.615 + (1.92 * Math.Exp(-0.11 * i)));

    private static FitContender Contender(string name, double kl, double crps, double coverage, bool isHeldOut)
    {
        DistributionScores At(double factor) => new(
            3652, kl * factor, 0.21 * factor, 3.1 * factor, 17.3 * factor, 0.81 / factor, 0.69 / factor,
            new OrderedScores(crps * factor, coverage, coverage + 0.3, 0.95, [0.12, 0.1, 0.095, 0.09, 0.095, 0.09, 0.095, 0.1, 0.095, 0.12]));
        return isHeldOut ? new FitContender(name, At(1), At(1.03), At(0.011)) : new FitContender(name, At(1));
    }

    private static Slice Part(EffectPoint point, long rows, Binning bins) =>
        new(point.Level, point.Value, point.Value, rows, point.Distribution, Normal(point.Mean + 2, 0.9 * point.Spread, bins));

    private static FeatureEffect Levels(string name, string[] levels, double influence, Func<int, (double Mean, double Spread)> of, Binning bins) =>
        new(name, HasLevels: true, influence, [.. levels.Select((level, i) => Point(level, i, 1.0 / levels.Length, of(i), bins))]);

    private static FeatureEffect Numbers(string name, double influence, double from, double to, Func<double, (double Mean, double Spread)> of, Binning bins) => new(
        name,
        HasLevels: false,
        influence,
        [.. Enumerable.Range(0, 25).Select(i => from + ((to - from) * i / 24)).Select(x => Point(null, x, 0.04, of(x), bins))]);

    private static EffectPoint Point(string? level, double value, double share, (double Mean, double Spread) of, Binning bins) =>
        new(level, value, share, Normal(of.Mean, of.Spread, bins), of.Mean, of.Spread);

    private static double[] Normal(double mean, double deviation, Binning bins)
    {
        double[] densities = [.. Enumerable.Range(0, bins.Count).Select(bin => Math.Exp(-Math.Pow((bins.Middle(bin) - mean) / deviation, 2) / 2))];
        return [.. densities.Select(density => density / densities.Sum())];
    }
}
