using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests.Validation;

public class PenaltyChoiceTests
{
    private static readonly Tensor<double> Features = Data.Normal(new Random(1), 90, 12);

    [Fact]
    public void The_chosen_penalty_is_that_of_least_divergence_on_rows_held_out()
    {
        Tensor<double> targets = Drawn(0.5);
        PenaltyPath path = Choose(targets);
        Assert.Equal(path.Steps.MinBy(step => step.Mean)!.L2, path.Best);
        Assert.All(path.Steps.Zip(path.Steps.Skip(1)), pair => Assert.Equal(Math.Sqrt(10), pair.First.L2 / pair.Second.L2, 1e-12));
        Assert.All(path.Steps, step => Assert.InRange(step.StandardError, 1e-6, step.Mean));

        // Neither end of the path is best where there is something to be learned from too few rows.
        Assert.InRange(path.Best, path.Steps[^1].L2 * 2, path.Steps[0].L2 / 2);
    }

    /// <summary>Each fold of each penalty fitted by itself, from its own start.</summary>
    [Fact]
    public void Warm_starts_give_the_means_of_cold_ones()
    {
        Tensor<double> targets = Drawn(0.5);
        PenaltyPath path = Choose(targets);
        foreach (PenaltyStep step in path.Steps)
        {
            double cold = CrossValidation.Run(
                Features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan(), new CrossValidationOptions { Folds = 5, Fit = new FitOptions { L2 = step.L2 } }).Mean;
            Assert.Equal(cold, step.Mean, 1e-6);
        }
    }

    [Fact]
    public void Where_nothing_can_be_learned_the_penalty_is_large_and_the_path_ends_early()
    {
        PenaltyPath path = Choose(Drawn(0));
        Assert.InRange(path.Best, path.Steps[0].L2 / 40, path.Steps[0].L2);
        Assert.InRange(path.Steps.Count, 5, 9);
    }

    [Theory]
    [InlineData(ModelForm.Interactions)]
    [InlineData(ModelForm.Hidden)]
    public void Every_form_has_its_penalty_and_the_seed_determines_it(ModelForm form)
    {
        FitOptions options = new() { Form = form, HiddenUnits = 3, MaximumIterations = 40 };
        PenaltyPath path = Choose(Drawn(0.5), options);
        PenaltyPath again = Choose(Drawn(0.5), options with { MaxDegreeOfParallelism = 3 });
        Assert.Equal(path.Steps, again.Steps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(91)]
    public void Folds_out_of_range_are_refused(int folds) => Assert.Throws<ArgumentOutOfRangeException>(
        () => PenaltyChoice.Choose(Features.AsReadOnlyTensorSpan(), Drawn(0).AsReadOnlyTensorSpan(), new RegressionOptions { Folds = folds }));

    private static PenaltyPath Choose(Tensor<double> targets, FitOptions? options = null) =>
        PenaltyChoice.Choose(Features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan(), new RegressionOptions { Fit = options ?? FitOptions.Default });

    /// <summary>One of three classes a row, drawn from a softmax of the first two features times the strength.</summary>
    private static Tensor<double> Drawn(double strength)
    {
        var random = new Random(5);
        return Tensor.Create(
            [.. Data.Values(Features).Chunk(12).SelectMany(row =>
            {
                double[] odds = [Math.Exp(2 * strength * row[0]), Math.Exp(2 * strength * row[1]), 1];
                double draw = random.NextDouble() * odds.Sum();
                int which = draw < odds[0] ? 0 : draw < odds[0] + odds[1] ? 1 : 2;
                return Enumerable.Range(0, 3).Select(i => i == which ? 1.0 : 0);
            })],
            [90, 3]);
    }
}
