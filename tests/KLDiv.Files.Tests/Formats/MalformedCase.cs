namespace KLDiv.Files.Tests;

/// <summary>A file that breaks one rule of its format, and what is said about it after its name when it is opened and read.</summary>
/// <param name="Name">What is wrong, for people.</param>
/// <param name="File">The bytes.</param>
/// <param name="Problem">The message.</param>
/// <param name="Tensor">The tensor of an archive that is asked for, if any.</param>
/// <param name="Row">The row whose reading shows what is wrong; the first where nothing is said.</param>
internal sealed record MalformedCase(string Name, byte[] File, string Problem, string? Tensor = null, int Row = 0)
{
    /// <summary>The member of an archive that the message names after the file, if any.</summary>
    public string? Member { get; init; }
}
