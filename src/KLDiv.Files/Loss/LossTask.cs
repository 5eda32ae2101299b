namespace KLDiv.Files.Loss;

/// <summary>What a pass is asked for.</summary>
/// <param name="Options">The options, of which both kinds are known.</param>
/// <param name="Outputs">The files to be written.</param>
/// <param name="Progress">Told how much is done.</param>
/// <param name="Cancellation">Ends the work between two blocks.</param>
internal sealed record LossTask(RowLossOptions Options, RowLossOutputs Outputs, IProgress<double>? Progress, CancellationToken Cancellation)
{
    public RowKind InputKind => Options.InputKind!.Value;

    public RowKind TargetKind => Options.TargetKind!.Value;

    /// <summary>Whether the criterion meets the target as log-probabilities, from the source or converted.</summary>
    public bool LogTarget => TargetKind != RowKind.Probs;

    /// <summary>Whether the reduced loss is that of two sides of logits, which is computed from these.</summary>
    public bool IsFromLogits => InputKind == RowKind.Logits && TargetKind == RowKind.Logits && Options.Reduction != Reduction.None;

    /// <summary>Whether a side goes through a softmax, for which its rows must stay whole.</summary>
    public bool NeedsWholeRows => InputKind == RowKind.Logits || TargetKind == RowKind.Logits;

    /// <summary>What the sum of the losses is divided by; without a reduction, gradients are those of the sum.</summary>
    /// <param name="source">One of the operands.</param>
    /// <param name="weights">The weights of its rows; none: all weigh 1.</param>
    public double Divisor(RowSource source, double[] weights) => Options.Reduction switch
    {
        Reduction.Mean => source.Count,
        Reduction.BatchMean => source.Lengths[0],
        Reduction.WeightedMean => weights.Length == 0 ? source.Rows : LossSum.Of(weights),
        _ => 1,
    };
}
