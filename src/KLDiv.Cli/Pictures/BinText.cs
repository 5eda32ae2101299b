using System.Globalization;
using KLDiv.Regression;

namespace KLDiv.Cli.Pictures;

/// <summary>The values of a number that is cut into bins, with as many decimals as tell the narrowest bin from the next.</summary>
internal sealed class BinText
{
    /// <summary>More decimals, and larger numbers, are shown with an exponent.</summary>
    private const int MostDecimals = 9;

    private const double Largest = 1e12;

    private readonly Binning _bins;
    private readonly string _format;

    public BinText(Binning bins)
    {
        _bins = bins;
        double narrowest = Enumerable.Range(0, bins.Count).Min(bins.WidthOf);
        int decimals = Math.Max(0, 1 - (int)Math.Floor(Math.Log10(narrowest)));
        _format = decimals > MostDecimals || Math.Max(Math.Abs(bins.Low), Math.Abs(bins.High)) >= Largest ? "G6" : $"N{decimals}";
    }

    /// <summary>A value.</summary>
    public string Of(double value) => value.ToString(_format, CultureInfo.InvariantCulture);

    /// <summary>From the start of a bin to the end of another, right-aligned so that bins stand below each other.</summary>
    public string Of(int first, int last)
    {
        int width = Math.Max(Of(_bins.Low).Length, Of(_bins.High).Length);
        return $"{Of(_bins.Edge(first)).PadLeft(width)} - {Of(_bins.Edge(last + 1)).PadLeft(width)}";
    }
}
