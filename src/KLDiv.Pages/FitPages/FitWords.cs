using System.Globalization;
using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Pages.FitPages;

/// <summary>How the page of a fit names its values, classes and numbers.</summary>
internal sealed class FitWords
{
    private const int MostOfNames = 36, MostFeaturesNamed = 4;

    private const double Rounding = 1e-9;

    /// <summary>The digits that tell the bins' edges apart.</summary>
    private readonly int _digits = 6;

    private readonly FitExplanation _data;

    public FitWords(FitExplanation data)
    {
        _data = data;
        Value = VisibleText.Shortened(data.Value, MostOfNames);
        if (data.Bins is { } bins)
        {
            double[] ends = [.. Enumerable.Range(0, bins.Count + 1).Select(bins.Edge).Where(double.IsFinite)];
            double narrowest = ends.Skip(1).Zip(ends, (high, low) => high - low).DefaultIfEmpty(1).Min(), largest = ends.Select(Math.Abs).DefaultIfEmpty(1).Max();
            _digits = largest > 0 ? Math.Clamp((int)Math.Ceiling(Math.Log10(largest / narrowest)) + 2, 3, 15) : 3;
        }
    }

    /// <summary>The name of what is predicted.</summary>
    public string Value { get; }

    /// <summary>The same for a place with little room.</summary>
    public string ShortValue => VisibleText.Shortened(_data.Value, 16);

    /// <summary>Which rows the page's figures are of.</summary>
    public string Where => _data.CrossValidation is null ? "on the data" : "on held-out rows";

    /// <summary>A value of what is predicted.</summary>
    public string Of(double value) => Numbers.Of(value, _digits);

    /// <summary>A statistic of what is predicted: a mean, a spread.</summary>
    public string Statistic(double value) => Numbers.Of(value, Math.Min(_digits, 4));

    /// <summary>A bin or a class.</summary>
    public string Class(int index) => _data.Bins is not { } bins ? _data.Classes[index]
        : bins.ValueOf(index) is { } value ? Of(value)
        : Range(bins.Edge(index), bins.Edge(index + 1));

    /// <summary>From one edge of bins to another.</summary>
    public string Range(double low, double high) => double.IsFinite(low) && double.IsFinite(high) ? $"{Of(low)} to {Of(high)}"
        : double.IsFinite(low) ? $"{Of(low)} or more"
        : double.IsFinite(high) ? $"below {Of(high)}"
        : "any value";

    /// <summary>From where to where the bins reach; those without an end as far as was seen.</summary>
    public string Reach()
    {
        BinContents contents = _data.Contents!;
        Binning bins = contents.Bins;
        double low = bins.ValueOf(0) ?? (double.IsFinite(bins.Low) ? bins.Low : contents.Low);
        double high = bins.ValueOf(bins.Count - 1) ?? (double.IsFinite(bins.High) ? bins.High : contents.High);
        return $"from {Of(low)} to {Of(high)}";
    }

    /// <summary>A class in a sentence.</summary>
    public string Quoted(int index) => VisibleText.Quoted(Class(index));

    /// <summary>A feature or a level in a sentence.</summary>
    public static string Name(string name) => VisibleText.Shortened(name, MostOfNames);

    /// <summary>A value of a feature: its level, or the number with the digits that tell it from the next.</summary>
    public static string Point(FeatureEffect effect, EffectPoint point) => point.Level ?? Written(point.Value, effect.Step, effect.Part);

    /// <summary>A part of the rows: a level, a number, or a range.</summary>
    public static string Part(FeatureSlices feature, Slice slice)
    {
        string from = Written(slice.From, feature.Step, feature.Part), to = Written(slice.To, feature.Step, feature.Part);
        return slice.Level
            ?? (slice.From == slice.To ? from
                : double.IsNegativeInfinity(slice.From) ? $"below {to}"
                : double.IsPositiveInfinity(slice.To) ? $"from {from} on"
                : $"from {from} to below {to}");
    }

    /// <summary>A value of a feature on an axis: what may be a year has no comma.</summary>
    public static string OfFeature(double value) =>
        Math.Abs(value) < 10_000 ? Numbers.Of(value, 6).Replace(",", "", StringComparison.Ordinal) : Numbers.Of(value, 6);

    /// <summary>The features in a sentence: their names, or how many they are.</summary>
    public string Features() => _data.Features.Count > MostFeaturesNamed ? Numbers.Counted(_data.Features.Count, "feature") : List([.. _data.Features.Select(Name)]);

    /// <summary>a, b and c.</summary>
    public static string List(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    public static string Share(double share) => Numbers.Percent(Math.Clamp(share, 0, 1));

    /// <summary>A share beside one that may be near it.</summary>
    public static string ExactShare(double share) => Numbers.Of(100 * Math.Clamp(share, 0, 1)) + "%";

    /// <summary>± and a standard deviation; nothing where it is not known, or no more than rounding.</summary>
    public static string Deviation(double value, double deviation) => IsDeviation(value, deviation) ? $" ±\u00A0{Numbers.Of(deviation, 2)}" : "";

    /// <summary>Whether a standard deviation is known and more than rounding.</summary>
    public static bool IsDeviation(double value, double deviation) => deviation > Rounding * Math.Abs(value);

    /// <summary>A difference of shares.</summary>
    public static string Points(double difference) => $"{Numbers.Of(100 * difference, 2)}\u00A0percentage points";

    /// <summary>A number as it is written among others that are a step apart.</summary>
    private static string Written(double value, double step, DatePart? part) => part is { } of && double.IsFinite(value) ? of.TextOf(value)
        : double.IsInteger(value) && Math.Abs(value) < 1e6 ? value.ToString("F0", CultureInfo.InvariantCulture).Replace('-', '−')
        : Math.Abs(value) >= 1e6 || step is 0 or < 1e-4
        ? Numbers.Of(value, 6)
        : value.ToString($"F{Math.Max(0, 1 - (int)Math.Floor(Math.Log10(step)))}", CultureInfo.InvariantCulture).Replace('-', '−');
}
