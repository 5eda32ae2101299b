using System.Xml.Linq;
using KLDiv.Pages.Charts;
using KLDiv.Regression;

namespace KLDiv.Pages.FitPages;

/// <summary>Which classes each feature raises and lowers, a small picture each.</summary>
internal static class ClassEffectFigures
{
    /// <summary>As many classes as can be compared at a glance.</summary>
    private const int MostClasses = 6;

    /// <summary>The part of a class's whole range that its change from end to end must be for the two ends to tell all.</summary>
    private const double LeastAtEnds = 0.8;

    public static IEnumerable<XElement> Draw(FitExplanation data, FitWords words) =>
    [
        PageParts.Note(
            "Each picture: the classes that one feature moves most, while the others stay as they are in the data, averaged over the rows. In each the longest bar fills the width."
                + (data.Effects.Count < data.Features.Count ? $" The {Numbers.Count(data.Effects.Count)} most influential of {Numbers.Counted(data.Features.Count, "feature")} are shown." : "")),
        PageParts.Gallery(data.Effects.Select((effect, i) => Figure($"effect-{i}", effect, words))),
    ];

    /// <summary>A class as a feature moves it, between the two values that are compared.</summary>
    public static IEnumerable<(int Class, EffectPoint From, EffectPoint To)> Moves(FeatureEffect effect)
    {
        int[] classes =
        [
            .. Enumerable.Range(0, effect.Points[0].Distribution.Count)
                .OrderByDescending(i => effect.Points.Max(point => point.Distribution[i]) - effect.Points.Min(point => point.Distribution[i]))
                .Take(MostClasses),
        ];
        bool byEnds = AreEndsEnough(effect, classes);
        return classes.Select(i => byEnds
            ? (i, effect.Points[0], effect.Points[^1])
            : (i, effect.Points.MinBy(point => point.Distribution[i])!, effect.Points.MaxBy(point => point.Distribution[i])!));
    }

    /// <summary>Whether a feature moves its classes one way, so that its first and its last value tell all.</summary>
    private static bool AreEndsEnough(FeatureEffect effect, int[] classes) => effect.Points.Count == 2 || (!effect.HasLevels && classes.All(i =>
        Math.Abs(effect.Points[^1].Distribution[i] - effect.Points[0].Distribution[i])
            >= LeastAtEnds * (effect.Points.Max(point => point.Distribution[i]) - effect.Points.Min(point => point.Distribution[i]))));

    private static XElement Figure(string id, FeatureEffect effect, FitWords words)
    {
        (int Class, EffectPoint From, EffectPoint To)[] moves = [.. Moves(effect)];
        bool byEnds = moves.All(move => move.From == moves[0].From && move.To == moves[0].To);
        (string from, string to) = byEnds ? (Named(effect, moves[0].From), Named(effect, moves[0].To)) : ("where it is least", "where it is most");
        return PageParts.Figure(
            id,
            new BarList
            {
                Title = byEnds ? TitleByEnds(effect, moves, words) : TitleByExtremes(effect, moves[0], words),
                Description = "Mean probabilities: " + string.Join("; ", moves.Select(move => $"{words.Class(move.Class)} {Told(effect, move)}")) + ".",
                Bars = [.. moves.Select(move => new NamedBar(words.Class(move.Class), At(move.To, move), $"{FitWords.Share(At(move.From, move))} → {FitWords.Share(At(move.To, move))}", At(move.From, move), Told(effect, move)))],
                Full = moves.Max(move => Math.Max(At(move.From, move), At(move.To, move))),
                Series = 1,
                Keys = [new Key(byEnds ? $"at {from}" : from, 0, KeyShape.PaleArea), new Key(byEnds ? $"at {to}" : to, 1, KeyShape.Area)],
                Width = Picture.NarrowWidth,
            });
    }

    private static string TitleByEnds(FeatureEffect effect, (int Class, EffectPoint From, EffectPoint To)[] moves, FitWords words)
    {
        (int Class, EffectPoint From, EffectPoint To) raised = moves.MaxBy(Change), lowered = moves.MinBy(Change);
        string[] parts =
        [
            .. Change(raised) > 0 ? new[] { $"raises {words.Quoted(raised.Class)} by {FitWords.Points(Change(raised))}" } : [],
            .. Change(lowered) < 0 ? new[] { $"lowers {words.Quoted(lowered.Class)} by {Numbers.Of(-100 * Change(lowered), 2)}" } : [],
        ];
        return parts.Length == 0 ? $"{FitWords.Name(effect.Feature)} moves no class" : $"{FitWords.Name(effect.Feature)} {FitWords.List(parts)}";
    }

    private static string TitleByExtremes(FeatureEffect effect, (int Class, EffectPoint From, EffectPoint To) move, FitWords words) =>
        $"{FitWords.Name(effect.Feature)} takes {words.Quoted(move.Class)} from {FitWords.Share(At(move.From, move))} ({Named(effect, move.From)}) "
            + $"to {FitWords.Share(At(move.To, move))} ({Named(effect, move.To)})";

    private static string Named(FeatureEffect effect, EffectPoint point) => FitWords.Name(FitWords.Point(effect, point));

    private static double Change((int Class, EffectPoint From, EffectPoint To) move) => At(move.To, move) - At(move.From, move);

    private static double At(EffectPoint point, (int Class, EffectPoint From, EffectPoint To) move) => point.Distribution[move.Class];

    private static string Told(FeatureEffect effect, (int Class, EffectPoint From, EffectPoint To) move) =>
        $"{FitWords.Share(At(move.From, move))} at {FitWords.Point(effect, move.From)}, {FitWords.Share(At(move.To, move))} at {FitWords.Point(effect, move.To)}";
}
