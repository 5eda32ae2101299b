using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Tables;
using KLDiv.TestSupport;

namespace KLDiv.Benchmarks;

/// <summary>Measures how long a large CSV file takes from the text to a fitted model, and in how much memory.</summary>
internal sealed class TablesCommand : ICommand
{
    public string Name => "tables";

    public string Arguments => "[--rows N] [--output FILE]";

    public int Run(string[] arguments)
    {
        if (Options.Parse(this, arguments, flags: [], names: ["--rows", "--output"]) is not { } options || options.Count("--rows", 5_000_000) is not { } rows)
        {
            return 2;
        }

        string text = $"{TableRun.Measure(rows)}\n\n{Machine.Processor}; {Environment.ProcessorCount} processors; {Machine.Runtime}; commit {Checkout.Commit()}; "
            + $"{DateTime.UtcNow:yyyy-MM-dd}{(Machine.Load() is { } load ? $"; load {load:0.0}" : "")}.\n";
        string file = options.Value("--output") ?? Path.Combine(Repository.Root, "bench", "results", $"{Machine.FileName}-tables.md");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, $"# A large table\n\nWritten by `tables`.\n\n{text}");
        Console.Write(text);
        return 0;
    }
}
