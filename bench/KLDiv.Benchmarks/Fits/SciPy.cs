using System.Diagnostics;
using System.Globalization;
using KLDiv.Benchmarks.Measuring;

namespace KLDiv.Benchmarks.Fits;

/// <summary>SciPy's L-BFGS-B over a function in NumPy, as scipy_peer.py calls them, on one thread.</summary>
internal sealed class SciPy : PeerProcess
{
    private SciPy(Process process, string versions)
        : base(process, versions)
    {
    }

    /// <param name="script">The path of scipy_peer.py.</param>
    /// <param name="absence">Why there is none, in words; null where there is one.</param>
    public static SciPy? Start(string script, out string? absence)
    {
        ProcessStartInfo start = new(Python, [script]);
        foreach (string variable in new[] { "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS" })
        {
            start.Environment[variable] = "1";
        }

        return Start(start, "scipy", (process, versions) => new SciPy(process, versions), out absence);
    }

    /// <summary>Gives it the data.</summary>
    /// <returns>The rows of the blocks with which it is fastest.</returns>
    public int Load(string features, string targets, bool hasBias) => (int)Number($"load {features} {targets} {(hasBias ? 1 : 0)}");

    /// <summary>The evaluations of a fit.</summary>
    public int Passes(double tolerance) => (int)Number($"passes {Text(tolerance)}");

    public static string Text(double tolerance) => tolerance.ToString("R", CultureInfo.InvariantCulture);
}
