using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Rows;

namespace KLDiv.Benchmarks;

/// <summary>Measures works over rows of every length beside a plain loop and TensorPrimitives, on one thread, in processor time.</summary>
internal sealed class RowsCommand : ICommand
{
    public string Name => "rows";

    public string Arguments => "[--quick] [--rounds N] [--work NAME] [--page FILE]";

    public int Run(string[] arguments)
    {
        if (Options.Parse(this, arguments, flags: ["--quick"], names: ["--rounds", "--work", "--page"]) is not { } options
            || !options.AreThere("--page") || options.Count("--rounds", options.Has("--quick") ? 5 : 15) is not { } rounds)
        {
            return 2;
        }

        Interleaved plan = new(rounds, TimeSpan.FromMilliseconds(options.Has("--quick") ? 1 : 5));
        int threads = KLDivergence.MaxDegreeOfParallelism;
        KLDivergence.MaxDegreeOfParallelism = 1;
        string table = RowTable.Measure(plan, options.Value("--work"));
        KLDivergence.MaxDegreeOfParallelism = threads;
        Console.Write(table);
        if (options.Value("--page") is { } page)
        {
            File.WriteAllText(page, RowTable.Region.Replace(File.ReadAllText(page), table));
        }

        return 0;
    }
}
