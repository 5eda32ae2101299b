using System.Numerics.Tensors;
using KLDiv.Regression.Tests.Tables;

namespace KLDiv.Regression.Tests.Fitting;

/// <summary>Classes that can be told without fail, of which the minimum lies at infinity; and those that nearly can.</summary>
public class SeparationTests
{
    /// <summary>A level in which class 1 never happens, and the rest as it may be.</summary>
    [Fact]
    public void A_class_that_never_happens_with_a_level_is_named()
    {
        FitResult fit = Fit([0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 0, 2], 3);
        Assert.Equal((FitStop.MinimumAtInfinity, 0), (fit.Stop, fit.L2));
        Separation only = Assert.Single(fit.Separations);
        Assert.Equal((1, 0.0, true), (only.Class, only.Bound, only.IsAbove));
        Assert.Equal([0], only.Terms);

        // Where the class never happens it is all but ruled out, where it does all is as observed, and no weight is large.
        double[] q = Data.Values(fit.Model.Predict<double>(Tensor.Create<double>([0, 1], [2, 1])));
        Assert.Equal([1 / 3.0, 1 / 3.0, 1 / 3.0], q[..3].Select(Math.Exp), (x, y) => Math.Abs(x - y) < 1e-5);
        Assert.InRange(Math.Exp(q[4]), 0, 1e-5);
        Assert.All(Data.Values(fit.Softmax().Weights), weight => Assert.InRange(Math.Abs(weight), 0, 60));
    }

    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4 }, new[] { 0, 0, 1, 1 }, true)]
    [InlineData(new double[] { 1, 2, 2, 3 }, new[] { 0, 0, 1, 1 }, true)]
    [InlineData(new double[] { 1, 3, 2, 4 }, new[] { 0, 0, 1, 1 }, false)]
    [InlineData(new double[] { 2, 2, 2, 2 }, new[] { 0, 0, 1, 1 }, false)]
    public void A_number_separates_where_the_classes_do_not_overlap(double[] x, int[] classes, bool separates)
    {
        FitResult fit = Fit(x, classes, 2);
        Assert.Equal(separates, fit.Stop == FitStop.MinimumAtInfinity);
        Assert.Equal(separates, fit.Separations.Count > 0);
        Assert.All(Data.Values(fit.Softmax().Weights), weight => Assert.InRange(Math.Abs(weight), 0, 60));
    }

    [Fact]
    public void Without_a_bias_only_a_bound_at_0_separates()
    {
        Assert.Equal(FitStop.MinimumAtInfinity, Fit([-2, -1, 1, 2], [0, 0, 1, 1], 2, hasBias: false).Stop);
        Assert.NotEqual(FitStop.MinimumAtInfinity, Fit([1, 2, 3, 4], [0, 0, 1, 1], 2, hasBias: false).Stop);
    }

    [Fact]
    public void A_class_that_is_never_seen_is_named_without_a_feature()
    {
        FitResult fit = Fit([1, 3, 2, 4], [0, 0, 2, 2], 3);
        Separation only = Assert.Single(fit.Separations);
        Assert.Equal((FitStop.MinimumAtInfinity, 1, 0), (fit.Stop, only.Class, only.Terms.Count));
    }

    /// <summary>No feature alone, but the sum of both.</summary>
    [Theory]
    [InlineData(ModelForm.Softmax)]
    [InlineData(ModelForm.Interactions)]
    public void Features_that_separate_together_are_found_on_the_way_of_vanishing_penalties(ModelForm form)
    {
        Tensor<double> x = Data.Normal(new Random(3), 200, 2);
        double[] values = Data.Values(x), targets = new double[400];
        for (int row = 0; row < 200; row++)
        {
            targets[(2 * row) + (values[2 * row] + values[(2 * row) + 1] > 0.1 ? 1 : 0)] = 1;
        }

        FitOptions options = Data.Unpenalised with { Form = form };
        FitResult fit = DistributionModel.Fit<double, double>(x, Tensor.Create(targets, [200, 2]), options);
        Assert.Equal(FitStop.MinimumAtInfinity, fit.Stop);
        Assert.Equal([0, 1], Assert.Single(fit.Separations).Terms.Take(2).Order());

        // One row on the other side, and there is a minimum.
        int far = Enumerable.Range(0, 200).MaxBy(row => values[2 * row] + values[(2 * row) + 1]);
        (targets[2 * far], targets[(2 * far) + 1]) = (1, 0);
        FitResult finite = DistributionModel.Fit<double, double>(x, Tensor.Create(targets, [200, 2]), Data.Unpenalised);
        Assert.Equal((FitStop.Converged, 0), (finite.Stop, finite.Separations.Count));
    }

    [Fact]
    public void A_hidden_layer_that_reproduces_its_rows_has_no_minimum_either()
    {
        FitOptions options = Data.Unpenalised with { Form = ModelForm.Hidden, HiddenUnits = 4, HeldOutShare = 0, MaximumIterations = 500 };
        var x = Tensor.Create<double>([1, 2, 3, 4, 5, 9], [6, 1]);
        var between = Tensor.Create<double>([1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0], [6, 2]);
        Assert.Equal(FitStop.MinimumAtInfinity, DistributionModel.Fit<double, double>(x, between, options).Stop);
        Assert.NotEqual(FitStop.MinimumAtInfinity, DistributionModel.Fit<double, double>(x, between, options with { L2 = null }).Stop);
    }

    [Fact]
    public void A_penalty_has_a_minimum_and_nothing_is_said()
    {
        TableOptions options = new() { Value = "y", Bins = BinRule.Parse("0:3:1") };
        const string Text = "day,y\nMon,0.5\nMon,1.5\nTue,0.5\nTue,0.7\nTue,2.5\n";
        Assert.Empty(TableRegression.Fit(Table.Read(Text, options)).Warnings);
        Assert.Equal(
            "without a penalty the minimum lies at infinity: '2:3' never happens where 'day' is 'Mon', '1:2' never happens where 'day' is 'Tue', "
            + "'1:2' never happens where 'day' is not 'Mon', and 1 more case; --l2 brings it back (1/(2 rows) is the default), and what was fitted is the model of a penalty of 1e-10",
            Assert.Single(TableRegression.Fit(Table.Read(Text, options), new RegressionOptions { Fit = Data.Unpenalised }).Warnings));
    }

    /// <summary>Weights in the feature's own unit would have to hold more digits than there are.</summary>
    [Fact]
    public void The_divergence_is_that_of_the_model_that_is_returned()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => 1e15 + (0.5 * (i % 7)))];
        Tensor<double> features = Tensor.Create(x, [40, 1]), targets = Data.Distributions(new Random(5), 40, 3);
        FitResult fit = DistributionModel.Fit<double, double>(features, targets);
        Assert.Equal(0, fit.OffsetColumn);
        Assert.Equal(fit.Model.Evaluate<double, double>(features, targets), fit.Loss);
        Assert.Null(DistributionModel.Fit<double, double>(Tensor.Create([.. x.Select(value => value - 1e15)], [40, 1]), targets).OffsetColumn);
    }

    private static FitResult Fit(double[] x, int[] classes, int support, bool hasBias = true)
    {
        double[] targets = new double[x.Length * support];
        for (int row = 0; row < x.Length; row++)
        {
            targets[(row * support) + classes[row]] = 1;
        }

        return DistributionModel.Fit<double, double>(Tensor.Create(x, [x.Length, 1]), Tensor.Create(targets, [x.Length, support]), Data.Unpenalised with { HasBias = hasBias });
    }
}
