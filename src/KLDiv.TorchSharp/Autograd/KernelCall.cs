using static TorchSharp.torch;

namespace KLDiv.TorchSharp.Autograd;

/// <summary>What one run of the kernels reads and writes.</summary>
/// <param name="First">Read in place.</param>
/// <param name="Second">Read in place.</param>
/// <param name="Losses">Where losses go that are not reduced, float64; null: they are reduced, or not wanted.</param>
/// <param name="FirstGradient">Null: not wanted.</param>
/// <param name="SecondGradient">Null: not wanted.</param>
/// <param name="Upstream">By which the gradients are multiplied.</param>
internal readonly record struct KernelCall(Tensor First, Tensor Second, Tensor? Losses, Tensor? FirstGradient, Tensor? SecondGradient, double Upstream);
