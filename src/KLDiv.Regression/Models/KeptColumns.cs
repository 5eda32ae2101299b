namespace KLDiv.Regression.Models;

/// <summary>Columns of texts that stand before what is predicted.</summary>
/// <param name="Names">Their names.</param>
/// <param name="TextOf">The text of a row, by its number, in one of them.</param>
internal sealed record KeptColumns(IReadOnlyList<string> Names, Func<int, int, string> TextOf)
{
    public static KeptColumns None { get; } = new([], (_, _) => "");

    public static KeptColumns Of(TableData table) => new(table.KeptColumns, table.KeptText);
}
