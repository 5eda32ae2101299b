using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Pictures;
using KLDiv.Benchmarks.Scaling;

namespace KLDiv.Benchmarks;

/// <summary>Measures how the time an element changes with the length and the number of threads, and draws it.</summary>
internal sealed class ScalingCommand : ICommand
{
    private const int LongestOfQuick = 3_000_000;

    public string Name => "scaling";

    public string Arguments => "[--quick] [--page FILE] [--picture FILE], or --redraw --page FILE --picture FILE";

    public int Run(string[] arguments)
    {
        if (Options.Parse(this, arguments, flags: ["--quick", "--redraw"], names: ["--page", "--picture"]) is not { } options || !options.AreThere("--page"))
        {
            return 2;
        }

        if (options.Has("--redraw"))
        {
            return Redraw(options.Value("--page"), options.Value("--picture"));
        }

        string table = Measure(options.Has("--quick"));
        Console.Write(table);
        if (options.Value("--page") is { } page)
        {
            File.WriteAllText(page, ScalingTable.Region.Replace(File.ReadAllText(page), table));
        }

        if (options.Value("--picture") is { } picture)
        {
            // Of what the table says, and not of further digits: a test draws it again.
            File.WriteAllText(picture, ScalingPicture.Write(ScalingTable.Read(ScalingTable.Region.Mark(table))));
        }

        return 0;
    }

    /// <summary>Draws the table that a page has, without measuring anew.</summary>
    private int Redraw(string? page, string? picture)
    {
        if (page is null || picture is null)
        {
            Console.Error.WriteLine($"Usage: {Name} {Arguments}");
            return 2;
        }

        File.WriteAllText(picture, ScalingPicture.Write(ScalingTable.Read(File.ReadAllText(page))));
        return 0;
    }

    private static string Measure(bool quick)
    {
        long longest = ScalingRun.LongestThatFits();
        int[] lengths = [.. ScalingRun.Lengths.Where(length => length <= longest && (!quick || length <= LongestOfQuick))];
        Interleaved plan = new(quick ? 5 : 9, TimeSpan.FromMilliseconds(quick ? 2 : 10));
        List<ScalingRow> rows = [];
        ScalingRun.WarmUp();
        foreach (int length in lengths)
        {
            Console.Error.WriteLine($"{length:N0}");
            rows.AddRange(ScalingRun.Measure(length, plan));
        }

        string remark = $"{Machine.Processor}; {Machine.VectorBits} bits; {Machine.Runtime}; commit {Checkout.Commit()}; {DateTime.UtcNow:yyyy-MM-dd}; "
            + $"medians of {plan.Rounds} rounds.";
        string limit = lengths.Length < ScalingRun.Lengths.Count && !quick
            ? $" Free memory ended it: half of it holds the operands of {longest:N0} elements."
            : "";
        return ScalingTable.Write(rows, remark + limit);
    }
}
