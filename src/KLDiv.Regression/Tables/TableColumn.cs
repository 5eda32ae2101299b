namespace KLDiv.Regression;

/// <summary>What a column of a table is used for.</summary>
public enum ColumnUse
{
    /// <summary>It is a feature.</summary>
    Feature,

    /// <summary>Its distribution is regressed.</summary>
    Value,

    /// <summary>It is one probability of the distribution that is regressed.</summary>
    Target,

    /// <summary>It weights the rows.</summary>
    Weight,

    /// <summary>It is not used.</summary>
    LeftOut,
}

/// <summary>A column of a table that was read: what it was found to be, and what it is used for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Use">What it is used for.</param>
/// <param name="Sort">What its cells are.</param>
/// <param name="Why">Why it is used so, or which parts of it are, in a few words; empty where nothing is to be said.</param>
public sealed record TableColumn(string Name, ColumnUse Use, ColumnSort Sort, string Why)
{
    /// <summary>What it is as a feature; null where it is none.</summary>
    public FeatureKind? Kind { get; init; }

    /// <summary>Its levels, in their order; empty for others.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>The least number, or the first day, of all rows; NaN where there are none.</summary>
    public double Low { get; init; } = double.NaN;

    /// <summary>The greatest number, or the last day; days are counted from 1970-01-01.</summary>
    public double High { get; init; } = double.NaN;

    /// <summary>The rows in which it has nothing.</summary>
    public long Missing { get; init; }

    /// <summary>The least value as the column writes it: a day in its ISO form, a time as hours and minutes.</summary>
    public string LowText => Text(Low);

    /// <inheritdoc cref="LowText"/>
    public string HighText => Text(High);

    private string Text(double value) => Sort switch
    {
        _ when double.IsNaN(value) => "",
        ColumnSort.Date => Tables.Recognising.DateFormat.Text(value),
        ColumnSort.Time => Tables.Recognising.ClockFormat.Instance.Shown(value),
        _ => $"{value + 0}",
    };
}
