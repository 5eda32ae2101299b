using System.Xml.Linq;
using KLDiv.Pages.Charts;
using KLDiv.Pages.Markup;
using KLDiv.Regression;

namespace KLDiv.Pages.FitPages;

/// <summary>What was predicted for parts of the rows, over what was observed in them: a small picture each.</summary>
internal static class SliceFigures
{
    /// <summary>As many classes as can be compared at a glance.</summary>
    private const int MostClasses = 8;

    public static IEnumerable<XElement> Draw(FitExplanation data, FitWords words) =>
        data.Slices.Count == 0 ? [Html.Element("p", "No feature parts the rows.")] :
        [
            PageParts.Note("Each picture: some of the rows, the mean of the distributions predicted for them, and what was observed. All pictures have one scale."),
            PageParts.Keys(data.Bins is null
                ? [new Key("observed", 0, KeyShape.PaleArea), new Key("predicted", 1, KeyShape.Area)]
                : [new Key("observed", 0, KeyShape.PaleArea), new Key("predicted", 1, KeyShape.Line)])!,
            PageParts.Gallery(data.Slices.SelectMany((feature, i) => feature.Slices.Select((slice, j) => Figure($"slice-{i}-{j}", feature, slice, data, words)))),
        ];

    /// <summary>The bins that all slices show.</summary>
    public static ShownBins? Bins(FitExplanation data) => data.Contents is { } contents && data.Slices.Count > 0 ? new ShownBins(contents, [.. Distributions(data)]) : null;

    /// <summary>The classes that a slice shows: those most predicted or observed.</summary>
    public static int[] Classes(Slice slice) =>
        [.. Enumerable.Range(0, slice.Predicted.Count).OrderByDescending(i => Math.Max(slice.Predicted[i], slice.Observed[i])).Take(MostClasses)];

    private static IEnumerable<IReadOnlyList<double>> Distributions(FitExplanation data) =>
        data.Slices.SelectMany(feature => feature.Slices).SelectMany(slice => new[] { slice.Predicted, slice.Observed });

    private static XElement Figure(string id, FeatureSlices feature, Slice slice, FitExplanation data, FitWords words) => PageParts.Figure(
        id,
        Bins(data) is { } bins ? Overlaid(feature, slice, data, words, bins) : Listed(feature, slice, data, words),
        $"{Numbers.Counted(slice.Rows, "row")}, {Numbers.Percent((double)slice.Rows / (data.SampledRows ?? data.Rows))} of {(data.SampledRows is { } sampled ? $"{Numbers.Count(sampled)} evenly taken" : "all")}.");

    private static Chart Overlaid(FeatureSlices feature, Slice slice, FitExplanation data, FitWords words, ShownBins bins)
    {
        BinnedDistribution predicted = new(data.Contents!, [.. slice.Predicted]), observed = new(data.Contents!, [.. slice.Observed]);
        string Told(int i) => $"{bins.Name(i, words)}: predicted {FitWords.Share(bins.Share(slice.Predicted, i))}, observed {FitWords.Share(bins.Share(slice.Observed, i))}";
        int highest = Enumerable.Range(0, bins.Count).MaxBy(i => bins.Share(slice.Observed, i));
        return new Chart
        {
            Title = $"{Part(feature, slice)}: predicted {words.Statistic(predicted.Mean)} on average, observed {words.Statistic(observed.Mean)}",
            Description = $"A histogram of what was observed, and over it the mean of what was predicted, whose standard deviations are {words.Statistic(observed.StandardDeviation)} "
                + $"and {words.Statistic(predicted.StandardDeviation)}. Most is at {Told(highest)}.",
            Horizontal = new Axis(bins.Scale(words.Of), words.Value),
            Vertical = new Axis(
                LinearScale.UpTo(bins.Highest(Distributions(data)), Numbers.RoundPercent),
                bins.IsUniform ? $"probability, bins of {words.Of(bins.Width)}" : "probability of a bin"),
            Marks = [bins.Bars(slice.Observed, Told), bins.Steps(slice.Predicted, series: 1)],
            Width = Picture.NarrowWidth,
        };
    }

    private static BarList Listed(FeatureSlices feature, Slice slice, FitExplanation data, FitWords words)
    {
        int[] classes = Classes(slice);
        int told = classes.MaxBy(i => Math.Abs(slice.Predicted[i] - slice.Observed[i]));
        double full = data.Slices.SelectMany(one => one.Slices).SelectMany(Classes, (one, i) => Math.Max(one.Predicted[i], one.Observed[i])).Max();
        string Both(int i) => $"{FitWords.ExactShare(slice.Predicted[i])} · {FitWords.ExactShare(slice.Observed[i])}";
        return new BarList
        {
            Title = $"{Part(feature, slice)}: {words.Quoted(told)} differs most, predicted {FitWords.ExactShare(slice.Predicted[told])}, observed {FitWords.ExactShare(slice.Observed[told])}",
            Description = "Predicted and observed: " + string.Join("; ", classes.Select(i => $"{words.Class(i)} {Both(i)}")) + ".",
            Bars = [.. classes.Select(i => new NamedBar(words.Class(i), slice.Predicted[i], Both(i), Under: slice.Observed[i]))],
            Full = full,
            Series = 1,
            Width = Picture.NarrowWidth,
        };
    }

    private static string Part(FeatureSlices feature, Slice slice) => $"{FitWords.Name(feature.Feature)} {FitWords.Name(FitWords.Part(feature, slice))}";
}
