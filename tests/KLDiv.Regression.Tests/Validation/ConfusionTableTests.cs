using KLDiv.Regression.Tests.Tables;

namespace KLDiv.Regression.Tests.Validation;

/// <summary>Which classes are taken for which.</summary>
public sealed class ConfusionTableTests
{
    [Fact]
    public void The_diagonal_is_the_accuracy_and_each_row_has_the_rows_of_its_class()
    {
        string text = "x,k,w\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"{(i % 3) + (i * 7 % 10 / 5.0)},{"abc"[i % 3]},{1 + (i % 2)}\n"));
        CrossValidationResult Run(string? weights) => TableRegression.CrossValidate(
            Table.Read(text, new TableOptions { Value = "k", Features = ["x"], Weights = weights }), bandwidth: 0, new CrossValidationOptions { Folds = 5, Repeats = 2 });

        CrossValidationResult plain = Run(null);
        ConfusionTable table = plain.Confusion!;
        Assert.Equal(3, table.Classes);
        Assert.All(Enumerable.Range(0, 3), row => Assert.Equal(60, Enumerable.Range(0, 3).Sum(column => table[row, column])));
        Assert.Equal(plain.Model.Mean.Categories!.Accuracy, Enumerable.Range(0, 3).Sum(i => table[i, i]) / 180, 1e-12);
        Assert.True(table[0, 1] > 0 && table[0, 2] < table[0, 1]);
        Assert.Equal(table, Run(null).Confusion);
        Assert.Equal(180 - Enumerable.Range(0, 3).Sum(i => table[i, i]), table.Confusions().Sum(one => one.Weight));
        Assert.All(table.Confusions(), one => Assert.True(one.Observed != one.Predicted && one.Weight == table[one.Observed, one.Predicted]));
        Assert.Equal(table.Confusions().Max(one => one.Weight), table.Confusions().First().Weight);

        Assert.Equal(2 * 135, Enumerable.Range(0, 9).Sum(i => Run("w").Confusion![i / 3, i % 3]));
        Assert.Null(TableRegression.CrossValidate(Table.Read(text, new TableOptions { Value = "w", Features = ["x"] }), 0, new CrossValidationOptions()).Confusion);
    }
}
