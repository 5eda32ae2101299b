using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Distilling;
using KLDiv.Files;

namespace KLDiv.Cli.Loss;

/// <summary>What <c>kldiv loss</c> was asked for.</summary>
internal sealed record LossRequest
{
    public required string Input { get; init; }

    public required string Target { get; init; }

    public required Reduction Reduction { get; init; }

    /// <summary>What the input is said to hold; null: what its format says, or else log-probabilities.</summary>
    public required RowKind? GivenInputKind { get; init; }

    /// <summary>What the target is said to hold; null: what its format says, or else probabilities.</summary>
    public required RowKind? GivenTargetKind { get; init; }

    public RowKind InputKind => GivenInputKind ?? RowKind.LogProbs;

    public RowKind TargetKind => GivenTargetKind ?? RowKind.Probs;

    public string? Output { get; init; }

    public string? InputGradient { get; init; }

    public string? TargetGradient { get; init; }

    /// <summary>Whether the criterion meets the target as log-probabilities, from the file or converted.</summary>
    public bool LogTarget => TargetKind != RowKind.Probs;

    /// <summary>Whether the loss is that of two files of logits, which is computed from these.</summary>
    public bool IsFromLogits => InputKind == RowKind.Logits && TargetKind == RowKind.Logits;

    /// <summary>Whether an operand goes through a softmax, for which its rows must stay whole.</summary>
    public bool NeedsWholeRows => InputKind == RowKind.Logits || TargetKind == RowKind.Logits;

    /// <summary>What the sum of the losses is divided by; without a reduction, gradients are those of the sum.</summary>
    public double Divisor(ReadOnlySpan<nint> shape)
    {
        Reduction reduction = Reduction == Reduction.None ? Reduction.Sum : Reduction;
        return reduction.Divisor(CountOf(shape), shape[0], CountOf(shape[..^1]), nameof(KLDivergence.Pointwise));
    }

    /// <summary>The number of elements of a shape.</summary>
    public static long CountOf(ReadOnlySpan<nint> shape) => TensorPrimitives.Product(shape);

    /// <summary>The request with the kinds that the files themselves tell.</summary>
    /// <exception cref="DataFileException">A file holds something else than it is said to hold.</exception>
    public LossRequest For(RowSource input, RowSource target) =>
        this with { GivenInputKind = input.KindOr(GivenInputKind, RowKind.LogProbs), GivenTargetKind = target.KindOr(GivenTargetKind, RowKind.Probs) };

    /// <summary>Refuses what contradicts itself.</summary>
    /// <exception cref="CommandLineException">The options contradict each other.</exception>
    public void Check()
    {
        if (Reduction == Reduction.None && Output is null)
        {
            throw new CommandLineException("--reduction none gives a tensor, which goes to a file: add --output FILE.npy");
        }

        if (Reduction != Reduction.None && Output is not null)
        {
            throw new CommandLineException("--output takes the losses of the elements, which --reduction none gives; the reduced loss is printed");
        }

        OutputFiles.Check([RowSource.FileOf(Input), RowSource.FileOf(Target)], ("--output", Output), ("--grad-input", InputGradient), ("--grad-target", TargetGradient));
    }
}
