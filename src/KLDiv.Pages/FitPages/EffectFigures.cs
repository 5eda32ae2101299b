using System.Xml.Linq;
using KLDiv.Pages.Charts;
using KLDiv.Regression;

namespace KLDiv.Pages.FitPages;

/// <summary>What each feature does to mean and spread of a value, a small picture each.</summary>
internal sealed class EffectFigures
{
    /// <summary>As many levels as a small picture has room for.</summary>
    private const int MostLevels = 16;

    private const double LevelHeight = 22, RoomOfAxes = 70;

    /// <summary>The least part of the probability that a feature must move for its effect to be named.</summary>
    private const double LeastInfluence = 0.005;

    /// <summary>The least ratio of two spreads that is mentioned.</summary>
    private const double LeastRatio = 1.15;

    /// <summary>The part of the axis that stays empty at either end.</summary>
    private const double Margin = 0.04;

    private readonly FitExplanation _data;
    private readonly FitWords _words;
    private readonly LinearScale _scale;

    public EffectFigures(FitExplanation data, FitWords words)
    {
        (_data, _words) = (data, words);
        EffectPoint[] points = [.. data.Effects.SelectMany(effect => effect.Points)];
        double low = points.Select(point => point.Mean - point.Spread).DefaultIfEmpty(0).Min(), high = points.Select(point => point.Mean + point.Spread).DefaultIfEmpty(1).Max();
        double margin = high > low ? Margin * (high - low) : 1;
        _scale = new LinearScale(low - margin, high + margin, words.Of);
    }

    public IEnumerable<XElement> Draw() =>
    [
        PageParts.Note(
            $"Each picture: {_words.Value} as one feature moves and the others stay as they are in the data, averaged over the rows. All pictures have one scale for it"
                + (_data.Effects.Count < _data.Features.Count ? $"; the {Numbers.Count(_data.Effects.Count)} most influential of {Numbers.Counted(_data.Features.Count, "feature")} are shown." : ".")),
        PageParts.Keys([new Key("mean", 0, KeyShape.InkLine), new Key("one standard deviation of a row on either side", 0, KeyShape.Band)])!,
        PageParts.Gallery(_data.Effects.Select((effect, i) => PageParts.Figure($"effect-{i}", effect.HasLevels ? OfLevels(effect) : OfNumbers(effect), Note(effect)))),
    ];

    /// <summary>The levels that a picture shows, in their order: where they are too many, those of most rows.</summary>
    public static EffectPoint[] Levels(FeatureEffect effect) => [.. effect.Points.OrderByDescending(point => point.Share).Take(MostLevels).OrderBy(point => point.Value)];

    private Chart OfNumbers(FeatureEffect effect) => new()
    {
        Title = Title(effect, effect.Points),
        Description = Description(effect, effect.Points),
        Horizontal = new Axis(ScaleOf(effect), FitWords.Name(effect.Feature)),
        Vertical = new Axis(_scale, _words.Value),
        Marks =
        [
            new Band([.. effect.Points.Select(point => (point.Value, point.Mean - point.Spread, point.Mean + point.Spread))]),
            new Line([.. effect.Points.Select(point => (point.Value, point.Mean))]) { IsInk = true },
        ],
        Width = Picture.NarrowWidth,
    };

    /// <summary>The scale of a feature's numbers; dates and times are named where they were taken, which needs no round numbers.</summary>
    private static Scale ScaleOf(FeatureEffect effect) => effect.Part is null
        ? new LinearScale(effect.Points[0].Value, effect.Points[^1].Value, FitWords.OfFeature)
        : new StepScale([.. effect.Points.Select(point => point.Value)], value => FitWords.Point(effect, effect.Points.First(point => point.Value == value)));

    private Chart OfLevels(FeatureEffect effect)
    {
        EffectPoint[] levels = Levels(effect);
        return new Chart
        {
            Title = Title(effect, levels),
            Description = Description(effect, levels),
            Horizontal = new Axis(_scale, _words.Value),
            Vertical = new Axis(new CategoryScale([.. levels.Select(level => FitWords.Point(effect, level))]), FitWords.Name(effect.Feature)),
            Marks = [new Intervals([.. levels.Select((level, i) => new Interval(i, level.Mean - level.Spread, level.Mean, level.Mean + level.Spread, Told(effect, level)))])],
            Width = Picture.NarrowWidth,
            Aspect = ((levels.Length * LevelHeight) + RoomOfAxes) / Picture.NarrowWidth,
        };
    }

    private string Title(FeatureEffect effect, IReadOnlyList<EffectPoint> points)
    {
        (EffectPoint least, EffectPoint most) = (points.MinBy(point => point.Mean)!, points.MaxBy(point => point.Mean)!);
        string name = FitWords.Name(effect.Feature);
        return effect.Influence < LeastInfluence
            ? $"{name} moves {FitWords.Share(effect.Influence)} of the probability"
            : $"{name} takes the mean from {_words.Statistic(least.Mean)} ({Named(effect, least)}) to {_words.Statistic(most.Mean)} ({Named(effect, most)})";
    }

    private string Note(FeatureEffect effect)
    {
        EffectPoint[] points = effect.HasLevels ? Levels(effect) : [.. effect.Points];
        (EffectPoint least, EffectPoint most) = (points.MinBy(point => point.Spread)!, points.MaxBy(point => point.Spread)!);
        string spread = most.Spread >= LeastRatio * least.Spread
            ? $"The standard deviation goes from {_words.Statistic(least.Spread)} ({Named(effect, least)}) to {_words.Statistic(most.Spread)} ({Named(effect, most)})."
            : $"The standard deviation stays about {_words.Statistic(least.Spread)}.";
        return points.Length < effect.Points.Count ? $"{spread} The {Numbers.Count(points.Length)} of {Numbers.Count(effect.Points.Count)} levels with most rows." : spread;
    }

    private string Description(FeatureEffect effect, IReadOnlyList<EffectPoint> points)
    {
        // Enough to follow a curve by; the table has all.
        int stride = Math.Max(1, points.Count / MostLevels);
        return $"The mean of {_words.Value} and the standard deviation around it: " + string.Join("; ", points.Where((_, i) => i % stride == 0).Select(point => Told(effect, point))) + ".";
    }

    private static string Named(FeatureEffect effect, EffectPoint point) => FitWords.Name(FitWords.Point(effect, point));

    private string Told(FeatureEffect effect, EffectPoint point) => $"{FitWords.Point(effect, point)}: {_words.Statistic(point.Mean)} ± {_words.Statistic(point.Spread)}";
}
