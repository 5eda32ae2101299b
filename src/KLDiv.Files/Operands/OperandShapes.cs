namespace KLDiv.Files;

/// <summary>The shapes of two sides that are compared.</summary>
public static class OperandShapes
{
    /// <summary>What to do about two sides that have other numbers of rows or classes, in the words of the command.</summary>
    /// <param name="input">One side.</param>
    /// <param name="target">The other side.</param>
    /// <returns>The option that helps, after a semicolon; empty where none does.</returns>
    /// <exception cref="ArgumentNullException">A side is null.</exception>
    public static string AdviceOn(RowSource input, RowSource target)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        (long rows, long classes) = (Math.Min(input.Rows, target.Rows), Math.Min(input.Support, target.Support));
        return (rows > 0 && classes > 0 ? (input.Rows == target.Rows, input.Support == target.Support) : (true, true)) switch
        {
            (true, false) => $"; --classes {classes} compares the first {classes} of both",
            (false, true) => $"; --common compares the first {rows} rows of both",
            _ => "",
        };
    }
}
