using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Peers;
using KLDiv.Benchmarks.Works;
using KLDiv.TestSupport;

namespace KLDiv.Benchmarks;

/// <summary>Measures this library beside its limit, composed passes and PyTorch, and writes a page of results.</summary>
internal sealed class PeersCommand : ICommand
{
    public string Name => "peers";

    public string Arguments => "[--quick] [--rounds N] [--output FILE | --from FILE] [--readme FILE]";

    public int Run(string[] arguments)
    {
        if (Options.Parse(this, arguments, flags: ["--quick"], names: ["--rounds", "--output", "--from", "--readme"]) is not { } options
            || !options.AreThere("--from", "--readme") || options.Count("--rounds", options.Has("--quick") ? 5 : 15) is not { } rounds)
        {
            return 2;
        }

        string file = options.Value("--from") ?? options.Value("--output")
            ?? Path.Combine(Repository.Root, "bench", "results", $"{Machine.FileName}.md");
        if (options.Value("--from") is null)
        {
            string page = PeersPage.Write(Measure(options.Has("--quick"), rounds));
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            File.WriteAllText(file, page);
            Console.Write(page);
        }

        if (options.Value("--readme") is { } readme)
        {
            string link = Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(readme))!, Path.GetFullPath(file)).Replace('\\', '/');
            string part = PeersSummary.ForReadme(File.ReadAllText(file), link);
            File.WriteAllText(readme, PeersSummary.Region.Replace(File.ReadAllText(readme), part));
        }

        return 0;
    }

    private static PeerResults Measure(bool quick, int rounds)
    {
        Interleaved plan = new(rounds, TimeSpan.FromMilliseconds(quick ? 2 : 10));
        Shape[] shapes = quick
            ? [Shape.Large, Shape.InCache, Shape.OneBatch]
            : [Shape.OutOfCache, Shape.Large, Shape.InCache, Shape.OneBatch];
        using Torch? torch = Torch.Start(Torch.Python, Path.Combine(AppContext.BaseDirectory, "Peers", "torch_peer.py"), out string? absence);
        PeerResults results = new() { Facts = PeerResults.FactsOf(plan, torch?.Versions ?? $"absent: {absence}"), TorchAbsence = absence };
        PeerRun run = new(plan, shapes, torch, results);
        run.Measure<float>();
        run.Measure<double>();
        run.Measure<Half>();
        results.Exactness.AddRange(ExactnessRow.Measure(torch));
        if (!quick)
        {
            new VocabularyRun(torch, results).Measure();
        }

        return results;
    }
}
