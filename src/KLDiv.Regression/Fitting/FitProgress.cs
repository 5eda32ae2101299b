using System.Runtime.InteropServices;

namespace KLDiv.Regression;

/// <summary>How far a fit has come.</summary>
/// <param name="Iteration">
/// The iterations done; 0 is the start, where every distribution is uniform. With a bias the first iteration goes to the mean distribution.
/// </param>
/// <param name="Loss">The divergence per row on the data that are fitted, in nats.</param>
/// <param name="Objective">The loss with the penalty: what falls from iteration to iteration.</param>
/// <param name="HeldOutLoss">The divergence per row on the rows held out, where there are any.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FitProgress(int Iteration, double Loss, double Objective, double? HeldOutLoss = null);
