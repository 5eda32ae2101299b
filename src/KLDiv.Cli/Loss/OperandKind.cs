namespace KLDiv.Cli.Loss;

/// <summary>What a file holds along its last axis.</summary>
internal enum OperandKind
{
    LogProbs,
    Probs,
    Logits,
}
