using KLDiv.Regression.Tables.Cells;

namespace KLDiv.Regression.Tables.Recognising;

/// <summary>What a column was found to be, and how its cells are read.</summary>
/// <param name="source">The column as it was read.</param>
internal sealed class RecognisedColumn(NewColumn source)
{
    private Dictionary<double, double>? _levels;

    public NewColumn Source => source;

    public string Name => source.Name;

    public required ColumnSort Sort { get; init; }

    /// <summary>How its words say numbers; null: plainly, or they are levels.</summary>
    public CellFormat? Format { get; init; }

    /// <summary>The number that each word stands for; NaN for a mark of what is missing.</summary>
    public double[] Numbers { get; init; } = [];

    /// <summary>Whether its plain numbers are dates: 20240314.</summary>
    public bool HasDatesAsNumbers { get; init; }

    /// <summary>What the user should know of how it was read; null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>What is wrong with it; null: nothing.</summary>
    public string? Doubt { get; init; }

    /// <summary>Whether its words are dates of which day and month cannot be told apart.</summary>
    public bool IsUndecidedDate { get; init; }

    /// <summary>The rows that have a value.</summary>
    public int Count { get; private set; }

    /// <summary>The least and the greatest number; of levels nothing.</summary>
    public double Low { get; private set; } = double.PositiveInfinity;

    /// <inheritdoc cref="Low"/>
    public double High { get; private set; } = double.NegativeInfinity;

    /// <summary>Its least and greatest numbers.</summary>
    public Extremes Extremes { get; } = new();

    /// <summary>Takes note of what a cell says.</summary>
    public void See(double cell)
    {
        double value = Of(cell);
        if (!double.IsNaN(value))
        {
            Count++;
            Extremes.Add(value);
            (Low, High) = (Math.Min(Low, value), Math.Max(High, value));
        }
    }

    /// <summary>What a cell says: a number, of a date its days, of a level the number of its word; NaN where it says nothing.</summary>
    public double Of(double cell)
    {
        bool isWord = WordCell.IsWord(cell, out int word);
        if (Sort != ColumnSort.Levels)
        {
            return isWord ? word < Numbers.Length ? Numbers[word] : double.NaN
                : HasDatesAsNumbers && Format!.TryParse($"{cell}", out double days) ? days
                : cell;
        }

        return isWord ? word : double.IsNaN(cell) ? double.NaN : LevelOf(cell);
    }

    private double LevelOf(double number)
    {
        _levels ??= [];
        if (!_levels.TryGetValue(number, out double code))
        {
            code = source.CodeOf(FeatureColumn.LevelOf(number));
            _levels.Add(number, code);
        }

        return code;
    }
}
