namespace KLDiv.Regression;

/// <summary>What the cells of a table's column are.</summary>
public enum ColumnSort
{
    /// <summary>Nobody looked: the column is not used.</summary>
    Unread,

    /// <summary>Nothing is in it, in any row.</summary>
    Empty,

    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Times of day or durations, which are numbers of hours.</summary>
    Time,

    /// <summary>Dates, with a time or without.</summary>
    Date,

    /// <summary>Levels: words, or numbers that are none.</summary>
    Levels,
}
