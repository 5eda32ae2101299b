using KLDiv.Benchmarks.Measuring;

namespace KLDiv.Benchmarks.Fits;

/// <summary>One problem, fitted by both to the same objective.</summary>
/// <param name="Problem">Its name.</param>
/// <param name="Loss">The objective that ours reaches at the tolerance that is timed.</param>
internal sealed record FitRow(string Problem, double Loss)
{
    public required FitSide Ours { get; init; }

    /// <summary>Null where SciPy is absent.</summary>
    public FitSide? SciPy { get; init; }
}

/// <summary>How one of them does.</summary>
/// <param name="Tolerance">The loosest power of ten for its gradient that leads within 1e-9 of the optimum.</param>
/// <param name="Excess">By which share the objective then is above the optimum.</param>
/// <param name="Passes">The evaluations of the function.</param>
/// <param name="Time">Nanoseconds a fit.</param>
/// <param name="Memory">By how many bytes the resident memory rose at most; null where the system does not tell.</param>
internal sealed record FitSide(double Tolerance, double Excess, int Passes, Samples Time, long? Memory);
