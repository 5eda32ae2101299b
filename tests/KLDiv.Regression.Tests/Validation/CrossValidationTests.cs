using System.Numerics.Tensors;
using KLDiv.Regression.Validation;

namespace KLDiv.Regression.Tests.Validation;

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
        CrossValidationResult result = CrossValidation.Run(features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan(), new CrossValidationOptions { Folds = 2, Fit = Data.Unpenalised });
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
            Features.AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan(), new CrossValidationOptions { Folds = 4 }, progress: new Told<FoldResult>(seen.Add));

        // Side by side, folds end in any order.
        Assert.Equal(result.Folds, seen.OrderBy(fold => fold.Fold));
    }

    [Fact]
    public void The_bits_are_the_same_on_any_number_of_threads_and_each_fold_chooses_for_itself()
    {
        CrossValidationResult On(int threads) => Run(new CrossValidationOptions { Folds = 3, Repeats = 2, ChoosesL2 = true, Fit = new FitOptions { MaxDegreeOfParallelism = threads } });
        CrossValidationResult one = On(1);
        Assert.Equal(one.Folds, On(2).Folds);
        Assert.Equal(one.Folds, On(7).Folds);
        Assert.True(one.Folds.Select(fold => fold.L2).Distinct().Count() > 1);

        // What a fold chooses is what is chosen on its training rows alone.
        int[] order = KLDiv.Regression.Validation.Folds.Order(50, 3, 0);
        (int[] training, _) = KLDiv.Regression.Validation.Folds.Cut(order, 0, 3);
        Tensor<double> Of(Tensor<double> all) => Tensor.Create([.. training.SelectMany(row => Data.Values(all).Skip(row * (int)all.Lengths[1]).Take((int)all.Lengths[1]))], [training.Length, all.Lengths[1]]);
        Assert.Equal(PenaltyChoice.Choose<double, double>(Of(Features), Of(Targets), new RegressionOptions { ChoosesL2 = true }).Best, one.Folds[0].L2);
    }

    [Fact]
    public void One_part_alone_can_be_held_out()
    {
        CrossValidationResult all = Run(new CrossValidationOptions { Folds = 5 }), first = Run(new CrossValidationOptions { Folds = 5, HeldOut = 1 });
        Assert.Equal(all.Folds[0], Assert.Single(first.Folds));
        Assert.Equal((5, all.Folds[0].Loss), (first.Parts, first.Mean));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CrossValidationOptions { HeldOut = 0 });
    }

    [Fact]
    public void A_cancelled_run_does_not_begin_another_fold()
    {
        using var source = new CancellationTokenSource();
        int done = 0;
        Assert.Throws<OperationCanceledException>(() => CrossValidation.Run(
            Features.AsReadOnlyTensorSpan(),
            Targets.AsReadOnlyTensorSpan(),
            new CrossValidationOptions { Folds = 4 },
            progress: new Told<FoldResult>(_ =>
            {
                done++;
                source.Cancel();
            }),
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
        string expected = folds < 2 ? "The number of folds must be at least 2." : "The number of folds must be from 2 to the number of rows, which is 50.";
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(folds, error.ActualValue);
    }

    [Fact]
    public void A_wrong_value_is_named_by_its_row_in_the_data_not_in_the_fold()
    {
        double[] values = Data.Values(Targets);
        values[(31 * 3) + 1] = -1;
        RegressionDataException error = Assert.Throws<RegressionDataException>(() => CrossValidation.Run(
            Features.AsReadOnlyTensorSpan(), new ReadOnlyTensorSpan<double>(values, [50, 3], []), new CrossValidationOptions { Folds = 4 }));
        Assert.Equal("targets[31, 1] is -1; a target must be finite and at least 0", error.Message);
    }

    [Fact]
    public void Every_contender_is_measured_on_the_rows_held_out()
    {
        // Two rows: each is held out once, and predicted by the other alone.
        var features = Tensor.Create<double>([0, 1], [2, 1]);
        var targets = Tensor.Create([0.25, 0.75, 0.5, 0.5], [2, 2]);
        CrossValidationResult result = CrossValidation.Run(features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan(), new CrossValidationOptions { Folds = 2, Fit = Data.Unpenalised });
        double other = ((0.25 * Math.Log(0.25 / 0.5)) + (0.75 * Math.Log(0.75 / 0.5)) + (0.5 * Math.Log(0.5 / 0.25)) + (0.5 * Math.Log(0.5 / 0.75))) / 2;
        Assert.Equal(other, result.Neighbours!.Mean.KL, 1e-15);
        Assert.Equal(other, result.ConstantMean.Mean.KL, 1e-15);
        Assert.Equal(((0.25 * Math.Log(0.25 / 0.5)) + (0.75 * Math.Log(0.75 / 0.5))) / 2, result.Uniform.Mean.KL, 1e-15);
        Assert.Equal(0.125, result.Uniform.Mean.Chebyshev, 1e-15);
        Assert.Equal(0.25 / Math.Sqrt(2), result.Uniform.StandardDeviation.Chebyshev, 1e-15);
    }

    [Fact]
    public void Repeats_are_cut_anew_and_each_row_is_held_out_once_in_each()
    {
        CrossValidationResult result = Run(new CrossValidationOptions { Folds = 5, Repeats = 3, Seed = 4 });
        Assert.Equal([.. Enumerable.Range(0, 15).Select(i => (i / 5, i % 5))], result.Folds.Select(fold => (fold.Repeat, fold.Fold)));
        Assert.Equal(15, result.Folds.Select(fold => fold.Loss).Distinct().Count());
        Assert.Equal(150, result.Model.Mean.Rows);

        // A constant does not depend on the cut, but for rounding: the mean over folds of one size is that over rows.
        Assert.All(result.Folds.Chunk(5), repeat => Assert.Equal(
            Baselines.Uniform(Targets.AsReadOnlyTensorSpan()), repeat.Average(fold => fold.Scores.Uniform.KL), 1e-12));
        Assert.Equal(Run(5, seed: 4).Folds, result.Folds.Take(5));
    }

    [Fact]
    public void Predictions_can_be_compared_with_other_targets_than_were_fitted()
    {
        Tensor<double> others = Data.Distributions(new Random(99), 50, 3);
        CrossValidationOptions options = new() { Folds = 5, Bins = new Binning(0, 1, 3) };
        CrossValidationResult same = Run(options);
        CrossValidationResult other = CrossValidation.RunAgainst(
            Features.AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan(), others.AsReadOnlyTensorSpan(), options);
        Assert.Equal(same.Folds.Select(fold => fold.TrainingLoss), other.Folds.Select(fold => fold.TrainingLoss));
        Assert.All(same.Folds.Zip(other.Folds), pair => Assert.NotEqual(pair.First.Scores.Model, pair.Second.Scores.Model));
        Assert.Equal(Baselines.Uniform(others.AsReadOnlyTensorSpan()), other.Uniform.Mean.KL, 1e-12);
        Assert.Equal(1, other.Model.Mean.Ordered!.Pit.Sum(), 1e-12);
    }

    [Fact]
    public void A_row_of_weight_0_is_in_no_fold_and_never_read()
    {
        double[] x = [.. Data.Values(Features), double.NaN, 0], t = [.. Data.Values(Targets), 1, -1, 0];
        double[] weights = [.. Enumerable.Repeat(2.0, 50), 0];
        CrossValidationOptions options = new() { Folds = 5, Seed = 3, Fit = Data.Unpenalised };
        CrossValidationResult weighted = CrossValidation.Run<double, double>(
            new ReadOnlyTensorSpan<double>(x, [51, 2], []), new ReadOnlyTensorSpan<double>(t, [51, 3], []), options, weights);
        CrossValidationResult plain = Run(options);
        Assert.All(plain.Folds.Zip(weighted.Folds), pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 1e-9));
        Assert.Equal(plain.Neighbours!.Mean.KL, weighted.Neighbours!.Mean.KL, 1e-12);
        Assert.Equal(plain.ConstantMean.Mean.Canberra, weighted.ConstantMean.Mean.Canberra, 1e-12);
    }

    [Fact]
    public void Weights_weigh_in_the_fit_in_the_figures_and_in_every_contender()
    {
        double[] weights = [.. Enumerable.Range(0, 50).Select(row => row % 2 == 0 ? 1.0 : 3.0)];
        CrossValidationOptions options = new() { Folds = 2, Seed = 3, Neighbours = 60 };
        CrossValidationResult plain = Run(options);
        CrossValidationResult weighted = CrossValidation.Run(
            Features.AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan(), options, weights);
        Assert.NotEqual(plain.Folds[0].TrainingLoss, weighted.Folds[0].TrainingLoss, 1e-6);
        Assert.NotEqual(plain.Uniform.Mean.KL, weighted.Uniform.Mean.KL, 1e-6);

        // With all rows for neighbours, their mean is the constant mean.
        Assert.Equal(weighted.ConstantMean.Mean.KL, weighted.Neighbours!.Mean.KL, 1e-12);
        Assert.NotEqual(plain.ConstantMean.Mean.KL, weighted.ConstantMean.Mean.KL, 1e-6);
    }

    [Fact]
    public void Weights_behind_the_options_are_weights_even_where_targets_are_one_a_row_too()
    {
        Tensor<double> ones = Tensor.Create([.. Enumerable.Repeat(1.0, 50)], [50, 1]);
        double[] weights = [.. Enumerable.Range(0, 50).Select(row => (double)(row % 2))];
        CrossValidationOptions options = new() { Folds = 5 };
        CrossValidationResult weighted = CrossValidation.Run(Features.AsReadOnlyTensorSpan(), ones.AsReadOnlyTensorSpan(), options, weights);
        Assert.Equal(25, weighted.Model.Mean.Rows);
        CrossValidationResult against = CrossValidation.RunAgainst(
            Features.AsReadOnlyTensorSpan(), ones.AsReadOnlyTensorSpan(), ones.AsReadOnlyTensorSpan(), options, weights);
        Assert.Equal(weighted.Folds, against.Folds);
    }

    [Fact]
    public void Neighbours_compete_unless_they_are_none()
    {
        Assert.NotNull(Run(new CrossValidationOptions { Folds = 2 }).Neighbours);
        Assert.Null(Run(new CrossValidationOptions { Folds = 2, Neighbours = 0 }).Neighbours);
    }

    private static CrossValidationResult Run(CrossValidationOptions options) =>
        CrossValidation.Run(Features.AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan(), options);

    private static CrossValidationResult Run(int folds, ulong seed = 0) =>
        CrossValidation.Run(Features.AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan(), new CrossValidationOptions { Folds = folds, Seed = seed });
}
