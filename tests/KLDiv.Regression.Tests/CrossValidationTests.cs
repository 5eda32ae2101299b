using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests;

public class CrossValidationTests
{
    private static readonly Tensor<double> Features = Data.Normal(new Random(11), 50, 2);
    private static readonly Tensor<double> Targets = Data.Distributions(new Random(12), 50, 3);

    [Theory]
    [InlineData(2, new[] { 25, 25 })]
    [InlineData(3, new[] { 17, 17, 16 })]
    [InlineData(7, new[] { 8, 7, 7, 7, 7, 7, 7 })]
    public void Folds_are_as_even_as_they_can_be(int folds, int[] expected)
    {
        Assert.Equal(expected, Run(folds).Folds.Select(fold => fold.Rows));
    }

    [Fact]
    public void One_row_can_be_held_out_at_a_time()
    {
        CrossValidationResult result = Run(50);
        Assert.Equal(50, result.Folds.Count);
        Assert.All(result.Folds, fold => Assert.Equal(1, fold.Rows));
    }

    [Fact]
    public void The_seed_determines_every_bit()
    {
        Assert.Equal(Run(5, seed: 9).Folds, Run(5, seed: 9).Folds);
        Assert.NotEqual(Run(5, seed: 9).Folds, Run(5, seed: 10).Folds);
    }

    [Fact]
    public void A_fold_is_what_a_fit_without_its_rows_says_of_them()
    {
        var features = Tensor.Create<double>([0, 1], [2, 1]);
        var targets = Tensor.Create([0.25, 0.75, 0.5, 0.5], [2, 2]);
        CrossValidationResult result = CrossValidation.Run(features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan(), 2);
        double[] expected =
        [
            (0.25 * Math.Log(0.25 / 0.5)) + (0.75 * Math.Log(0.75 / 0.5)),
            (0.5 * Math.Log(0.5 / 0.25)) + (0.5 * Math.Log(0.5 / 0.75)),
        ];
        Assert.All(expected.Order().Zip(result.Folds.Select(fold => fold.Loss).Order()), pair => Assert.Equal(pair.First, pair.Second, 1e-8));
        Assert.All(result.Folds, fold => Assert.Equal(0, fold.TrainingLoss, 1e-13));
        Assert.Equal(expected.Average(), result.Mean, 1e-8);
        Assert.Equal(Math.Abs(expected[0] - expected[1]) / Math.Sqrt(2), result.StandardDeviation, 1e-8);
    }

    [Fact]
    public void Each_fold_is_reported_when_it_is_done()
    {
        var seen = new List<FoldResult>();
        CrossValidationResult result = CrossValidation.Run(
            Features.AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan(), 4, progress: seen.Add);
        Assert.Equal(result.Folds, seen);
        Assert.Equal([0, 1, 2, 3], seen.Select(fold => fold.Fold));
    }

    [Fact]
    public void A_cancelled_run_does_not_begin_another_fold()
    {
        using var source = new CancellationTokenSource();
        int done = 0;
        Assert.Throws<OperationCanceledException>(() => CrossValidation.Run(
            Features.AsReadOnlyTensorSpan(),
            Targets.AsReadOnlyTensorSpan(),
            4,
            progress: _ =>
            {
                done++;
                source.Cancel();
            },
            cancellationToken: source.Token));
        Assert.Equal(1, done);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(51)]
    public void Folds_must_be_from_2_to_the_number_of_rows(int folds)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Run(folds));
        Assert.StartsWith("The number of folds must be from 2 to the number of rows, which is 50.", error.Message, StringComparison.Ordinal);
        Assert.Equal(folds, error.ActualValue);
    }

    [Fact]
    public void A_wrong_value_is_named_by_its_row_in_the_data_not_in_the_fold()
    {
        double[] values = Data.Values(Targets);
        values[(31 * 3) + 1] = -1;
        RegressionDataException error = Assert.Throws<RegressionDataException>(() => CrossValidation.Run(
            Features.AsReadOnlyTensorSpan(), new ReadOnlyTensorSpan<double>(values, [50, 3], []), 4));
        Assert.Equal("targets[31, 1] is -1; a target must be finite and at least 0", error.Message);
    }

    private static CrossValidationResult Run(int folds, ulong seed = 0) =>
        CrossValidation.Run(Features.AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan(), folds, seed);
}
