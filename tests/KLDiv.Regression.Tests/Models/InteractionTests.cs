using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests.Models;

public class InteractionTests
{
    private static readonly Tensor<double> Targets = Data.Distributions(new Random(2), 200, 4);

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 0.02)]
    [InlineData(false, 0.02)]
    public void Interactions_are_fitted_like_explicit_columns_of_products(bool hasBias, double l2)
    {
        Tensor<double> features = Tensor.Add(Data.Normal(new Random(1), 200, 3).AsReadOnlyTensorSpan(), 5);
        FitOptions options = new() { HasBias = hasBias, L2 = l2 };
        FitResult inner = Fit(features, options with { Form = ModelForm.Interactions });
        Tensor<double> explicitly = WithProducts(features, hasBias);
        FitResult outer = Fit(explicitly, options);
        var model = Assert.IsType<InteractionRegression>(inner.Model);
        Assert.Equal([(0, 1), (0, 2), (1, 2)], model.Products);
        Assert.Equal(outer.Objective, inner.Objective, 1e-12);
        Assert.Equal(inner.Loss, inner.Model.Evaluate(features.AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan()), 1e-12);
        Assert.All(
            Data.Values(outer.Model.Predict(explicitly.AsReadOnlyTensorSpan())).Zip(Data.Values(inner.Model.Predict(features.AsReadOnlyTensorSpan()))),
            pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Products_that_are_the_same_everywhere_drop_out()
    {
        // Two columns of one category, a constant one, and a number: only the number's products with the category remain.
        double[] values = [.. Enumerable.Range(0, 200).SelectMany(row => new[] { row % 3 == 0 ? 1.0 : 0, row % 3 == 1 ? 1 : 0, 7, row / 100.0 })];
        FitResult fit = Fit(Tensor.Create(values, [200, 4]), new FitOptions { Form = ModelForm.Interactions });
        Assert.Equal([(0, 3), (1, 3)], ((InteractionRegression)fit.Model).Products);
        Assert.Equal(0, ((InteractionRegression)fit.Model).Scales[2]);
        Assert.Equal(FitStop.Converged, fit.Stop);
    }

    [Fact]
    public void One_feature_has_no_products_and_is_fitted_like_the_plain_form()
    {
        Tensor<double> features = Data.Normal(new Random(4), 200, 1);
        FitResult plain = Fit(features, FitOptions.Default), fit = Fit(features, new FitOptions { Form = ModelForm.Interactions });
        Assert.Empty(((InteractionRegression)fit.Model).Products);
        Assert.Equal(plain.Loss, fit.Loss, 1e-13);
    }

    [Fact]
    public void Too_many_features_for_products_are_refused()
    {
        Tensor<double> wide = Tensor.CreateFromShape<double>([200, 1025]);
        Assert.Equal(
            "features has shape [200, 1025], targets has shape [200, 4]; interactions are fitted of at most 1024 features",
            Assert.Throws<RegressionDataException>(() => Fit(wide, new FitOptions { Form = ModelForm.Interactions })).Message);
    }

    private static FitResult Fit(Tensor<double> features, FitOptions options) =>
        DistributionModel.Fit(features.AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan(), options);

    /// <summary>The standardised features and their products, worked out plainly.</summary>
    private static Tensor<double> WithProducts(Tensor<double> features, bool centred)
    {
        double[][] rows = [.. Data.Values(features).Chunk(3)];
        double[] means = [.. Enumerable.Range(0, 3).Select(i => centred ? rows.Average(row => row[i]) : 0)];
        double[] scales = [.. Enumerable.Range(0, 3).Select(i => Math.Sqrt(rows.Average(row => Math.Pow(row[i] - means[i], 2))))];
        return Tensor.Create(
            [.. rows.SelectMany(row =>
            {
                double[] z = [.. row.Select((x, i) => (x - means[i]) / scales[i])];
                return new[] { z[0], z[1], z[2], z[0] * z[1], z[0] * z[2], z[1] * z[2] };
            })],
            [200, 6]);
    }
}
