using KLDiv.Files;

namespace KLDiv.Regression.Tests.Tables;

/// <summary>Targets that are counts mean the same from a table and from matrices.</summary>
public sealed class CountTests
{
    private const string Votes = "x,a,b\n1,8,2\n1,100,900\n2,1,1\n2,3,1\n";
    private static readonly double[] Counts = [8, 2, 100, 900, 1, 1, 3, 1];
    private static readonly FitOptions Exact = new() { L2 = 0 };

    [Theory]
    [InlineData(true, 0.0133333, 108 / 1010.0, 4 / 6.0)]
    [InlineData(false, 0.154609, 0.45, 0.625)]
    public void A_row_weighs_as_much_as_it_sums_to_where_counts_are_asked_for(bool areCounts, double divergence, double first, double second)
    {
        TableData table = Table.Read(Votes, new TableOptions { Targets = ["a", "b"], AreCounts = areCounts });
        TableFit fit = TableRegression.Fit(table, new RegressionOptions { Fit = Exact });
        Assert.Equal(divergence, Contenders.OnTheData(fit, table, 0).Model.KL, 1e-6);
        Assert.Equal([first, second], ((string[])["x=1", "x=2"]).Select(record => Math.Exp(fit.Model.Predict(TableSchema.ParseRecord(record))[0])), (x, y) => Math.Abs(x - y) < 1e-6);
        Assert.Equal(areCounts ? [10, 1000, 2, 4] : [], table.RowWeights.ToArray());

        using RowSource x = RowSource.FromArray<double>([1, 1, 2, 2], [4, 1]), t = RowSource.FromArray(Counts, [4, 2]);
        var matrices = MatrixData.Read(x, t, areCounts: areCounts);
        MatrixFit matrixFit = MatrixRegression.Fit(matrices, new RegressionOptions { Fit = Exact });
        Assert.Equal(divergence, Contenders.OnTheData(matrixFit, matrices, 0).Model.KL, 1e-6);
        Assert.Equal(fit.Result.Loss, matrixFit.Result.Loss, 1e-12);
        Assert.Equal(areCounts ? 0 : 1, matrices.Notes.Count);
    }

    [Fact]
    public void Weights_count_beside_the_sums_and_a_row_of_zeros_counts_for_nothing()
    {
        TableData table = Table.Read("x,a,b,w\n1,8,2,2\n1,0,0,1\n2,1,3,0.5\n", new TableOptions { Targets = ["a", "b"], AreCounts = true, Weights = "w" });
        Assert.Equal([20, 0, 2], table.RowWeights.ToArray());
        using RowSource x = RowSource.FromArray<double>([1, 1, 2], [3, 1]), t = RowSource.FromArray<double>([8, 2, 0, 0, 1, 3], [3, 2]);
        var data = MatrixData.Read(x, t, [2, 1, 0.5], areCounts: true);
        Assert.Equal(2, data.Rows);
        Assert.Equal(
            "row 1 of the targets is all zeros, and no distribution; --counts gives such a row no weight", Assert.Throws<DataFileException>(() => MatrixData.Read(x, t)).Problem);
        Assert.Equal("has nothing but 0 in its counts; some row must have a weight", Table.Refusal("x,a,b\n1,0,0\n", new TableOptions { Targets = ["a", "b"], AreCounts = true }));
        Assert.Throws<ArgumentException>(() => Table.Read(Votes, new TableOptions { Value = "a", AreCounts = true }));
    }
}
