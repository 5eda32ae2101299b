using System.IO.Compression;
using System.Reflection;
using KLDiv.Files;
using KLDiv.Reports.Finishing;
using KLDiv.Reports.State;

namespace KLDiv.Reports.Tests;

/// <summary>However the rows are divided, and on any number of threads, the figures have the same bits.</summary>
public sealed class StateTests : IDisposable
{
    private const int Rows = 700;

    private readonly ReportFolder _folder = new();
    private readonly FileReport _options;

    public StateTests()
    {
        Random random = new(5);
        float[][] target = Draw.Logits(6, Rows, 1500);

        // Rows of all sizes of divergence, some suppressed classes, so that every way of adding is taken.
        float[][] input = [.. Draw.Near(target, 7, 1e-7).Select((row, i) =>
            row.Select(value => (float)(value + (Math.Pow(10, -(i % 8)) * Draw.Normal(random)))).ToArray())];
        input[33][5] = float.NegativeInfinity;
        target[34][6] = input[34][6] = float.NegativeInfinity;
        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => i % 9 == 0 ? 0 : Math.Pow(10, 6 * random.NextDouble() - 3))];
        _options = _folder.Logits(input, target) with
        {
            Labels = _folder.WriteLabels("labels.npy", [.. Enumerable.Range(0, Rows).Select(i => i * 7 % 1500)]),
            Weights = _folder.Write("w.npy", [Rows], weights),
            Names = _folder.WriteText("names.txt", string.Join('\n', Enumerable.Range(0, 1500).Select(i => $"class {i}"))),
        };
    }

    public static TheoryData<DivergenceKind, bool> Kinds => new()
    {
        { DivergenceKind.Forward, true }, { DivergenceKind.Reverse, true }, { DivergenceKind.JensenShannon, true }, { DivergenceKind.Forward, false },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_number_of_threads_and_any_split_of_the_rows_give_the_same_bits(DivergenceKind kind, bool isWeighted)
    {
        FileReport options = _options with { Divergence = kind, Weights = isWeighted ? _options.Weights : null, Threads = 1 };
        string expected = Text(FileReport.Figures(options));
        foreach (int threads in (int[])[2, 3, 7])
        {
            Assert.Equal(expected, Text(FileReport.Figures(options with { Threads = threads })));
        }

        foreach (int count in (int[])[2, 3, 11])
        {
            ReportState[] parts = [.. Enumerable.Range(1, count).Select(i => FileReport.Measure(options with { Range = new Shard(i, count).RowsOf(Rows), Threads = i % 3 + 1 }))];
            Assert.Equal(expected, Text(FigureBuilder.Build(ReportState.Join(new RowRange(0, Rows), parts))));
        }
    }

    [Fact]
    public void Deflated_archives_which_are_read_in_the_order_of_their_rows_give_the_same_bits()
    {
        FileReport options = _options with { Threads = 3, Top = 20 };
        ReportFigures expected = FileReport.Figures(options);
        using (FileStream stream = File.Create(_folder.File("both.npz")))
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create))
        {
            foreach (string name in (string[])["x.npy", "t.npy"])
            {
                archive.CreateEntryFromFile(_folder.File(name), name);
            }
        }

        ReportFigures figures = FileReport.Figures(options with { Input = _folder.File("both.npz#x"), Target = _folder.File("both.npz#t") });
        Assert.Equal(Text(expected with { Input = "", Target = "" }), Text(figures with { Input = "", Target = "" }));
    }

    [Fact]
    public void Parts_that_do_not_follow_each_other_are_refused()
    {
        ReportState first = FileReport.Measure(_options with { Range = new RowRange(0, 10) }), third = FileReport.Measure(_options with { Range = new RowRange(20, 10) });
        Assert.Throws<ArgumentException>(() => ReportState.Join(new RowRange(0, 30), [first, third]));
        Assert.Throws<ArgumentException>(() => ReportState.Join(new RowRange(0, 0), []));
        ReportState other = FileReport.Measure(_options with { Range = new RowRange(10, 10), Temperature = 2 });
        Assert.Throws<ArgumentException>(() => ReportState.Join(new RowRange(0, 20), [first, other]));
    }

    [Fact]
    public void Shards_cover_all_rows_and_differ_by_one_at_most()
    {
        foreach (long rows in (long[])[0, 1, 7, 100, long.MaxValue])
        {
            RowRange[] shards = [.. Enumerable.Range(1, 7).Select(i => new Shard(i, 7).RowsOf(rows))];
            Assert.Equal(0, shards[0].First);
            Assert.Equal(rows, shards[^1].End);
            Assert.All(shards.Zip(shards.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.First));
            Assert.InRange(shards.Max(shard => shard.Count) - shards.Min(shard => shard.Count), 0, 1);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new Shard(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shard(4, 3));
    }

    [Fact]
    public void The_rows_are_handed_out_in_their_order_with_NaN_for_those_of_weight_0()
    {
        double[] written = [];
        FileReport.Figures(_options, divergences => written = divergences.ToArray());
        Assert.Equal(FileReport.Measure(_options).Divergences, written);
        Assert.Equal(Enumerable.Range(0, Rows).Where(i => i % 9 == 0), Enumerable.Range(0, Rows).Where(i => double.IsNaN(written[i])));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Every number of the figures with all its bits.</summary>
    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        double number => BitConverter.DoubleToInt64Bits(number).ToString("x16"),
        System.Collections.IEnumerable items => string.Join('\n', items.Cast<object>().Select(Text)),
        IFormattable and not double => $"{value}",
        _ => string.Join('\n', value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(property => $"{property.Name}: {Text(property.GetValue(value))}")),
    };
}
