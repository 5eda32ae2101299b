using System.Globalization;
using KLDiv.Pages;

namespace KLDiv.Regression.FitPages;

/// <summary>How a feature stands in the columns of a matrix.</summary>
internal abstract class PageFeature
{
    /// <summary>Steps from one end of a number's range to the other.</summary>
    private const int Steps = 24;

    /// <summary>A number of no more values than these is taken at each of them.</summary>
    private const int FewValues = 12;

    /// <summary>The part of the rows at each end of a number's range that a picture leaves out.</summary>
    private const double Tail = 0.01;

    public required string Name { get; init; }

    /// <summary>Whether it has levels, not numbers.</summary>
    public virtual bool HasLevels => false;

    /// <summary>The feature's value in a row; a level's number; NaN where it is none of the levels.</summary>
    public abstract double ValueOf(ReadOnlySpan<double> row);

    /// <summary>Writes a value into a row.</summary>
    public abstract void Set(Span<double> row, double value);

    /// <summary>What a value is called.</summary>
    public abstract string NameOf(double value, double step);

    /// <summary>The values to look at, in order, with the part of the rows that has each or is nearest to it.</summary>
    /// <param name="values">The feature's values in the rows, ascending and without NaN.</param>
    public IReadOnlyList<(string Name, double Value, double Share)> Grid(double[] values)
    {
        double[] grid = GridValues(values);
        int[] counts = new int[grid.Length];
        int nearest = 0;
        foreach (double value in values)
        {
            while (nearest + 1 < grid.Length && Math.Abs(grid[nearest + 1] - value) < Math.Abs(grid[nearest] - value))
            {
                nearest++;
            }

            counts[nearest]++;
        }

        double step = grid.Length > 1 ? (grid[^1] - grid[0]) / (grid.Length - 1) : 0;
        return [.. grid.Select((value, i) => (NameOf(value, step), value, (double)counts[i] / values.Length))];
    }

    /// <summary>A number as it is written among others that are a step apart.</summary>
    protected static string Written(double value, double step) => double.IsInteger(value) && Math.Abs(value) < 1e6 ? value.ToString("F0", CultureInfo.InvariantCulture).Replace('-', '−')
        : Math.Abs(value) >= 1e6 || step is 0 or < 1e-4
        ? Numbers.Of(value, 6)
        : value.ToString($"F{Math.Max(0, 1 - (int)Math.Floor(Math.Log10(step)))}", CultureInfo.InvariantCulture).Replace('-', '−');

    protected virtual double[] GridValues(double[] values)
    {
        double[] distinct = [.. values.Distinct()];
        if (distinct.Length <= FewValues)
        {
            return distinct;
        }

        double from = values[(int)(Tail * values.Length)], to = values[^(1 + (int)(Tail * values.Length))];
        if (!(to > from))
        {
            (from, to) = (values[0], values[^1]);
        }

        return Evenly(from, to, Array.TrueForAll(distinct, double.IsInteger));
    }

    /// <summary>Values from one to another, whole ones where it is told.</summary>
    protected static double[] Evenly(double from, double to, bool isWhole) =>
        [.. Enumerable.Range(0, Steps + 1).Select(i => from + ((to - from) * i / Steps)).Select(value => isWhole ? Math.Round(value) : value).Distinct()];
}

/// <summary>A number in a column of its own.</summary>
/// <param name="column">The column.</param>
internal sealed class MatrixFeature(int column) : PageFeature
{
    public override double ValueOf(ReadOnlySpan<double> row) => row[column];

    public override void Set(Span<double> row, double value) => row[column] = value;

    public override string NameOf(double value, double step) => Written(value, step);
}
