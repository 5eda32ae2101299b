using KLDiv.Benchmarks.Accuracy;

namespace KLDiv.Benchmarks;

/// <summary>Measures numerical error: prints the tables, or puts them between the marks of a file such as docs/accuracy.md.</summary>
internal sealed class AccuracyCommand : ICommand
{
    private static readonly int[] Lengths = [10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 32_000_000];

    public string Name => "accuracy";

    public string Arguments => "[--output FILE]";

    public int Run(string[] arguments)
    {
        if (arguments is not ([] or ["--output", _]))
        {
            Console.Error.WriteLine($"Usage: {Name} {Arguments}");
            return 2;
        }

        List<AccuracyRow> rows = [];
        foreach (int length in Lengths)
        {
            rows.Add(AccuracyRow.Measure(length, logTarget: false));
            rows.Add(AccuracyRow.Measure(length, logTarget: true));
        }

        string table = AccuracyTable.Write(rows);
        string nearTable = NearTable.Write(NearRow.Divergences.Select(NearRow.Measure));
        if (arguments is [_, string file])
        {
            File.WriteAllText(file, NearTable.Replace(AccuracyTable.Replace(File.ReadAllText(file), table), nearTable));
        }
        else
        {
            Console.Write($"{table}\n{nearTable}");
        }

        return 0;
    }
}
