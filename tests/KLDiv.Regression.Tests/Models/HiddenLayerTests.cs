using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests.Models;

public class HiddenLayerTests
{
    private static readonly Tensor<double> Features = Data.Normal(new Random(1), 800, 2);
    private static readonly FitOptions Options = new() { Form = ModelForm.Hidden, HiddenUnits = 8, Seed = 3 };

    [Fact]
    public void A_hidden_layer_learns_what_no_softmax_of_the_features_can()
    {
        Tensor<double> targets = SignsOfProducts();
        double plain = Fit(targets, FitOptions.Default).Loss;
        FitResult fit = Fit(targets, Options);
        Assert.InRange(plain, 0.35, 0.37);
        Assert.InRange(fit.HeldOutLoss!.Value, 0, 0.1);
        Assert.InRange(fit.Loss, 0, 0.1);
        Assert.Equal(fit.Loss, fit.Model.Evaluate(Features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan()), 1e-14);
        Assert.Equal((2, 8, 2), (fit.Model.Features, ((HiddenLayerRegression)fit.Model).HiddenUnits, fit.Model.Support));
    }

    [Fact]
    public void A_seed_determines_every_bit_whatever_the_threads_and_another_seed_another_model()
    {
        Tensor<double> targets = SignsOfProducts();
        double[] one = Weights(Fit(targets, Options with { MaxDegreeOfParallelism = 1, MaximumIterations = 30 }));
        Assert.Equal(one, Weights(Fit(targets, Options with { MaxDegreeOfParallelism = 4, MaximumIterations = 30 })));
        Assert.NotEqual(one, Weights(Fit(targets, Options with { Seed = 4, MaximumIterations = 30 })));
    }

    [Fact]
    public void Where_nothing_can_be_learned_the_held_out_rows_end_the_fit_and_the_best_point_is_kept()
    {
        Tensor<double> noise = Data.Distributions(new Random(9), 800, 6);
        var seen = new List<FitProgress>();
        FitResult fit = DistributionModel.Fit(
            Features.AsReadOnlyTensorSpan(), noise.AsReadOnlyTensorSpan(), Options with { HiddenUnits = 64 }, progress: new Told<FitProgress>(seen.Add));
        Assert.Equal(FitStop.HeldOutRose, fit.Stop);
        Assert.Equal(seen.Min(step => step.HeldOutLoss), fit.HeldOutLoss);
        Assert.True(seen[^1].HeldOutLoss > fit.HeldOutLoss);
        Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.True(pair.Second.Objective <= pair.First.Objective));
    }

    [Fact]
    public void Without_rows_held_out_it_goes_on_until_it_converges()
    {
        FitResult fit = Fit(SignsOfProducts(), Options with { HeldOutShare = 0, L2 = 1e-3, GradientTolerance = 1e-6, HiddenUnits = 4 });
        Assert.Equal((FitStop.Converged, null), (fit.Stop, fit.HeldOutLoss));
        Assert.InRange(fit.GradientNorm, 0, 1e-6);
        Assert.True(fit.Objective > fit.Loss);
    }

    [Fact]
    public void Units_that_the_features_are_in_change_nothing()
    {
        Tensor<double> targets = SignsOfProducts();
        FitOptions options = Options with { MaximumIterations = 20 };
        Tensor<double> other = Tensor.Add(Tensor.Multiply(Features.AsReadOnlyTensorSpan(), 1e-3).AsReadOnlyTensorSpan(), 1);
        double[] expected = Data.Values(Fit(targets, options).Model.Predict(Features.AsReadOnlyTensorSpan()));
        FitResult fit = DistributionModel.Fit(other.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan(), options);
        Assert.All(expected.Zip(Data.Values(fit.Model.Predict(other.AsReadOnlyTensorSpan()))), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void A_cancelled_fit_ends()
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => DistributionModel.Fit(
            Features.AsReadOnlyTensorSpan(), SignsOfProducts().AsReadOnlyTensorSpan(), Options, progress: new Told<FitProgress>(_ => source.Cancel()), cancellationToken: source.Token));
    }

    private static FitResult Fit(Tensor<double> targets, FitOptions options) =>
        DistributionModel.Fit(Features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan(), options);

    private static double[] Weights(FitResult fit) => Data.Values(((HiddenLayerRegression)fit.Model).Weights);

    /// <summary>One class where the features have one sign, another where they differ, told with nine parts in ten.</summary>
    private static Tensor<double> SignsOfProducts() => Tensor.Create(
        [.. Data.Values(Features).Chunk(2).SelectMany(row => row[0] * row[1] > 0 ? new[] { 0.9, 0.1 } : [0.1, 0.9])], [800, 2]);
}
