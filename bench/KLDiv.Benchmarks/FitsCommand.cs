using KLDiv.Benchmarks.Fits;
using KLDiv.Benchmarks.Measuring;
using KLDiv.TestSupport;

namespace KLDiv.Benchmarks;

/// <summary>Measures fits beside SciPy's L-BFGS-B, and writes a page of results.</summary>
internal sealed class FitsCommand : ICommand
{
    public string Name => "fits";

    public string Arguments => "[--quick] [--rounds N] [--large ROWS] [--yeast FOLDER] [--output FILE] [--page FILE]";

    public int Run(string[] arguments)
    {
        if (Options.Parse(this, arguments, flags: ["--quick"], names: ["--rounds", "--large", "--yeast", "--output", "--page"]) is not { } options
            || !options.AreThere("--page") || options.Count("--rounds", options.Has("--quick") ? 3 : 7) is not { } rounds
            || options.Count("--large", options.Has("--quick") ? 100_000 : 5_000_000) is not { } large)
        {
            return 2;
        }

        // First, while nothing else has grown the heap; on all threads.
        string largest = LargeFit.Measure(large);
        Console.Error.WriteLine(largest);
        string table = Measure(options.Has("--quick"), rounds, options.Value("--yeast") ?? Path.Combine(Repository.Root, "..", "shared", "data", "yeast"))
            + $"\n{largest}\n";
        string file = options.Value("--output") ?? Path.Combine(Repository.Root, "bench", "results", $"{Machine.FileName}-fits.md");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(
            file, $"# Fits, beside SciPy\n\nWritten by `fits`; what the columns mean stands in [docs/performance.md](../../docs/performance.md).\n\n{FitTable.Region.Mark(table)}");
        Console.Write(table);
        if (options.Value("--page") is { } page)
        {
            File.WriteAllText(page, FitTable.Region.Replace(File.ReadAllText(page), table));
        }

        return 0;
    }

    private static string Measure(bool quick, int rounds, string yeast)
    {
        KLDivergence.MaxDegreeOfParallelism = 1;
        using SciPy? sciPy = SciPy.Start(Path.Combine(AppContext.BaseDirectory, "Fits", "scipy_peer.py"), out string? absence);
        FitRun run = new(new Interleaved(rounds, TimeSpan.FromMilliseconds(20)), sciPy);
        List<FitRow> rows = [];
        if (Directory.Exists(yeast))
        {
            using FitProblem alpha = FitProblem.Yeast("alpha", yeast);
            rows.Add(run.Measure(alpha));
        }

        using (FitProblem made = FitProblem.Made(quick ? 20_000 : 200_000, 64, 40, seed: 1))
        {
            rows.Add(run.Measure(made));
        }

        string remark = $"{Machine.Processor}; {Machine.VectorBits} bits; {Machine.Runtime}; {sciPy?.Versions ?? $"SciPy is absent: {absence}"}; "
            + $"one thread each; commit {Checkout.Commit()}; {DateTime.UtcNow:yyyy-MM-dd}; medians of {rounds} rounds, with the least and the greatest"
            + (Machine.Load() is { } load ? $"; load {load:0.0}." : ".");
        return FitTable.Write(rows, remark);
    }
}
