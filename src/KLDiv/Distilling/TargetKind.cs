namespace KLDiv.Distilling;

/// <summary>What stands in the teacher's place.</summary>
internal enum TargetKind
{
    Logits,
    Probabilities,
    LogProbabilities,
}
