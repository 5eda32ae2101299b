using BenchmarkDotNet.Running;
using KLDiv.Benchmarks.Micro;

namespace KLDiv.Benchmarks;

/// <summary>Runs BenchmarkDotNet over every work, element type and size.</summary>
internal sealed class MicroCommand : ICommand
{
    public string Name => "micro";

    public string Arguments => "[what BenchmarkDotNet takes: --filter GLOB, --job dry, --list flat, ...]";

    public int Run(string[] arguments)
    {
        // Without a filter it would ask at the terminal which types to run.
        string[] all = arguments.Contains("--filter", StringComparer.Ordinal) || arguments.Contains("-f", StringComparer.Ordinal) ? [] : ["--filter", "*"];
        BenchmarkSwitcher.FromTypes([typeof(MicroBenchmarks<>)]).Run([.. all, .. arguments]);
        return 0;
    }
}
