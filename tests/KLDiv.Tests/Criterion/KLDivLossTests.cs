using System.Numerics.Tensors;

namespace KLDiv.Tests.Criterion;

public sealed class KLDivLossTests
{
    private static readonly double[] s_x = [-1, -0.5, -2, -0.2, -3, -0.75];
    private static readonly double[] s_t = [0.4, 0.6, 0.1, 0.9, 0.5, 0.5];

    [Fact]
    public void The_module_means_the_mean_of_probability_targets_by_default()
    {
        KLDivLoss criterion = new();
        Assert.Equal(Reduction.Mean, criterion.Reduction);
        Assert.False(criterion.LogTarget);
        double loss = criterion.Forward(s_x.To<double>([3, 2]), s_t.To<double>([3, 2]))[0];
        Assert.Equal(KLDivergence.Loss<double, double>(s_x, s_t), loss);
    }

    [Theory]
    [InlineData(Reduction.Mean)]
    [InlineData(Reduction.Sum)]
    [InlineData(Reduction.BatchMean)]
    public void A_reduced_loss_has_one_element_and_gradients_have_their_operands_shapes(Reduction reduction)
    {
        KLDivLoss criterion = new(reduction);
        Tensor<float> x = s_x.To<float>([3, 1, 2]);
        Tensor<Half> t = s_t.To<Half>([3, 1, 2]);
        Tensor<float> loss = criterion.Forward(x, t);
        Tensor<float> inputGradient = criterion.Backward(x, t, loss);
        Tensor<Half> targetGradient = criterion.BackwardTarget(x, t, loss);
        Assert.Equal([1], loss.Lengths);
        Assert.Equal([3, 1, 2], inputGradient.Lengths);
        Assert.Equal([3, 1, 2], targetGradient.Lengths);
    }

    [Fact]
    public void Without_a_reduction_everything_has_the_inputs_shape()
    {
        KLDivLoss criterion = new(Reduction.None, logTarget: true);
        Tensor<Half> x = s_x.To<Half>([1, 3, 2]);
        Tensor<double> t = s_x.To<double>([1, 3, 2]);
        Tensor<Half> loss = criterion.Forward(x, t);
        Tensor<Half> inputGradient = criterion.Backward(x, t, x);
        Tensor<double> targetGradient = criterion.BackwardTarget(x, t, x);
        Assert.Equal([1, 3, 2], loss.Lengths);
        Assert.Equal([1, 3, 2], inputGradient.Lengths);
        Assert.Equal([1, 3, 2], targetGradient.Lengths);
        Assert.True(criterion.LogTarget);
    }

    [Fact]
    public void An_upstream_gradient_of_any_shape_serves_a_reduced_loss_if_it_has_one_element()
    {
        KLDivLoss criterion = new(Reduction.Sum);
        Tensor<double> x = s_x.To<double>([3, 2]);
        Tensor<double> t = s_t.To<double>([3, 2]);
        double[] expected = criterion.Backward(x, t, new double[] { 2 }.To<double>([1])).ToDoubles();
        Assert.Equal(expected, criterion.Backward(x, t, new double[] { 2 }.To<double>([1, 1, 1])).ToDoubles());
        Assert.Equal([-0.8, -1.2, -0.2, -1.8, -1, -1], expected);
    }

    [Fact]
    public void Without_an_upstream_gradient_that_of_a_reduced_loss_is_1()
    {
        KLDivLoss criterion = new(Reduction.BatchMean);
        Tensor<double> x = s_x.To<double>([3, 2]);
        Tensor<double> t = s_t.To<double>([3, 2]);
        Tensor<double> one = new double[] { 1 }.To<double>([1]);
        Assert.Equal(criterion.Backward(x, t, one).ToDoubles(), criterion.Backward(x, t).ToDoubles());
        Assert.Equal(criterion.BackwardTarget(x, t, one).ToDoubles(), criterion.BackwardTarget(x, t).ToDoubles());
    }

    [Fact]
    public void An_upstream_tensor_in_double_beside_float_keeps_its_range()
    {
        float[] gradient = new float[1];
        KLDivergence.InputGradient<float, float, double>([-1f], [1e-10f], [1e39], gradient);
        Assert.Equal(-1e29f, gradient[0], 1e23f);
    }

    [Fact]
    public void A_sum_that_Half_cannot_hold_is_infinite_from_the_module_and_a_double_from_the_function()
    {
        double[] x = [.. Enumerable.Repeat(-1000.0, 100)];
        double[] t = [.. Enumerable.Repeat(1.0, 100)];
        Assert.Equal(Half.PositiveInfinity, new KLDivLoss(Reduction.Sum).Forward(x.To<Half>([100]), t.To<Half>([100]))[0]);
        Assert.Equal(100_000.0, KLDivergence.Loss<Half, Half>(x.To<Half>(), t.To<Half>(), Reduction.Sum));
    }

    [Fact]
    public void The_operands_stay_as_they_are()
    {
        Tensor<double> x = s_x.To<double>([3, 2]);
        Tensor<double> t = s_t.To<double>([3, 2]);
        KLDivLoss criterion = new(Reduction.BatchMean);
        Tensor<double> loss = criterion.Forward(x, t);
        criterion.Backward(x, t, loss);
        criterion.BackwardTarget(x, t, loss);
        Assert.Equal(s_x, x.ToDoubles());
        Assert.Equal(s_t, t.ToDoubles());
    }
}
