using System.Numerics;

namespace KLDiv.Benchmarks.Works;

/// <summary>Something that is computed from operands, and who computes it.</summary>
/// <param name="Name">What it is called in tables and targets.</param>
/// <param name="Ours">This library.</param>
/// <param name="Limit">What reads (and writes) as much and computes next to nothing: no faster way to do the work is to be expected.</param>
/// <param name="Composed">The work composed of passes of <c>TensorPrimitives</c>, where that gives the result.</param>
/// <param name="Torch">
/// The work in PyTorch: an expression of <c>x</c>, <c>t</c>, <c>log_t</c> (the operands), <c>x_slice</c>, <c>t_slice</c> (slices of
/// columns), <c>leaf</c> (x, wanting a gradient), and of what torch_peer.py defines.
/// </param>
internal sealed record Work<T>(string Name, Call<T> Ours, Call<T> Limit, Call<T>? Composed, string? Torch)
    where T : unmanaged, IFloatingPointIeee754<T>;
