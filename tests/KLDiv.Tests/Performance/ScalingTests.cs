using KLDiv.Benchmarks.Scaling;

namespace KLDiv.Tests.Performance;

/// <summary>The table of docs/performance.md reads back.</summary>
public sealed class ScalingTests
{
    private static readonly IReadOnlyList<ScalingRow> s_rows = ScalingTable.Read(File.ReadAllText(Path.Combine(Repository.Root, "docs", "performance.md")));

    [Fact]
    public void The_table_has_one_thread_and_more_from_a_thousand_elements_on()
    {
        Assert.Equal(1_000, s_rows[0].Length);
        Assert.Contains(s_rows, row => row.Threads == 1);
        Assert.Contains(s_rows, row => row.Threads > 1);
    }

    [Fact]
    public void A_table_reads_back_as_it_was_written()
    {
        ScalingRow[] rows = [new(1_000, 1, 0.35, 0.1), new(300_000_000, 64, 1_234, 12.5)];

        Assert.Equal(rows, ScalingTable.Read(ScalingTable.Region.Mark(ScalingTable.Write(rows, "somewhere"))));
    }
}
