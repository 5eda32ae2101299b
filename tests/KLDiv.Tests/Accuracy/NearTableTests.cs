using KLDiv.Benchmarks.Accuracy;
using KLDiv.TestSupport;

namespace KLDiv.Tests.Accuracy;

/// <summary>The figures of docs/accuracy.md on divergences from logits are those that the code has.</summary>
public sealed class NearTableTests
{
    private static readonly IReadOnlyList<NearRow> Rows = NearTable.Read(File.ReadAllText(Path.Combine(Repository.Root, "docs", "accuracy.md")));

    public static TheoryData<double> Divergences => [.. NearRow.Divergences];

    [Theory]
    [MemberData(nameof(Divergences))]
    public void Near_pairs_keep_their_digits_which_composing_in_float_loses(double divergence)
    {
        NearRow stands = Rows.Single(row => row.Divergence == divergence), measured = NearRow.Measure(divergence);
        Assert.All([stands, measured], row =>
        {
            Assert.InRange(row.Float, 0, 2e-7);
            Assert.InRange(row.Double, 0, 1e-14);
        });

        // How far is a matter of chance, and of the width of vectors.
        Assert.All([stands, measured], row => Assert.True(row.Composed > 100 * row.Float, $"{row}"));
    }

    [Fact]
    public void The_table_has_every_divergence() => Assert.Equal(NearRow.Divergences, Rows.Select(row => row.Divergence));
}
