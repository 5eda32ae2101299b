using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests.Scores;

public class BaselinesTests
{
    /// <summary>Two rows, one at each end; the middle is never used.</summary>
    private static readonly Tensor<double> Ends = Tensor.Create<double>([1, 0, 0, 0, 0, 1], [2, 3]);

    [Fact]
    public void A_point_that_no_target_uses_adds_nothing()
    {
        Assert.Equal([0.5, 0, 0.5], Baselines.MeanDistribution(Ends.AsReadOnlyTensorSpan()));
        Assert.Equal(Math.Log(2), Baselines.Mean(Ends.AsReadOnlyTensorSpan()), 1e-15);
        Assert.Equal(Math.Log(3), Baselines.Uniform(Ends.AsReadOnlyTensorSpan()), 1e-15);
    }

    [Fact]
    public void Rows_count_by_what_they_sum_to()
    {
        var targets = Tensor.Create<double>([3, 0, 0, 1], [2, 2]);
        Assert.Equal([0.75, 0.25], Baselines.MeanDistribution(targets.AsReadOnlyTensorSpan()));
    }

    [Fact]
    public void Targets_of_zeros_are_at_no_distance_from_anything()
    {
        Tensor<double> zeros = Tensor.CreateFromShape<double>([2, 3]);
        Assert.Equal(0, Baselines.Mean(zeros.AsReadOnlyTensorSpan()));
        Assert.All(Baselines.MeanDistribution(zeros.AsReadOnlyTensorSpan()), p => Assert.Equal(1.0 / 3, p));
        Assert.Equal(0, Baselines.Uniform(zeros.AsReadOnlyTensorSpan()));
    }

    [Fact]
    public void No_constant_does_better_than_the_mean()
    {
        Tensor<double> targets = Data.Distributions(new Random(13), 100, 5);
        double best = Baselines.Mean(targets.AsReadOnlyTensorSpan());
        double[] mean = Baselines.MeanDistribution(targets.AsReadOnlyTensorSpan());
        var random = new Random(14);
        for (int trial = 0; trial < 100; trial++)
        {
            double[] other = [.. mean.Select(p => p * (1 + (0.1 * (random.NextDouble() - 0.5))))];
            double sum = other.Sum();
            double[] log = [.. Enumerable.Range(0, 500).Select(i => Math.Log(other[i % 5] / sum))];
            Assert.True(KLDivergence.Loss(Tensor.Create(log, [100, 5]), targets, Reduction.BatchMean) > best);
        }
    }

    [Fact]
    public void Wrong_targets_are_refused()
    {
        string message = Assert.Throws<RegressionDataException>(() => Baselines.Mean(new ReadOnlyTensorSpan<double>([0.5, double.NaN], [1, 2], []))).Message;
        Assert.Equal("targets[0, 1] is NaN; a target must be finite and at least 0", message);
        message = Assert.Throws<RegressionDataException>(() => Baselines.Uniform(new ReadOnlyTensorSpan<double>([0.5, -2], [1, 2], []))).Message;
        Assert.Equal("targets[0, 1] is -2; a target must be finite and at least 0", message);
        message = Assert.Throws<RegressionDataException>(() => Baselines.MeanDistribution(new ReadOnlyTensorSpan<double>([0.5, 0.5]))).Message;
        Assert.Equal("targets has shape [2]; it must be [rows, support], with at least one of each", message);
    }
}
