namespace KLDiv.Files;

/// <summary>A column of a <see cref="TypedTable"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as messages say it: <c>int64</c>, <c>text</c>, <c>lists of float32</c>.</param>
/// <param name="Kind">What its cells are.</param>
public sealed record TypedColumn(string Name, string Type, TypedCells Kind);

/// <summary>What the cells of a <see cref="TypedColumn"/> are by their type.</summary>
public enum TypedCells
{
    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Texts, and what is written as one: dates, times, truths. A text may be a number.</summary>
    Text,

    /// <summary>Texts that are levels, though they may look like numbers.</summary>
    Level,

    /// <summary>Lists, structures, bytes: nothing that a cell of a table can be.</summary>
    Unread,
}
