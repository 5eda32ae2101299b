using System.Globalization;
using KLDiv.Regression;

namespace KLDiv.Cli.Pictures;

/// <summary>The values of a number that is cut into bins, with as many decimals as tell the bin that they lie in from the next.</summary>
internal sealed class BinText
{
    /// <summary>More decimals, and larger numbers, are shown with an exponent.</summary>
    private const int MostDecimals = 9;

    private const double Largest = 1e12;

    private readonly BinContents _contents;
    private readonly Binning _bins;
    private readonly int _width;

    public BinText(BinContents contents)
    {
        (_contents, _bins) = (contents, contents.Bins);
        _width = Enumerable.Range(0, _bins.Count + 1).Where(i => double.IsFinite(_bins.Edge(i))).Select(i => Edge(i).Length).DefaultIfEmpty(0).Max();
    }

    /// <summary>A value; as it is written in the data where it can occur there as a multiple of a step.</summary>
    public string Of(double value) => Of(value, _bins.WidthOf(_bins.NearestIndexOf(value)));

    /// <summary>From the start of a bin to the end of another, right-aligned so that bins stand below each other; one of a single value is that.</summary>
    public string Of(int first, int last)
    {
        if (first == last && _bins.ValueOf(first) is { } value)
        {
            return Of(value);
        }

        (bool hasLow, bool hasHigh) = (double.IsFinite(_bins.Edge(first)), double.IsFinite(_bins.Edge(last + 1)));
        return hasLow && hasHigh ? $"{Edge(first).PadLeft(_width)} - {Edge(last + 1).PadLeft(_width)}"
            : hasLow ? From(first)
            : hasHigh ? Below(last + 1)
            : "any";
    }

    /// <summary>All below the start of a bin.</summary>
    public string Below(int bin) => $"below {Edge(bin)}";

    /// <summary>All from the start of a bin on.</summary>
    public string From(int bin) => $"{Edge(bin)} or more";

    /// <summary>An edge, which tells the narrower of the bins beside it from the next.</summary>
    private string Edge(int index) =>
        Of(_bins.Edge(index), Math.Min(_bins.WidthOf(Math.Max(0, index - 1)), _bins.WidthOf(Math.Min(index, _bins.Count - 1))));

    private string Of(double value, double width)
    {
        double step = _contents.Step;
        if (Math.Abs(value) < Largest && step > 0 && Math.Abs((value / step) - Math.Round(value / step)) < 1e-9)
        {
            return value.ToString("#,0.######", CultureInfo.InvariantCulture);
        }

        width = double.IsFinite(width) ? width : Math.Max(step, Math.Abs(value) / 10);
        int decimals = width > 0 ? Math.Max(0, 1 - (int)Math.Floor(Math.Log10(width))) : 1;
        return decimals > MostDecimals || Math.Abs(value) >= Largest ? value.ToString("G6", CultureInfo.InvariantCulture)
            : value.ToString($"#,0.{new string('#', decimals)}", CultureInfo.InvariantCulture);
    }
}
