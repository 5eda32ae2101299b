namespace KLDiv.Files.Rows;

/// <summary>The words by which users say what a file holds, and what files say themselves.</summary>
internal static class RowKinds
{
    public static readonly (string Word, RowKind Value)[] Words =
        [("log-probs", RowKind.LogProbs), ("probs", RowKind.Probs), ("logits", RowKind.Logits)];

    public static string Word(this RowKind kind) => Array.Find(Words, choice => choice.Value == kind).Word;

    /// <summary>What a file holds: what its format says, or else what it is said to hold.</summary>
    /// <exception cref="DataFileException">The two contradict each other.</exception>
    public static RowKind? Of(RowSource source, RowKind? given) =>
        source.Kind is { } known && given is { } other && known != other
            ? throw new DataFileException(source.Path, $"holds {known.Word()} by its format, and is said to hold {other.Word()}")
            : source.Kind ?? given;
}
