using KLDiv.TestSupport;

namespace KLDiv.Regression.Tests;

/// <summary>Against the figures of ../shared/data/yeast/published.json: González et al. 2021, and the optima to 12 digits.</summary>
public class YeastTests
{
    private static readonly FitOptions WithoutBias = new() { L2 = 0, HasBias = false };

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
            set.Features.AsReadOnlyTensorSpan(), set.Targets.AsReadOnlyTensorSpan(), new CrossValidationOptions { Folds = 10, Seed = 1, Fit = WithoutBias with { GradientTolerance = 1e-6 } });
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
        Assert.True(Loss(set, Data.Unpenalised) < bare, "A bias can only help on the data that are fitted.");
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

    /// <summary>Every tenth row predicted from the others: against a stable sort of all distances in NumPy, and its figures.</summary>
    [SharedTheory("data/yeast")]
    [InlineData("alpha", 0.00653298923918, 0.0144175285586, 0.231344324411, 0.762192912535, 0.993586344624, 0.957918234067)]
    [InlineData("cdc", 0.00875078028912, 0.0179319434879, 0.243855540578, 0.729787860112, 0.991739195117, 0.952095758061)]
    [InlineData("cold", 0.0126495981223, 0.0536142380319, 0.143631620867, 0.246676054095, 0.987810863471, 0.938750782066)]
    [InlineData("diau", 0.014834126291, 0.038935517207, 0.211589372924, 0.457858970095, 0.986437587738, 0.936575193983)]
    [InlineData("dtt", 0.00774164472121, 0.0403715072309, 0.109985667797, 0.188448358531, 0.992808455248, 0.953664320202)]
    [InlineData("elu", 0.00722769187275, 0.01744039234, 0.214868101966, 0.637596198053, 0.992989234995, 0.954993072647)]
    [InlineData("heat", 0.0138811461785, 0.0440061153484, 0.192924786901, 0.387887449978, 0.986637679058, 0.936147512921)]
    [InlineData("spo", 0.0303799650502, 0.0642217493702, 0.270338392525, 0.56259774606, 0.971310058509, 0.907019773925)]
    [InlineData("spo5", 0.0305795804753, 0.0927693535282, 0.186319058033, 0.285897271831, 0.972398760604, 0.907230646472)]
    [InlineData("spoem", 0.0309399422749, 0.0973901100562, 0.145238356542, 0.201941747385, 0.973003099003, 0.902609889944)]
    public void Four_neighbours_are_those_of_an_independent_search(
        string name, double kl, double chebyshev, double clark, double canberra, double cosine, double intersection)
    {
        YeastSet set = new(name, 0, 0, 0, 0, 0);
        double[] tenth = [.. Enumerable.Range(0, (int)set.Features.Lengths[0]).Select(row => row % 10 == 0 ? 1.0 : 0.0)];
        var model = NearestNeighbours.Fit(
            set.Features.AsReadOnlyTensorSpan(), set.Targets.AsReadOnlyTensorSpan(), rowWeights: [.. tenth.Select(weight => 1 - weight)]);
        DistributionScores figures = DistributionScores.Of(
            model, set.Features.AsReadOnlyTensorSpan(), set.Targets.AsReadOnlyTensorSpan(), rowWeights: tenth);
        double[] expected = [kl, chebyshev, clark, canberra, cosine, intersection];
        double[] actual = [figures.KL, figures.Chebyshev, figures.Clark, figures.Canberra, figures.Cosine, figures.Intersection];
        Assert.All(expected.Zip(actual), pair => Assert.Equal(1, pair.Second / pair.First, 1e-10));
        Assert.Equal(247, figures.Rows);
    }

    /// <summary>What the figures of one set come to when all ten folds are cut three times: a constant is worse than the model, and neighbours are worse still.</summary>
    [SharedFact("data/yeast")]
    public void The_model_beats_the_baselines_on_every_figure_of_cold()
    {
        YeastSet set = Find("cold");
        CrossValidationResult result = CrossValidation.Run(
            set.Features.AsReadOnlyTensorSpan(),
            set.Targets.AsReadOnlyTensorSpan(),
            new CrossValidationOptions { Repeats = 3, Seed = 1, Fit = WithoutBias with { GradientTolerance = 1e-5 }, NeighboursAreStandardised = false });
        foreach (ScoreSummary other in new[] { result.ConstantMean, result.Uniform, result.Neighbours! })
        {
            Assert.True(result.Model.Mean.KL < other.Mean.KL);
            Assert.True(result.Model.Mean.Chebyshev < other.Mean.Chebyshev);
            Assert.True(result.Model.Mean.Clark < other.Mean.Clark);
            Assert.True(result.Model.Mean.Canberra < other.Mean.Canberra);
            Assert.True(result.Model.Mean.Cosine > other.Mean.Cosine);
            Assert.True(result.Model.Mean.Intersection > other.Mean.Intersection);
        }

        Assert.Equal(1, result.ConstantMean.Mean.KL / set.ConstantMean, 2e-3);
        Assert.Equal(1, result.Uniform.Mean.KL / set.Uniform, 2e-3);
        Assert.Equal(1, result.Neighbours!.Mean.KL / 0.01397, 1e-2);
    }

    private static double Loss(YeastSet set, FitOptions options) =>
        DistributionModel.Fit(set.Features.AsReadOnlyTensorSpan(), set.Targets.AsReadOnlyTensorSpan(), options).Loss;

    private static YeastSet Find(string name) => Data.Published().Single(set => string.Equals(set.Name, name, StringComparison.Ordinal));
}
