using System.Globalization;
using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Regression.Bins;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression;

/// <summary>How the values of a table are cut into bins.</summary>
public sealed class BinRule
{
    /// <summary>More bins than anybody looks at; each costs a weight for every feature.</summary>
    internal const int Most = 1 << 16;

    private const string QuantileWord = "quantile:", LogWord = "log:";

    private readonly string _text;
    private readonly Func<ValueCounts, Binning> _cut;

    private BinRule(string text, int count, Func<ValueCounts, Binning> cut)
    {
        (_text, _cut) = (text, cut);
        Count = count is >= 0 and <= Most
            ? count
            : throw new ArgumentOutOfRangeException(nameof(count), count, $"There must be from 1 to {Most} bins.");
    }

    /// <summary>The rule where none is given: bins that follow the values.</summary>
    /// <remarks>
    /// Up to 40 different values, of two rows each on average, get a bin each, which is named by the value; so does any value that more than a twentieth
    /// of the rows have. The others get bins of one width, of which 40 reach over the values or up to twice as many: 1, 2, 2.5 or 5 times a power of ten
    /// and, where all values are multiples of a step, one too. Where such a bin would hold more than a tenth of the rows, the widths follow the values
    /// instead: a bin has about a 32nd of the rows, at the ends fewer and fewer down to a thousandth, and its edges are numbers of few digits. Of less
    /// than 160 rows there are fewer bins.
    /// </remarks>
    public static BinRule Default { get; } = new("auto", 0, FollowingTheData);

    /// <summary>The bins, where they are given whatever the values are.</summary>
    internal Binning? Given { get; private init; }

    /// <summary>How many bins are asked for; 0 where the values decide.</summary>
    internal int Count { get; }

    /// <summary>Whether the bins are to hold equally many values.</summary>
    internal bool IsQuantile => _text.StartsWith(QuantileWord, StringComparison.Ordinal);

    /// <summary>Bins of one width from the least value to the greatest.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not from 1 to 65,536.</exception>
    public static BinRule Equal(int count) => new($"{AtLeast1(count)}", count, counts => EqualWidths(counts.Values[0], counts.Values[^1], count));

    /// <summary>
    /// Bins that hold about equally many of the values: the edges lie in the middle between neighbouring values. Equal values are never parted, so
    /// there may be fewer bins than asked for.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not from 1 to 65,536.</exception>
    public static BinRule Quantile(int count) => new($"{QuantileWord}{AtLeast1(count)}", count, counts => Quantiles(counts, count));

    /// <summary>Bins from the least value to the greatest, each as many times as wide as the one before it; all values must be above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not from 1 to 65,536.</exception>
    public static BinRule Logarithmic(int count) => new($"{LogWord}{AtLeast1(count)}", count, counts => LogarithmicWidths(counts.Values[0], counts.Values[^1], count));

    /// <summary>The bins that are given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are more than 65,536.</exception>
    public static BinRule Fixed(Binning bins)
    {
        ArgumentNullException.ThrowIfNull(bins);
        string text = bins.IsUniform
            ? $"{Binning.Text(bins.Low)}:{Binning.Text(bins.High)}:{Binning.Text(bins.Width)}"
            : string.Join(',', Enumerable.Range(0, bins.Count + 1).Select(i => Binning.Text(bins.Edge(i))));
        return new BinRule(text, bins.Count, _ => bins) { Given = bins };
    }

    /// <summary>Bins of a width from a low end to a high one.</summary>
    /// <exception cref="ArgumentException">The ends are not a whole number of widths apart (at least 1, at most 65,536), or a number is not finite.</exception>
    public static BinRule Range(double low, double high, double width)
    {
        double count = (high - low) / width;
        double whole = Math.Round(count);
        return double.IsFinite(low) && double.IsFinite(count) && width > 0 && whole is >= 1 and <= Most && Math.Abs(count - whole) <= 1e-9 * whole
            ? Fixed(Binning.Between(low, high, (int)whole))
            : throw new ArgumentException(
                $"bins from {low} to {high} of width {width} are {count}; they must be a whole number from 1 to {Most}", nameof(width));
    }

