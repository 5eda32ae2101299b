using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Peers;

namespace KLDiv.Benchmarks.Rows;

/// <summary>The table of docs/performance.md: nanoseconds an element of this library, a plain loop and TensorPrimitives.</summary>
internal static class RowTable
{
    public static MarkedRegion Region { get; } = new("rows");

    /// <summary>Rows and the classes of each.</summary>
    private static readonly (int Rows, int Classes)[] s_shapes =
        [(1024, 2), (1024, 4), (8, 10), (1024, 10), (1024, 32), (128, 100), (128, 128), (128, 1000), (64, 32000)];

    /// <param name="plan">How often everything is measured.</param>
    /// <param name="only">A part of the names of the works to be measured; null: all.</param>
    public static string Measure(Interleaved plan, string? only)
    {
        List<string[]> rows = [];
        foreach (string name in RowWorks.Names.Where(name => only is null || name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            Console.Error.WriteLine(name);
            rows.Add([name, .. s_shapes.Select(shape => Cell(plan, RowWorks.Of(name, shape.Rows, shape.Classes), (long)shape.Rows * shape.Classes))]);
        }

        return MarkdownTable.Of(["work", .. s_shapes.Select(shape => $"{shape.Rows} x {shape.Classes}")], rows, numbersFrom: 1)
            + $"\n{Machine.Processor}; {Machine.VectorBits} bits; {Machine.Runtime}; one thread, its processor time; nanoseconds an element of float, "
            + $"medians of {plan.Rounds} rounds: this library / a plain loop / TensorPrimitives; commit {Checkout.Commit()}; {DateTime.UtcNow:yyyy-MM-dd}; load {Machine.Load()}.\n";
    }

    private static string Cell(Interleaved plan, IReadOnlyList<Action> calls, long elements)
    {
        IContender[] contenders = [.. calls.Select(call => new ProcessorTimeContender(call))];
        Interleaved.WarmUp(contenders, TimeSpan.FromMilliseconds(20));
        return string.Join(" / ", plan.Measure(contenders).Select(samples => Words.Number(samples.Median / elements)));
    }
}
