using KLDiv.TestSupport;

namespace KLDiv.Regression.Tests;

/// <summary>Against the figures of ../shared/data/yeast/published.json: González et al. 2021, and the optima to 12 digits.</summary>
public class YeastTests
{
    private static readonly FitOptions WithoutBias = new() { HasBias = false };

    public static TheoryData<string> Names => ["alpha", "cdc", "cold", "dtt", "spo", "spoem"];

    [SharedTheory("data/yeast")]
    [MemberData(nameof(Names))]
    public void The_fit_reaches_the_optimum_to_1e_11(string name)
    {
        YeastSet set = Find(name);
        FitResult fit = DistributionModel.Fit(set.Features.AsReadOnlyTensorSpan(), set.Targets.AsReadOnlyTensorSpan(), WithoutBias);
        Assert.Equal(1, fit.Loss / set.Optimum, 1e-11);
        Assert.NotEqual(FitStop.IterationLimit, fit.Stop);
    }

    [SharedTheory("data/yeast")]
    [MemberData(nameof(Names))]
    public void Ten_folds_agree_with_the_published_mean_within_half_a_published_deviation(string name)
    {
        YeastSet set = Find(name);
        CrossValidationResult result = CrossValidation.Run(
            set.Features.AsReadOnlyTensorSpan(), set.Targets.AsReadOnlyTensorSpan(), folds: 10, seed: 1, WithoutBias with { GradientTolerance = 1e-6 });
        Assert.InRange(Math.Round(result.Mean, 4), set.FoldMean - (set.FoldDeviation / 2), set.FoldMean + (set.FoldDeviation / 2));
        Assert.InRange(result.StandardDeviation, set.FoldDeviation / 4, set.FoldDeviation * 4);
    }

    [SharedTheory("data/yeast")]
    [MemberData(nameof(Names))]
    public void The_baselines_are_the_published_ones(string name)
    {
        YeastSet set = Find(name);
        Assert.Equal(1, Baselines.Mean(set.Targets.AsReadOnlyTensorSpan()) / set.ConstantMean, 1e-10);
        Assert.Equal(1, Baselines.Uniform(set.Targets.AsReadOnlyTensorSpan()) / set.Uniform, 1e-10);
    }

    [SharedFact("data/yeast")]
    public void A_bias_and_a_penalty_move_the_optimum_the_way_they_must()
    {
        YeastSet set = Find("cold");
        double bare = Loss(set, WithoutBias);
        Assert.True(Loss(set, FitOptions.Default) < bare, "A bias can only help on the data that are fitted.");
        double penalised = Loss(set, WithoutBias with { L2 = 0.01 });
        Assert.InRange(penalised, bare, set.Uniform);
    }

    [SharedFact("data/yeast")]
    public void Fortran_order_fits_like_C_order()
    {
        YeastSet set = new("heat", 0, 0, 0, 0, 0);
        var copy = System.Numerics.Tensors.Tensor.Create(Data.Values(set.Features), set.Features.Lengths);
        FitResult strided = DistributionModel.Fit(set.Features.AsReadOnlyTensorSpan(), set.Targets.AsReadOnlyTensorSpan(), WithoutBias);
        FitResult dense = DistributionModel.Fit(copy.AsReadOnlyTensorSpan(), set.Targets.AsReadOnlyTensorSpan(), WithoutBias);
        Assert.Equal(1, set.Features.Strides[0]);
        Assert.Equal(Data.Values(dense.Softmax().Weights), Data.Values(strided.Softmax().Weights));
    }

    private static double Loss(YeastSet set, FitOptions options) =>
        DistributionModel.Fit(set.Features.AsReadOnlyTensorSpan(), set.Targets.AsReadOnlyTensorSpan(), options).Loss;

    private static YeastSet Find(string name) => Data.Published().Single(set => string.Equals(set.Name, name, StringComparison.Ordinal));
}
