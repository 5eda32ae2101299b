using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests.Fitting;

/// <summary>Problems on which plain descent is slow or lost: collinear features, rare classes, one-hot targets, values at the ends of the range.</summary>
public class HardProblemTests
{
    [Fact]
    public void Many_narrow_bins_of_which_some_hold_a_single_row_converge()
    {
        (Tensor<double> features, Tensor<double> targets) = Binned(rows: 3000, bins: 60);
        FitResult fit = Fit(features, targets, new FitOptions { L2 = 1e-4 });
        Assert.Equal(FitStop.Converged, fit.Stop);
        Assert.InRange(fit.Evaluations, 1, 150);
        double[] mean = Baselines.MeanDistribution(targets.AsReadOnlyTensorSpan());
        Assert.Contains(mean, share => share is > 0 and < 1e-3);
        Assert.True(fit.Loss < Baselines.Mean(targets.AsReadOnlyTensorSpan()));
    }

    [Fact]
    public void Bins_that_no_row_fell_into_and_no_penalty_still_end()
    {
        (Tensor<double> features, Tensor<double> targets) = Binned(rows: 300, bins: 100);
        FitResult fit = Fit(features, targets, new FitOptions { L2 = 0, MaximumIterations = 300 });
        Assert.True(double.IsFinite(fit.Loss));
        Assert.InRange(fit.Loss, 0, Baselines.Mean(targets.AsReadOnlyTensorSpan()));
        Assert.All(Data.Values(fit.Softmax().Weights), weight => Assert.True(double.IsFinite(weight)));
    }

    [Fact]
    public void Collinear_features_converge_like_independent_ones()
    {
        Tensor<double> independent = Data.Normal(new Random(3), 500, 6);
        Tensor<double> mixed = Tensor.Create(
            [.. Data.Values(independent).Chunk(6).SelectMany(row => row.Concat([row[0] + row[1], row[2] - (1e-4 * row[3]), row.Sum()]))], [500, 9]);
        Tensor<double> targets = Data.Distributions(new Random(4), 500, 8);
        FitResult plain = Fit(independent, targets, Data.Unpenalised), fit = Fit(mixed, targets, Data.Unpenalised);
        Assert.Equal((FitStop.Converged, FitStop.Converged), (plain.Stop, fit.Stop));
        Assert.Equal(plain.Loss, fit.Loss, 1e-12);
        Assert.InRange(fit.Evaluations, 1, plain.Evaluations + 10);
    }

    [Theory]
    [InlineData(1e307)]
    [InlineData(1e-300)]
    public void Features_at_the_ends_of_the_range_are_fitted_like_any(double unit)
    {
        Tensor<double> features = Data.Normal(new Random(5), 100, 3), targets = Data.Distributions(new Random(6), 100, 4);
        FitResult plain = Fit(features, targets, Data.Unpenalised);
        FitResult fit = Fit(Tensor.Multiply(features.AsReadOnlyTensorSpan(), unit), targets, Data.Unpenalised);
        Assert.Equal(plain.Loss, fit.Loss, 1e-12);
    }

    [Fact]
    public void Fewer_rows_than_features_are_fitted_the_closer_the_smaller_the_penalty_is()
    {
        Tensor<double> features = Data.Normal(new Random(7), 10, 30), targets = Data.Distributions(new Random(8), 10, 5);
        FitResult fit = Fit(features, targets, new FitOptions { L2 = 1e-3 });
        Assert.Equal(FitStop.Converged, fit.Stop);
        FitResult looser = Fit(features, targets, new FitOptions { L2 = 1e-6 });
        Assert.InRange(looser.GradientNorm, 0, 1e-7);
        Assert.InRange(looser.Loss, 0, 0.1 * fit.Loss);
    }

    [Fact]
    public void One_column_for_each_level_and_cells_that_are_empty_end_at_the_shares_without_weights_that_cancel()
    {
        // The columns sum to 1, and four of the cells push their weights to infinity, so the fit lasts until the Hessian is taken anew.
        int[][] counts = [[2, 7, 4, 5, 0], [0, 6, 7, 1, 1], [1, 9, 10, 5, 2], [3, 0, 8, 0, 4]];
        (int Level, int Class)[] rows = [.. counts.SelectMany((of, level) => of.SelectMany((count, @class) => Enumerable.Repeat((level, @class), count)))];
        double[] classes = [.. rows.SelectMany(row => Enumerable.Range(0, 5).Select(@class => row.Class == @class ? 1.0 : 0))];
        Tensor<double> features = KLDiv.Regression.Columns.OneHot<int>([.. rows.Select(row => row.Level)], [0, 1, 2, 3]);
        FitResult fit = Fit(features, Tensor.Create(classes, [rows.Length, 5]), Data.Unpenalised);
        double exact = counts.Sum(of => of.Where(count => count > 0).Sum(count => -count * Math.Log(count / (double)of.Sum()))) / rows.Length;
        Assert.True(fit.Iterations > 24);
        Assert.Equal(exact, fit.Loss, 1e-8);
        Assert.All(Data.Values(fit.Softmax().Weights), weight => Assert.InRange(weight, -100, 100));
    }

    private static FitResult Fit(Tensor<double> features, Tensor<double> targets, FitOptions options) =>
        DistributionModel.Fit(features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan(), options);

    /// <summary>A normal number whose mean and spread depend on the features, in one of many bins of equal width.</summary>
    private static (Tensor<double> Features, Tensor<double> Targets) Binned(int rows, int bins)
    {
        Tensor<double> features = Data.Normal(new Random(1), rows, 4);
        double[] noise = Data.Values(Data.Normal(new Random(2), rows, 1));
        double[] values = [.. Data.Values(features).Chunk(4).Select((row, i) => row[0] + (0.5 * row[1]) + (Math.Exp(0.4 * row[2]) * noise[i]))];
        double low = values.Min(), width = (values.Max() - low) / bins;
        double[] targets = new double[rows * bins];
        for (int row = 0; row < rows; row++)
        {
            targets[(row * bins) + Math.Min(bins - 1, (int)((values[row] - low) / width))] = 1;
        }

        return (features, Tensor.Create(targets, [rows, bins]));
    }
}
