using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests.Fitting;

public class FitTests
{
    private static readonly Tensor<double> Features = Data.Normal(new Random(1), 300, 5);
    private static readonly Tensor<double> Targets = Data.Distributions(new Random(2), 300, 7);

    public static TheoryData<bool, double> Objectives => new() { { true, 0 }, { false, 0 }, { true, 0.03 }, { false, 0.03 } };

    [Theory]
    [MemberData(nameof(Objectives))]
    public void The_objective_falls_from_the_uniform_distribution_and_never_rises(bool hasBias, double l2)
    {
        var seen = new List<FitProgress>();
        FitResult fit = Fit(Features, Targets, new FitOptions { HasBias = hasBias, L2 = l2 }, seen.Add);
        Assert.Equal(Enumerable.Range(0, fit.Iterations + 1), seen.Select(step => step.Iteration));
        Assert.Equal(Baselines.Uniform(Targets.AsReadOnlyTensorSpan()), seen[0].Loss, 1e-14);
        Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.True(pair.Second.Objective <= pair.First.Objective));
        Assert.Equal(fit.Loss, seen[^1].Loss);
        Assert.Equal(fit.Objective, seen[^1].Objective);
    }

    /// <summary>The condition of a minimum, with gradients taken here from differences of the model's own loss in the features' own units.</summary>
    [Theory]
    [MemberData(nameof(Objectives))]
    public void At_the_end_no_weight_can_be_moved_to_advantage(bool hasBias, double l2)
    {
        Tensor<double> features = Stretched();
        FitResult fit = Fit(features, Targets, new FitOptions { HasBias = hasBias, L2 = l2 });
        double[] scales = Scales(features, hasBias);
        double[] weights = Data.Values(fit.Softmax().Weights);
        double[] bias = fit.Softmax().Bias.ToArray();
        Assert.Equal(fit.Objective, Objective(features, weights, bias, scales, l2), 1e-13);
        for (int i = 0; i < weights.Length; i++)
        {
            double step = 1e-5 / scales[i / bias.Length];
            Assert.Equal(0, Slope(weights, i, step, () => Objective(features, weights, bias, scales, l2)) / scales[i / bias.Length], 1e-8);
        }

        for (int i = 0; i < bias.Length && hasBias; i++)
        {
            Assert.Equal(0, Slope(bias, i, 1e-5, () => Objective(features, weights, bias, scales, l2)), 1e-8);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_units_of_a_feature_do_not_change_what_is_predicted_even_under_a_penalty(bool hasBias)
    {
        var options = new FitOptions { HasBias = hasBias, L2 = 0.01 };
        Tensor<double> kilometres = Tensor.Multiply(Features.AsReadOnlyTensorSpan(), 1e-3);
        double[] expected = Data.Values(Fit(Features, Targets, options).Model.Predict(Features.AsReadOnlyTensorSpan()));
        double[] actual = Data.Values(Fit(kilometres, Targets, options).Model.Predict(kilometres.AsReadOnlyTensorSpan()));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    }

    [Fact]
    public void A_shift_of_a_feature_does_not_change_what_is_predicted_where_there_is_a_bias()
    {
        Tensor<double> shifted = Tensor.Add(Features.AsReadOnlyTensorSpan(), 1e6);
        double[] expected = Data.Values(Fit(Features, Targets).Model.Predict(Features.AsReadOnlyTensorSpan()));
        double[] actual = Data.Values(Fit(shifted, Targets).Model.Predict(shifted.AsReadOnlyTensorSpan()));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Evaluate_gives_the_loss_of_the_fit_and_predictions_are_distributions()
    {
        FitResult fit = Fit(Stretched(), Targets);
        Assert.Equal(fit.Loss, fit.Model.Evaluate(Stretched().AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan()), 1e-13);
        Tensor<double> log = fit.Model.Predict(Stretched().AsReadOnlyTensorSpan());
        Assert.Equal(fit.Loss, KLDivergence.Loss(log, Targets, Reduction.BatchMean), 1e-13);
        Assert.All(Data.Values(log).Chunk(7), row => Assert.Equal(1, row.Sum(Math.Exp), 1e-14));
    }

    [Fact]
    public void Weights_sum_to_zero_over_the_support()
    {
        FitResult fit = Fit(Features, Targets);
        Assert.All(Data.Values(fit.Softmax().Weights).Chunk(7), row => Assert.Equal(0, row.Sum(), 1e-12));
        Assert.Equal(0, fit.Softmax().Bias.ToArray().Sum(), 1e-12);
    }

    [Fact]
    public void Without_a_bias_the_bias_is_zero()
    {
        Assert.All(Fit(Stretched(), Targets, new FitOptions { L2 = 0, HasBias = false }).Softmax().Bias.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_bias_alone_learns_the_mean_distribution()
    {
        FitResult fit = Fit(Tensor.CreateFromShape<double>([300, 1]), Targets);
        double[] mean = Baselines.MeanDistribution(Targets.AsReadOnlyTensorSpan());
        Assert.All(fit.Softmax().Bias.ToArray().Zip(mean), pair => Assert.Equal(pair.Second, Math.Exp(pair.First) / Partition(fit.Softmax().Bias), 1e-8));
        Assert.Equal(Baselines.Mean(Targets.AsReadOnlyTensorSpan()), fit.Loss, 1e-13);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(-1e300)]
    public void A_constant_column_gets_no_weight_beside_a_bias_and_changes_nothing(double constant)
    {
        FitResult expected = Fit(Features, Targets);
        FitResult actual = Fit(WithColumn(Features, constant), Targets);
        double[] weights = Data.Values(actual.Softmax().Weights);
        Assert.All(weights[^7..], weight => Assert.Equal(0, weight));

        // The eigenvectors of one column more round otherwise.
        Assert.All(Data.Values(expected.Softmax().Weights).Zip(weights), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.All(expected.Softmax().Bias.ToArray().Zip(actual.Softmax().Bias.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void A_constant_column_serves_as_the_bias_where_there_is_none()
    {
        double expected = Fit(Features, Targets).Loss;
        double actual = Fit(WithColumn(Features, 42), Targets, new FitOptions { L2 = 0, HasBias = false }).Loss;
        Assert.Equal(1, actual / expected, 1e-10);
    }

    [Fact]
    public void A_column_that_is_there_twice_changes_no_prediction()
    {
        var twice = Tensor.ConcatenateOnDimension(1, [Features, Features]);
        FitResult expected = Fit(Features, Targets);
        FitResult actual = Fit(twice, Targets);
        Assert.Equal(1, actual.Loss / expected.Loss, 1e-11);
        Assert.NotEqual(FitStop.IterationLimit, actual.Stop);
    }

    /// <summary>Where MathNet's minimiser alone loses its direction of descent and throws.</summary>
    [Fact]
    public void Nearly_collinear_columns_end_at_the_optimum_that_rounding_allows()
    {
        Tensor<double> noise = Tensor.Multiply(Data.Normal(new Random(3), 300, 5).AsReadOnlyTensorSpan(), 1e-6);
        var near = Tensor.ConcatenateOnDimension(1, [Features, Tensor.Add(Features.AsReadOnlyTensorSpan(), noise.AsReadOnlyTensorSpan())]);
        var apart = Tensor.ConcatenateOnDimension(1, [Features, noise]);
        FitResult fit = Fit(near, Targets, new FitOptions { L2 = 0, GradientTolerance = 1e-14 });
        Assert.Equal(1, fit.Loss / Fit(apart, Targets).Loss, 0.02);
        Assert.True(fit.Loss <= Fit(Features, Targets).Loss * (1 + 1e-12), "More columns can only help on the data that are fitted.");
        Assert.Equal(FitStop.NoFurtherProgress, fit.Stop);
        Assert.InRange(fit.Evaluations, fit.Iterations, 2000);
    }

    [Fact]
    public void One_row_is_fitted_to_its_own_distribution()
    {
        var features = Tensor.Create<double>([1, 2, 3], [1, 3]);
        var targets = Tensor.Create([0.2, 0.3, 0.5], [1, 3]);
        FitResult fit = Fit(features, targets);
        Assert.Equal(0, fit.Loss, 1e-13);
        Assert.All(
            Data.Values(fit.Model.Predict(features.AsReadOnlyTensorSpan())).Zip([0.2, 0.3, 0.5]),
            pair => Assert.Equal(pair.Second, Math.Exp(pair.First), 1e-7));
    }

    [Fact]
    public void A_support_of_one_point_needs_no_iteration()
    {
        Tensor<double> ones = Tensor.CreateFromShape<double>([300, 1]);
        ones.Fill(1);
        FitResult fit = Fit(Features, ones);
        Assert.Equal((0.0, 0, FitStop.Converged), (fit.Loss, fit.Iterations, fit.Stop));
    }

    [Fact]
    public void Too_few_iterations_end_with_the_best_so_far_and_say_so()
    {
        FitResult fit = Fit(Features, Targets, new FitOptions { L2 = 0, MaximumIterations = 3 });
        Assert.Equal((FitStop.IterationLimit, 3), (fit.Stop, fit.Iterations));
        Assert.InRange(fit.Loss, 0, Baselines.Mean(Targets.AsReadOnlyTensorSpan()));
    }

    [Fact]
    public void Targets_are_fitted_in_proportion_to_what_a_row_sums_to()
    {
        double[] values = Data.Values(Targets);
        TensorPrimitives.Multiply(values, 1e9, values);
        FitResult scaled = Fit(Features, Tensor.Create(values, [300, 7]));
        FitResult plain = Fit(Features, Targets);
        Assert.All(
            Data.Values(plain.Softmax().Weights).Zip(Data.Values(scaled.Softmax().Weights)),
            pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    }

    [Fact]
    public void Rows_of_zeros_contribute_nothing()
    {
        var features = Tensor.ConcatenateOnDimension(0, [Features, Data.Normal(new Random(4), 20, 5)]);
        var targets = Tensor.ConcatenateOnDimension(0, [Targets, Tensor.CreateFromShape<double>([20, 7])]);
        FitResult fit = Fit(features, targets, new FitOptions { L2 = 0, HasBias = false });
        Assert.Equal(1, fit.Loss * 320 / 300 / Fit(Features, Targets, new FitOptions { L2 = 0, HasBias = false }).Loss, 1e-11);
        Assert.Equal(0, Fit(features, Tensor.CreateFromShape<double>([320, 7])).Loss);
    }

    [Fact]
    public void Fits_at_the_same_time_on_many_threads_give_the_same_bits()
    {
        double[] expected = Data.Values(Fit(Features, Targets).Softmax().Weights);
        double[][] results = [.. Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8).Select(_ => Data.Values(Fit(Features, Targets).Softmax().Weights))];
        Assert.All(results, weights => Assert.Equal(expected, weights));
    }

    [Fact]
    public void Floats_and_halves_fit_like_the_doubles_that_they_are()
    {
        Tensor<float> features = Tensor.ConvertTruncating<double, float>(Features.AsReadOnlyTensorSpan());
        Tensor<Half> targets = Tensor.ConvertTruncating<double, Half>(Targets.AsReadOnlyTensorSpan());
        FitResult narrow = DistributionModel.Fit(features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan(), Data.Unpenalised);
        FitResult wide = Fit(
            Tensor.ConvertTruncating<float, double>(features.AsReadOnlyTensorSpan()), Tensor.ConvertTruncating<Half, double>(targets.AsReadOnlyTensorSpan()));
        Assert.Equal(Data.Values(wide.Softmax().Weights), Data.Values(narrow.Softmax().Weights));
    }

    [Fact]
    public void A_cancelled_fit_ends_within_an_iteration()
    {
        using var source = new CancellationTokenSource();
        int last = -1;
        Assert.Throws<OperationCanceledException>(() => DistributionModel.Fit(
            Features.AsReadOnlyTensorSpan(),
            Targets.AsReadOnlyTensorSpan(),
            progress: new Told<FitProgress>(step =>
            {
                last = step.Iteration;
                if (step.Iteration == 2)
                {
                    source.Cancel();
                }
            }),
            cancellationToken: source.Token));
        Assert.Equal(2, last);
    }

    private static FitResult Fit(Tensor<double> features, Tensor<double> targets, FitOptions? options = null, Action<FitProgress>? progress = null) =>
        DistributionModel.Fit(features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan(), options ?? Data.Unpenalised, progress: progress is null ? null : new Told<FitProgress>(progress));

    /// <summary>The features in units of their own and away from zero.</summary>
    private static Tensor<double> Stretched()
    {
        double[] values = Data.Values(Features);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (values[i] + (i % 5)) * Math.Pow(100, (i % 5) - 2);
        }

        return Tensor.Create(values, [300, 5]);
    }

    private static double[] Scales(Tensor<double> features, bool centred)
    {
        double[][] rows = [.. Data.Values(features).Chunk(5)];
        return [.. Enumerable.Range(0, 5).Select(column =>
        {
            double mean = centred ? rows.Average(row => row[column]) : 0;
            return Math.Sqrt(rows.Average(row => (row[column] - mean) * (row[column] - mean)));
        })];
    }

    /// <summary>The objective of the documentation, computed plainly.</summary>
    private static double Objective(Tensor<double> features, double[] weights, double[] bias, double[] scales, double l2)
    {
        double[][] targets = [.. Data.Values(Targets).Chunk(bias.Length)];
        double loss = Data.Values(features).Chunk(scales.Length).Zip(targets, (x, t) =>
        {
            double[] logits = [.. bias.Select((b, s) => b + x.Select((value, f) => value * weights[(f * bias.Length) + s]).Sum())];
            double logSum = Math.Log(logits.Sum(Math.Exp));
            return t.Select((probability, s) => probability == 0 ? 0 : probability * (Math.Log(probability) - logits[s] + logSum)).Sum();
        }).Average();
        return loss + (l2 * weights.Select((weight, i) => Math.Pow(weight * scales[i / bias.Length], 2)).Sum());
    }

    private static double Slope(double[] values, int index, double step, Func<double> objective)
    {
        double value = values[index];
        values[index] = value + step;
        double above = objective();
        values[index] = value - step;
        double below = objective();
        values[index] = value;
        return (above - below) / (2 * step);
    }

    private static double Partition(ReadOnlySpan<double> logits)
    {
        double sum = 0;
        foreach (double logit in logits)
        {
            sum += Math.Exp(logit);
        }

        return sum;
    }

    private static Tensor<double> WithColumn(Tensor<double> features, double constant)
    {
        Tensor<double> column = Tensor.CreateFromShape<double>([features.Lengths[0], 1]);
        column.Fill(constant);
        return Tensor.ConcatenateOnDimension(1, [features, column]);
    }

    private static Tensor<double> FirstFeatureTells()
    {
        double[] values = new double[600];
        double[] features = Data.Values(Features);
        for (int row = 0; row < 300; row++)
        {
            values[(2 * row) + (features[row * 5] > 0 ? 1 : 0)] = 1;
        }

        return Tensor.Create(values, [300, 2]);
    }
}
