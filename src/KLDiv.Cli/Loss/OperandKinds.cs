using KLDiv.Files;

namespace KLDiv.Cli.Loss;

/// <summary>The words by which users say what a file holds.</summary>
internal static class OperandKinds
{
    public static readonly (string Word, RowKind Value)[] Words =
        [("log-probs", RowKind.LogProbs), ("probs", RowKind.Probs), ("logits", RowKind.Logits)];

    public static string Word(RowKind kind) => Array.Find(Words, choice => choice.Value == kind).Word;
}
