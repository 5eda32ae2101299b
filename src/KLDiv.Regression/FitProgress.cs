using System.Runtime.InteropServices;

namespace KLDiv.Regression;

/// <summary>How far a fit has come.</summary>
/// <param name="Iteration">The iterations done; 0 is the start, where all weights are 0 and every distribution is uniform.</param>
/// <param name="Loss">The divergence per row on the data, in nats.</param>
/// <param name="Objective">The loss with the penalty: what falls from iteration to iteration.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FitProgress(int Iteration, double Loss, double Objective);
