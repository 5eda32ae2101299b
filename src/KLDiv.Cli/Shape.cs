namespace KLDiv.Cli;

/// <summary>Shapes as text.</summary>
internal static class Shape
{
    public static string Text(ReadOnlySpan<nint> lengths) => $"[{string.Join(", ", lengths.ToArray())}]";
}
