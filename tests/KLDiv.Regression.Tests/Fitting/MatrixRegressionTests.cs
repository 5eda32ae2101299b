using System.Numerics.Tensors;
using KLDiv.Files;

namespace KLDiv.Regression.Tests.Fitting;

public sealed class MatrixRegressionTests : IDisposable
{
    private static readonly Tensor<double> X = Data.Normal(new Random(7), 40, 3);
    private static readonly Tensor<double> T = Data.Distributions(new Random(8), 40, 4);
    private static readonly RegressionOptions Choosing = new() { ChoosesL2 = true };

    private readonly TemporaryFolder _folder = new();

    public MatrixRegressionTests()
    {
        NpyFile.Write<double>(_folder.File("x.npy"), X);
        NpyFile.Write<double>(_folder.File("t.npy"), T);
    }

    [Fact]
    public void The_penalty_is_the_one_that_the_choice_finds_and_files_give_what_tensors_give()
    {
        double[] weights = [.. Enumerable.Range(0, 40).Select(row => (double)(row % 3))];
        MatrixFit fit = MatrixRegression.Fit<double, double>(X, T, Choosing, weights);
        Assert.Equal(PenaltyChoice.Choose<double, double>(X, T, Choosing, weights).Best, fit.L2);
        Assert.Equal(fit.L2, fit.Penalties!.Best);
        Assert.Equal(DistributionModel.Fit<double, double>(X, T, new FitOptions { L2 = fit.L2 }, weights).Loss, fit.Result.Loss);

        MatrixData data = Read("x.npy", "t.npy", weights);
        Assert.Equal((26L, 3, 4), (data.Rows, data.Features, data.Support));
        MatrixFit read = MatrixRegression.Fit(data, Choosing);
        Assert.Equal(Data.Values(fit.Result.Softmax().Weights), Data.Values(read.Result.Softmax().Weights));
        ContenderScores scores = Contenders.OnTheData(read, data);
        Assert.Equal(Contenders.OnTheData<double, double>(fit.Result.Model, X, T, rowWeights: weights), scores);
        CrossValidationOptions options = new() { Folds = 4 };
        Assert.Equal(CrossValidation.Run<double, double>(X, T, options, weights).Folds, MatrixRegression.CrossValidate(data, options).Folds);
    }

    [Fact]
    public void A_single_row_leaves_no_penalty_to_be_chosen()
    {
        MatrixFit fit = MatrixRegression.Fit<double, double>(Tensor.Create<double>([1], [1, 1]), Tensor.Create([0.5, 0.5], [1, 2]), Choosing);
        Assert.Equal(["a single row leaves none to be held out; the penalty is 0.5"], fit.Notes);
        Assert.Null(fit.Penalties);
    }

    [Fact]
    public void Rows_that_do_not_sum_to_1_are_told_and_errors_name_the_file()
    {
        NpyFile.Write<float>(_folder.File("counts.npy"), Tensor.Create([0.5f, 0.5f, 3, 1], [2, 2]));
        NpyFile.Write<double>(_folder.File("two.npy"), Tensor.Create([1, double.NaN], [2, 1]));
        MatrixData data = Read("two.npy", "counts.npy");
        Assert.Equal(["1 of 2 rows do not sum to 1 and are divided by their sums, the first of them row 1 (4), so that their sizes are lost; --counts weights each row by its sum"], data.Notes);
        Assert.Equal("features[1, 0] is NaN; a feature must be finite", Assert.Throws<DataFileException>(() => MatrixRegression.Fit(data)).Problem);
        Assert.EndsWith(
            "they must have the same number of rows", Assert.Throws<DataFileException>(() => Read("two.npy", "t.npy")).Problem, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private MatrixData Read(string features, string targets, double[]? weights = null)
    {
        using RowSource x = RowSource.Open(_folder.File(features)), t = RowSource.Open(_folder.File(targets));
        return MatrixData.Read(x, t, weights);
    }
}
