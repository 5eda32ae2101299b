namespace KLDiv.Regression;

/// <summary>A column of a table that was read by itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sort">What its cells are.</param>
/// <param name="Values">A number for each row: of a date its days since 1970-01-01, of a time its hours, of a level its place among <paramref name="Levels"/>; NaN where it has nothing.</param>
/// <param name="Levels">The levels, in the order in which they were met; empty for others.</param>
/// <param name="HasTooManyLevels">Whether there are more levels than are kept, 10,000, so that the rest is one.</param>
public sealed record ReadColumn(string Name, ColumnSort Sort, IReadOnlyList<double> Values, IReadOnlyList<string> Levels, bool HasTooManyLevels);
