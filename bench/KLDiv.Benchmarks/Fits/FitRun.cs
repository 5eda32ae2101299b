using KLDiv.Benchmarks.Measuring;
using KLDiv.Regression;

namespace KLDiv.Benchmarks.Fits;

/// <summary>Fits problems with both, to within the same distance of the optimum.</summary>
internal sealed class FitRun(Interleaved plan, SciPy? sciPy)
{
    /// <summary>How far above the optimum a fit may end, as a share of it.</summary>
    private const double Excess = 1e-9;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(0.5);

    public FitRow Measure(FitProblem problem)
    {
        Console.Error.WriteLine(problem.Name);
        double optimum = problem.Fit(tolerance: 1e-12, threads: 1).Loss;
        int blockRows = sciPy?.Load(problem.FeatureFile, problem.TargetFile, problem.HasBias) ?? 0;
        double ours = Loosest(tolerance => problem.Fit(tolerance, threads: 1).Loss, optimum, out double ourExcess);
        double theirs = 0, theirExcess = 0;
        if (sciPy is not null)
        {
            theirs = Loosest(tolerance => sciPy.Value(SciPy.Text(tolerance)), optimum, out theirExcess);
            Console.Error.WriteLine($"SciPy: blocks of {blockRows} rows, tolerance {theirs}; ours: {ours}");
        }

        LocalContender local = new(() => problem.Fit(ours, threads: 1).Loss);
        Interleaved.WarmUp([local], s_warmUp);
        IReadOnlyList<Samples> times = plan.Measure(sciPy is null ? [local] : [local, sciPy.Contender(SciPy.Text(theirs))]);
        FitResult result = problem.Fit(ours, threads: 1);
        return new FitRow(problem.Name, result.Loss)
        {
            Ours = new FitSide(ours, ourExcess, result.Evaluations, times[0], PeakMemory.Rise(() => problem.Fit(ours, threads: 1))),
            SciPy = sciPy is null ? null : new FitSide(theirs, theirExcess, sciPy.Passes(theirs), times[1], sciPy.PeakMemory(SciPy.Text(theirs))),
        };
    }

    /// <summary>The loosest tolerance that leads near the optimum.</summary>
    private static double Loosest(Func<double, double> fit, double optimum, out double excess)
    {
        for (double tolerance = 1e-2; tolerance > 1e-13; tolerance /= Math.Sqrt(10))
        {
            excess = (fit(tolerance) / optimum) - 1;
            if (excess <= Excess)
            {
                return tolerance;
            }
        }

        throw new InvalidOperationException($"No tolerance leads within {Excess} of the optimum {optimum}.");
    }
}