    /// <summary>
    /// Reads a rule as users write it: <c>40</c>, <c>0:240:5</c> (low, high, width), <c>0,1,2,5,10,inf</c> (edges), <c>quantile:30</c>, <c>log:30</c> or
    /// <c>auto</c>.
    /// </summary>
    /// <exception cref="FormatException">It is none of these; the message is one line.</exception>
    public static BinRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            string[] parts = text.Split(':'), edges = text.Split(',');
            return string.Equals(text, Default._text, StringComparison.Ordinal) ? Default
                : Counted(text, QuantileWord) is { } quantiles ? Quantile(quantiles)
                : Counted(text, LogWord) is { } logarithmic ? Logarithmic(logarithmic)
                : Counted(text, "") is { } count ? Equal(count)
                : parts.Length == 3 && Number(parts[0]) is { } low && Number(parts[1]) is { } high && Number(parts[2]) is { } width ? Range(low, high, width)
                : edges.Length > 1 && Array.TrueForAll(edges, edge => Edge(edge) is not null) ? Fixed(new Binning([.. edges.Select(edge => Edge(edge)!.Value)]))
                : throw new FormatException(
                    $"'{text}' are no bins; write a number of them (40), LOW:HIGH:WIDTH (0:240:5), edges (0,1,2,5,10,inf), quantile:COUNT (quantile:30) or log:COUNT (log:30)");
        }
        catch (ArgumentOutOfRangeException wrong) when (wrong.ActualValue is int)
        {
            throw new FormatException($"'{text}' are {wrong.ActualValue} bins; there must be from 1 to {Most}", wrong);
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException(wrong.Message[..wrong.Message.IndexOf(" (Parameter", StringComparison.Ordinal)].TrimEnd('.'), wrong);
        }
    }

    /// <summary>The bins for values.</summary>
    /// <param name="values">At least one, all finite.</param>
    /// <exception cref="RegressionDataException">The values lie too far apart for the bins, or are not above 0 where they must be.</exception>
    public Binning Over(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty || !TensorPrimitives.IsFiniteAll(values))
        {
            throw new ArgumentException(values.IsEmpty ? "There is no value." : "A value is not finite.", nameof(values));
        }

        return Given ?? _cut(ValueCounts.Of(values));
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static int AtLeast1(int count) => count >= 1
        ? count
        : throw new ArgumentOutOfRangeException(nameof(count), count, $"There must be from 1 to {Most} bins.");

    private static Binning FollowingTheData(ValueCounts counts) => double.IsFinite(counts.Values[^1] - counts.Values[0])
        ? DataBins.Of(counts)
        : throw TooFarApart(counts.Values[0], counts.Values[^1], "bins");

    private static Binning Quantiles(ValueCounts counts, int count)
    {
        try
        {
            return QuantileBins.Of(counts, count);
        }
        catch (ArgumentException)
        {
            throw TooFarApart(counts.Values[0], counts.Values[^1], $"{count} bins");
        }
    }

    private static Binning EqualWidths(double low, double high, int count)
    {
        if (low == high)
        {
            // Wide enough to be told apart at any size.
            double half = Math.Max(0.5, Math.Abs(low) * 1e-6);
            (low, high) = (low - half, high + half);
        }

        try
        {
            return Binning.Between(low, high, count);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw TooFarApart(low, high, $"{count} bins of one width");
        }
    }

    private static Binning LogarithmicWidths(double low, double high, int count)
    {
        if (low <= 0)
        {
            throw new RegressionDataException(
                DataChecks.TargetsName, $"the least value is {low}, and bins of {LogWord}{count} are of values above 0; leave --bins out for bins that follow the values, or give edges (0,1,2,5,10,inf)");
        }

        if (low == high)
        {
            return Binning.OfValues(low);
        }

        // Twelve digits hide the rounding of powers: from 1 to 1000, 10 and 100 are edges.
        double ratio = Math.Log(high) - Math.Log(low);
        IEnumerable<double> inner = Enumerable.Range(1, count - 1).Select(i => double.Parse(
            (low * Math.Exp(ratio * i / count)).ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        double[] edges = [low, .. inner, high];
        try
        {
            return new Binning(edges);
        }
        catch (ArgumentException)
        {
            throw TooFarApart(low, high, $"{count} bins whose widths grow in proportion");
        }
    }

    private static RegressionDataException TooFarApart(double low, double high, string bins) => new(
        DataChecks.TargetsName, $"the values reach from {low} to {high}, which {bins} cannot cover in double precision");

    /// <summary>The number behind a word; null where the text is anything else.</summary>
    private static int? Counted(string text, string word) =>
        text.StartsWith(word, StringComparison.Ordinal) && NumberText.TryParse(text.AsSpan(word.Length), out int value) ? value : null;

    private static double? Number(string text) =>
        NumberText.TryParse(text, out double value) && double.IsFinite(value) ? value : null;

    /// <summary>An edge, which may be infinite.</summary>
    private static double? Edge(string text) => text.Trim().ToLowerInvariant() switch
    {
        "inf" or "+inf" or "infinity" or "∞" => double.PositiveInfinity,
        "-inf" or "-infinity" or "-∞" => double.NegativeInfinity,
        _ => Number(text.Trim()),
    };
}
