using System.Globalization;
using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression;

/// <summary>How the values of a table are cut into bins.</summary>
public sealed class BinRule
{
    /// <summary>More bins than anybody looks at; each costs a weight for every feature.</summary>
    private const int Most = 1 << 16;

    private const string QuantileWord = "quantile:";

    private readonly Binning? _fixed;
    private readonly int _count;
    private readonly bool _isQuantile;

    private BinRule(Binning? bins, int count, bool isQuantile)
    {
        _fixed = bins;
        _count = count is >= 1 and <= Most
            ? count
            : throw new ArgumentOutOfRangeException(nameof(count), count, $"There must be from 1 to {Most} bins.");
        _isQuantile = isQuantile;
    }

    /// <summary>The rule where none is given.</summary>
    internal static BinRule Default { get; } = Equal(40);

    /// <summary>The bins, where they are given whatever the values are.</summary>
    internal Binning? Given => _fixed;

    /// <summary>How many bins are asked for.</summary>
    internal int Count => _count;

    /// <summary>Bins of one width from the least value to the greatest.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not from 1 to 65,536.</exception>
    public static BinRule Equal(int count) => new(null, count, isQuantile: false);

    /// <summary>
    /// Bins that hold about equally many of the values: the edges lie in the middle between neighbouring values. Equal values are never parted, so
    /// there may be fewer bins than asked for.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not from 1 to 65,536.</exception>
    public static BinRule Quantile(int count) => new(null, count, isQuantile: true);

    /// <summary>The bins that are given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are more than 65,536.</exception>
    public static BinRule Fixed(Binning bins)
    {
        ArgumentNullException.ThrowIfNull(bins);
        return new BinRule(bins, bins.Count, isQuantile: false);
    }

    /// <summary>Bins of a width from a low end to a high one.</summary>
    /// <exception cref="ArgumentException">The ends are not a whole number of widths apart (at least 1, at most 65,536), or a number is not finite.</exception>
    public static BinRule Range(double low, double high, double width)
    {
        double count = (high - low) / width;
        double whole = Math.Round(count);
        return double.IsFinite(low) && double.IsFinite(count) && width > 0 && whole is >= 1 and <= Most && Math.Abs(count - whole) <= 1e-9 * whole
            ? Fixed(new Binning(low, (high - low) / whole, (int)whole))
            : throw new ArgumentException(
                $"bins from {low} to {high} of width {width} are {count}; they must be a whole number from 1 to {Most}", nameof(width));
    }

    /// <summary>Reads a rule as users write it: <c>40</c>, <c>0:240:5</c> (low, high, width) or <c>quantile:30</c>.</summary>
    /// <exception cref="FormatException">It is none of these; the message is one line.</exception>
    public static BinRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            string[] parts = text.Split(':');
            return text.StartsWith(QuantileWord, StringComparison.Ordinal) && Whole(text[QuantileWord.Length..]) is { } quantiles ? Quantile(quantiles)
                : Whole(text) is { } count ? Equal(count)
                : parts.Length == 3 && Number(parts[0]) is { } low && Number(parts[1]) is { } high && Number(parts[2]) is { } width ? Range(low, high, width)
                : throw new FormatException($"'{text}' are no bins; write a number of them (40), LOW:HIGH:WIDTH (0:240:5) or quantile:COUNT (quantile:30)");
        }
        catch (ArgumentOutOfRangeException wrong)
        {
            throw new FormatException($"'{text}' are {wrong.ActualValue} bins; there must be from 1 to {Most}", wrong);
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException(wrong.Message[..wrong.Message.IndexOf(" (Parameter", StringComparison.Ordinal)], wrong);
        }
    }

    /// <summary>The bins for values.</summary>
    /// <param name="values">At least one, all finite.</param>
    /// <exception cref="RegressionDataException">The values lie too far apart for the bins.</exception>
    public Binning Over(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty || !TensorPrimitives.IsFiniteAll(values))
        {
            throw new ArgumentException(values.IsEmpty ? "There is no value." : "A value is not finite.", nameof(values));
        }

        return _fixed ?? (_isQuantile ? Quantiles(values) : EqualWidths(TensorPrimitives.Min(values), TensorPrimitives.Max(values), _count));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        _fixed is { } bins ? bins.IsUniform ? $"{bins.Low}:{bins.High}:{bins.Width}" : $"{bins.Count} bins from {bins.Low} to {bins.High}"
        : _isQuantile ? $"{QuantileWord}{_count}"
        : $"{_count}";

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
            return new Binning(low, (high - low) / count, count);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw TooFarApart(low, high, $"{count} bins of one width");
        }
    }

    private static RegressionDataException TooFarApart(double low, double high, string bins) => new(
        DataChecks.TargetsName, $"the values reach from {low} to {high}, which {bins} cannot cover in double precision");

    private Binning Quantiles(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        if (sorted[^1] == sorted[0])
        {
            return EqualWidths(sorted[0], sorted[0], 1);
        }

        List<double> edges = [sorted[0]];
        for (int i = 1; i < _count; i++)
        {
            int at = NearestStep(sorted, (int)Math.Round((double)i * sorted.Length / _count));
            double edge = (0.5 * sorted[at - 1]) + (0.5 * sorted[at]);
            if (edge > edges[^1] && edge < sorted[^1])
            {
                edges.Add(edge);
            }
        }

        edges.Add(sorted[^1]);
        return edges.Zip(edges.Skip(1)).All(pair => double.IsFinite(pair.Second - pair.First))
            ? new Binning(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(edges))
            : throw TooFarApart(sorted[0], sorted[^1], $"{_count} bins");
    }

    /// <summary>The place nearest to another where a value differs from the one before it; there is one.</summary>
    private static int NearestStep(double[] sorted, int place)
    {
        int at = Math.Clamp(place, 1, sorted.Length - 1);
        (int below, int above) = (at, at);
        while (below > 0 && sorted[below] == sorted[below - 1])
        {
            below--;
        }

        while (above < sorted.Length && sorted[above] == sorted[above - 1])
        {
            above++;
        }

        return above == sorted.Length || (below > 0 && at - below <= above - at) ? below : above;
    }

    private static int? Whole(string text) => NumberText.TryParse(text, out int value) ? value : null;

    private static double? Number(string text) =>
        NumberText.TryParse(text, out double value) && double.IsFinite(value) ? value : null;
}
