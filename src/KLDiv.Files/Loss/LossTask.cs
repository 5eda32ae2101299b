using KLDiv.Simd;

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

    /// <summary>What becomes of the input, whose logarithms the criterion takes.</summary>
    public LossConversion InputConversion => InputKind switch
    {
        RowKind.Probs => Options.Normalise ? LossConversion.ScaledLogarithm : LossConversion.Logarithm,
        RowKind.LogProbs when !Options.Normalise => LossConversion.None,
        _ => LossConversion.LogSoftmax,
    };

    /// <summary>What becomes of the target.</summary>
    public LossConversion TargetConversion => TargetKind switch
    {
        RowKind.Logits => LossConversion.LogSoftmax,
        _ when !Options.Normalise => LossConversion.None,
        RowKind.Probs => LossConversion.Scaling,
        _ => LossConversion.LogSoftmax,
    };

    /// <summary>Whether the reduced loss is that of two softmaxes, which is computed from what these are taken of.</summary>
    public bool IsFromLogits =>
        InputConversion == LossConversion.LogSoftmax && TargetConversion == LossConversion.LogSoftmax && Options.Reduction != Reduction.None;

    /// <summary>Whether a side is converted row by row, for which its rows must stay whole.</summary>
    public bool NeedsWholeRows => Options.Normalise || InputConversion == LossConversion.LogSoftmax || TargetConversion == LossConversion.LogSoftmax;

    /// <summary>What the sum of the losses is divided by; without a reduction, gradients are those of the sum.</summary>
    /// <param name="source">One of the operands.</param>
    /// <param name="weights">The weights of its rows; none: all weigh 1.</param>
    public double Divisor(RowSource source, double[] weights) => Options.Reduction switch
    {
        Reduction.Mean => source.Count,
        Reduction.BatchMean => source.Lengths[0],
        Reduction.WeightedMean => weights.Length == 0 ? source.Rows : ExactSum.Of(weights).Value,
        _ => 1,
    };
}
