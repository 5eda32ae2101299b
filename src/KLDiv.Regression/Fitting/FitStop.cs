namespace KLDiv.Regression;

/// <summary>Why a fit ended.</summary>
public enum FitStop
{
    /// <summary>The gradient is as small as asked: the minimum is found.</summary>
    Converged,

    /// <summary>No step lowers the objective by more than its rounding error: the minimum is found as far as double precision tells.</summary>
    NoFurtherProgress,

    /// <summary><see cref="FitOptions.MaximumIterations"/> were done and the objective still falls.</summary>
    IterationLimit,

    /// <summary>
    /// The divergence of the rows held out has not fallen for a while: further iterations would fit what is particular to the other rows. The model
    /// is that of the iteration at which it was least.
    /// </summary>
    HeldOutRose,

    /// <summary>
    /// There is no minimum: without a penalty ever larger weights fit ever better, since a class can be told by the features without fail
    /// (<see cref="FitResult.Separations"/> says which). The model is that of the penalty 1e-10, near the least divergence and of bounded weights.
    /// </summary>
    MinimumAtInfinity,
}
