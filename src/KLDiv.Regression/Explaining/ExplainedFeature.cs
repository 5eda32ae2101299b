namespace KLDiv.Regression.Explaining;

/// <summary>How a feature stands in the columns of a matrix.</summary>
internal abstract class ExplainedFeature
{
    /// <summary>Steps from one end of a number's range to the other.</summary>
    private const int Steps = 24;

    /// <summary>A number of no more values than these is taken at each of them.</summary>
    private const int FewValues = 12;

    /// <summary>The part of the rows at each end of a number's range that is left out.</summary>
    private const double Tail = 0.01;

    public required string Name { get; init; }

    /// <summary>Whether it has levels, not numbers.</summary>
    public virtual bool HasLevels => false;

    /// <summary>Which part of a date its numbers are; null: they are no dates.</summary>
    public virtual DatePart? Part => null;

    /// <summary>The feature's value in a row; a level's number; NaN where it is none of the levels.</summary>
    public abstract double ValueOf(ReadOnlySpan<double> row);

    /// <summary>Writes a value into a row.</summary>
    public abstract void Set(Span<double> row, double value);

    /// <summary>The level that a value is the number of; null where the feature is a number.</summary>
    public virtual string? LevelOf(double value) => null;

    /// <summary>The values to look at, in order, with the part of the rows that has each or is nearest to it.</summary>
    /// <param name="values">The feature's values in the rows, ascending and without NaN.</param>
    public IReadOnlyList<(double Value, double Share)> Grid(double[] values)
    {
        double[] grid = GridValues(values);
        int[] counts = new int[grid.Length];
        int nearest = 0;
        foreach (double value in values)
        {
            while (nearest + 1 < grid.Length && Distance(grid[nearest + 1], value) < Distance(grid[nearest], value))
            {
                nearest++;
            }

            counts[nearest]++;
        }

        return [.. grid.Select((value, i) => (value, (double)counts[i] / values.Length))];
    }

    /// <summary>Half of it, which does not overflow.</summary>
    private static double Distance(double one, double other) => Math.Abs((one / 2) - (other / 2));

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

    /// <summary>Values from one to another, whole ones where it is told. In halves, whose difference does not overflow.</summary>
    protected static double[] Evenly(double from, double to, bool isWhole) =>
        [.. Enumerable.Range(0, Steps + 1).Select(i => 2 * ((from / 2) + (((to / 2) - (from / 2)) * i / Steps))).Select(value => isWhole ? Math.Round(value) : value).Distinct()];
}

/// <summary>A number in a column of its own.</summary>
/// <param name="column">The column.</param>
internal sealed class MatrixFeature(int column) : ExplainedFeature
{
    public override double ValueOf(ReadOnlySpan<double> row) => row[column];

    public override void Set(Span<double> row, double value) => row[column] = value;
}
