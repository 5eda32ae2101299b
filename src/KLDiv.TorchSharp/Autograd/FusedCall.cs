using static TorchSharp.torch;

namespace KLDiv.TorchSharp.Autograd;

/// <summary>A loss that has been computed, on its way into torch's graph.</summary>
internal sealed record FusedCall(LossWork Work, Tensor Loss, bool WantsFirst, bool WantsSecond);
