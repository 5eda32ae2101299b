using KLDiv.Simd;

namespace KLDiv.Files.Loss;

/// <summary>What a pass is asked for.</summary>
/// <param name="Input">The input, and what its rows must be.</param>
/// <param name="Target">The target.</param>
/// <param name="Options">The options.</param>
/// <param name="Outputs">The files to be written.</param>
/// <param name="Progress">Told how much is done.</param>
/// <param name="Cancellation">Ends the work between two blocks.</param>
internal sealed record LossTask(
    DistributionRule Input, DistributionRule Target, RowLossOptions Options, RowLossOutputs Outputs, IProgress<double>? Progress, CancellationToken Cancellation)
{
    public RowKind InputKind => Input.Kind;

    public RowKind TargetKind => Target.Kind;

    /// <summary>What is added to each count of the input.</summary>
    public double Pseudocount => InputKind == RowKind.Counts ? Options.Pseudocount : 0;

    /// <summary>Whether the criterion meets the target as log-probabilities, from the source or converted.</summary>
    public bool LogTarget => TargetKind is RowKind.LogProbs or RowKind.Logits;

    /// <summary>What becomes of the input, whose logarithms the criterion takes.</summary>
    public LossConversion InputConversion => InputKind switch
    {
        RowKind.Counts => LossConversion.ScaledLogarithm,
        RowKind.Probs => Options.Normalise ? LossConversion.ScaledLogarithm : LossConversion.Logarithm,
        RowKind.LogProbs when !Options.Normalise => LossConversion.None,
        _ => LossConversion.LogSoftmax,
    };

    /// <summary>What becomes of the target.</summary>
    public LossConversion TargetConversion => TargetKind switch
    {
        RowKind.Logits => LossConversion.LogSoftmax,
        RowKind.Counts => LossConversion.Scaling,
        _ when !Options.Normalise => LossConversion.None,
        RowKind.Probs => LossConversion.Scaling,
        _ => LossConversion.LogSoftmax,
    };

    /// <summary>Whether the reduced loss is that of two softmaxes, which is computed from what these are taken of.</summary>
    public bool IsFromLogits =>
        InputConversion == LossConversion.LogSoftmax && TargetConversion == LossConversion.LogSoftmax && Options.Reduction != Reduction.None;

    /// <summary>Whether a side is converted row by row, for which its rows must stay whole.</summary>
    public bool NeedsWholeRows => IsByRow(InputConversion) || IsByRow(TargetConversion);

    /// <summary>What the sum of the losses is divided by; without a reduction, gradients are those of the sum.</summary>
    /// <param name="source">One of the operands.</param>
    /// <param name="weights">The weights of its rows; none: all weigh 1.</param>
    /// <param name="masked">How many of its rows a mask leaves out: what is left is a list of rows.</param>
    public double Divisor(RowSource source, double[] weights, long masked) => Options.Reduction switch
    {
        Reduction.Mean => (source.Rows - masked) * source.Support,
        Reduction.BatchMean => Options.Mask is null ? source.Lengths[0] : source.Rows - masked,
        Reduction.WeightedMean => weights.Length == 0 ? source.Rows : ExactSum.Of(weights).Value,
        _ => 1,
    };

    private static bool IsByRow(LossConversion conversion) => conversion is not (LossConversion.None or LossConversion.Logarithm);
}
