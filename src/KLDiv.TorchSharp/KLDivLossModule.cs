using static TorchSharp.torch;

namespace KLDiv.TorchSharp;

/// <summary><see cref="TorchLosses.KLDivLoss"/> as a module of torch.</summary>
public sealed class KLDivLossModule : nn.Module<Tensor, Tensor, Tensor>
{
    /// <summary>Makes the module.</summary>
    /// <param name="reduction">How the losses become one number.</param>
    /// <param name="logTarget">Whether targets hold log-probabilities.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined.</exception>
    public KLDivLossModule(Reduction reduction = Reduction.Mean, bool logTarget = false)
        : base(nameof(KLDivLossModule))
    {
        Criterion = new(reduction, logTarget);
    }

    /// <summary>The reduction, and what targets hold.</summary>
    public KLDivLoss Criterion { get; }

    /// <inheritdoc cref="TorchLosses.KLDivLoss" />
    public override Tensor forward(Tensor input, Tensor target) => TorchLosses.KLDivLoss(input, target, Criterion.Reduction, Criterion.LogTarget);
}
