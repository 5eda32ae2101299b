using System.Globalization;

namespace KLDiv.Regression.Bins;

/// <summary>What a user should know of the bins that values were cut into; a line each.</summary>
internal static class BinNotes
{
    /// <summary>The part of the rows that is nearly all.</summary>
    private const double NearlyAll = 0.9;

    /// <summary>The least ratio of two widths that is told.</summary>
    private const double FarWider = 1000;

    /// <param name="rule">How the values were cut.</param>
    /// <param name="bins">What they were cut into.</param>
    /// <param name="values">The values.</param>
    public static IEnumerable<string> Of(BinRule rule, Binning bins, ReadOnlySpan<double> values) =>
        [.. TooFew(rule, bins), .. AllInOne(bins, values), .. UnequalWidths(rule, bins)];

    private static IEnumerable<string> TooFew(BinRule rule, Binning bins) => bins.Count < rule.Count
        ? [$"{rule} gave {bins.Count} {(bins.Count == 1 ? "bin" : "bins")}, since there are no more different values to part"]
        : [];

    private static IEnumerable<string> AllInOne(Binning bins, ReadOnlySpan<double> values)
    {
        int[] counts = new int[bins.Count];
        foreach (double value in values)
        {
            counts[bins.NearestIndexOf(value)]++;
        }

        int fullest = counts.IndexOf(counts.Max());
        if (counts[fullest] <= NearlyAll * values.Length)
        {
            return [];
        }

        string share = counts[fullest] == values.Length ? "all rows" : $"{(100.0 * counts[fullest] / values.Length).ToString("0.#", CultureInfo.InvariantCulture)} % of the rows";
        return OnlyValue(bins, fullest, values) is { } only ? [$"{share} have the value {Binning.Text(only)}"]
            : bins.Count > 1 ? [$"{share} are in one bin, {Range(bins, fullest)}; bins that follow the values, the default, would part them"]
            : [];
    }

    private static double? OnlyValue(Binning bins, int bin, ReadOnlySpan<double> values)
    {
        double? only = null;
        foreach (double value in values)
        {
            if (bins.NearestIndexOf(value) == bin)
            {
                if (only is { } before && before != value)
                {
                    return null;
                }

                only = value + 0.0;
            }
        }

        return only;
    }

    private static IEnumerable<string> UnequalWidths(BinRule rule, Binning bins)
    {
        int[] all = [.. Enumerable.Range(0, bins.Count)];
        int narrowest = all.MinBy(bins.WidthOf), widest = all.MaxBy(bins.WidthOf);
        double ratio = bins.WidthOf(widest) / bins.WidthOf(narrowest);
        return rule.IsQuantile && ratio >= FarWider
            ? [$"{rule} made bins of very different widths: {Range(bins, widest)} is {ratio.ToString("#,0", CultureInfo.InvariantCulture)} times as wide as {Range(bins, narrowest)}"]
            : [];
    }

    private static string Range(Binning bins, int bin) => $"{Binning.Text(bins.Edge(bin))} to {Binning.Text(bins.Edge(bin + 1))}";
}
