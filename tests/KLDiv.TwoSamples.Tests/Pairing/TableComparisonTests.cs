using KLDiv.Regression;
using KLDiv.TwoSamples.Pairing;

namespace KLDiv.TwoSamples.Tests.Pairing;

public sealed class TableComparisonTests
{
    [Fact]
    public void Probabilities_are_adjusted_to_their_number()
    {
        Assert.Equal([0.025, 0.06666666666666667, 0.06666666666666667, 0.06666666666666667, 0.6], FalseDiscovery.Adjust([0.005, 0.04, 0.03, 0.05, 0.6]).Select(p => Math.Round(p, 15)), (x, y) => Math.Abs(x - y) < 0.0042);
        Assert.Empty(FalseDiscovery.Adjust([]));
    }

    [Fact]
    public void Columns_are_ordered_by_evidence_and_what_cannot_be_compared_is_told()
    {
        Random random = new(3);
        string Rows(int rows, double shift) => string.Concat(
            Enumerable.Range(0, rows).Select(i => $"{random.NextDouble() + shift:F3},{"abc"[random.Next(3)]},{(shift > 0 ? "x" : "1")},2024-0{1 + (i % 9)}-11,{(i % 10 == 0 ? "" : "5")}\n"));
        var comparison = TableComparison.Of(Read("moved,same,kind,day,some,gone\n" + Rows(400, 0).Replace("\n", ",1\n", StringComparison.Ordinal)), Read("moved,same,kind,day,some,new\n" + Rows(600, 0.3).Replace("\n", ",1\n", StringComparison.Ordinal)));
        Assert.Equal(["moved", "day", "same", "some"], comparison.Columns.Select(column => column.Name).Take(1).Concat(comparison.Columns.Select(column => column.Name).Skip(1).Order(StringComparer.Ordinal)), StringComparer.Ordinal);
        Assert.Equal((ComparisonVerdict.Large, 400L, 600L), (comparison.Columns[0].Divergence.Verdict, comparison.Columns[0].Divergence.RowsOfReference, comparison.Columns[0].Divergence.RowsOfCurrent));
        Assert.All(comparison.Columns.Skip(1), column => Assert.Equal(ComparisonVerdict.Chance, column.Divergence.Verdict));
        Assert.Equal((40L, 60L), comparison.Columns.Where(column => column.Name is "some").Select(column => (column.Divergence.MissingOfReference, column.Divergence.MissingOfCurrent)).Single());
        Assert.Equal(
            ["the reference has no column 'new'", "the current table has no column 'gone'", "column 'kind' is of numbers in the reference and of words in the current table, and is not compared"],
            comparison.Notes,
            StringComparer.Ordinal);
    }

    private static IReadOnlyList<ReadColumn> Read(string text) => TableColumns.Read(TableSource.OfText(new StringReader(text))).Columns;
}
