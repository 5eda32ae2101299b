using static TorchSharp.torch;

namespace KLDiv.TorchSharp;

/// <summary><see cref="TorchLosses.DistillationLoss"/> as a module of torch.</summary>
public sealed class DistillationLossModule : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly int _dim;

    /// <summary>Makes the module.</summary>
    /// <param name="options">Temperature, divergence and reduction.</param>
    /// <param name="dim">The dimension of the classes; negative ones count from the last, which is -1.</param>
    public DistillationLossModule(DistillationOptions options = default, int dim = -1)
        : base(nameof(DistillationLossModule))
    {
        Options = options;
        _dim = dim;
    }

    /// <summary>Temperature, divergence and reduction.</summary>
    public DistillationOptions Options { get; }

    /// <inheritdoc cref="TorchLosses.DistillationLoss" />
    public override Tensor forward(Tensor student, Tensor teacher) => forward(student, teacher, null);

    /// <inheritdoc cref="TorchLosses.DistillationLoss" />
    public Tensor forward(Tensor student, Tensor teacher, Tensor? rowWeights) => TorchLosses.DistillationLoss(student, teacher, Options, rowWeights, _dim);
}
