using KLDiv.Regression.Fitting;
using KLDiv.Regression.Tables;

namespace KLDiv.Regression.Tests.Tables;

public class RowGroupsTests
{
    private const string Text = "a,b,w,y\nu,1,1,0\nv,1,2,1\nu,1,3,2\nu,2,0,0\nv,1,0,2\nu,1,1,2\n";

    private static readonly TableOptions Options = new() { Value = "y", Weights = "w", Bins = BinRule.Parse("0:3:1") };

    [Fact]
    public void Rows_with_equal_features_are_one_with_the_mean_of_their_targets_by_weight()
    {
        TableData data = Table.Read(Text, Options);
        RowGroups groups = data.Groups();
        Assert.Equal(3, groups.Count);
        Assert.Equal([[0, 2, 5], [1, 4], [3]], Enumerable.Range(0, 3).Select(group => groups.Members(group).ToArray()));
        Assert.Equal([1, 0, 1, 0, 1, 1, 1, 0, 2], Values(groups.Features(data.FeatureRows)));
        Assert.Equal([0.2, 0, 0.6 + 0.2, 0, 1, 0, 1, 0, 0], Values(groups.Targets(data.TargetRows(0), data.Weights)));
        Assert.Equal([5, 2, 0], groups.Weights(data.Weights));
        Assert.Equal([3, 2, 1], groups.Weights(null));
        Assert.Equal([1 / 3.0, 0, 1 / 3.0 + 1 / 3.0], Values(groups.Targets(data.TargetRows(0), null))[..3]);
    }

    [Fact]
    public void Missing_values_are_equal_to_each_other_and_to_no_number()
    {
        TableData data = Table.Read("x,y\n1,0\nNA,1\n3,2\nNA,1\n2,1\n", new TableOptions { Value = "y", Missing = MissingValues.Mean });
        Assert.Equal(4, data.Groups().Count);
        Assert.Equal([1, 3], data.Groups().Members(1).ToArray());
    }

    [Fact]
    public void Many_rows_have_as_many_groups_as_there_are_different_ones()
    {
        var random = new Random(5);
        int[] keys = [.. Enumerable.Range(0, 5000).Select(_ => random.Next(700))];
        TableData data = Table.Read("x,y\n" + string.Concat(keys.Select(key => $"{key / 7.0:R},1\n")), new TableOptions { Value = "y" });
        RowGroups groups = data.Groups();
        Assert.Equal(keys.Distinct().Count(), groups.Count);
        Assert.All(Enumerable.Range(0, groups.Count), group => Assert.Single(groups.Members(group).ToArray().Select(row => keys[row]).Distinct()));
        Assert.Equal(5000, groups.Weights(null).Sum());
    }

    private static double[] Values(IMatrixView matrix)
    {
        double[] values = new double[matrix.Rows * matrix.Columns];
        for (int row = 0; row < matrix.Rows; row++)
        {
            matrix.CopyRow(row, values.AsSpan(row * matrix.Columns, matrix.Columns));
        }

        return values;
    }
}
