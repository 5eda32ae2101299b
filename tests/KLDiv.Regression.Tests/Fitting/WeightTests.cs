using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests.Fitting;

/// <summary>Weights of rows: a row of weight k is k rows, in every form of model.</summary>
public class WeightTests
{
    private static readonly Tensor<double> Features = Data.Normal(new Random(1), 120, 3);
    private static readonly Tensor<double> Targets = Data.Distributions(new Random(2), 120, 5);
    private static readonly int[] Counts = [.. Enumerable.Range(0, 120).Select(row => (row * 7 % 4) + 1)];

    public static TheoryData<ModelForm, bool> Forms => new()
    {
        { ModelForm.Softmax, true }, { ModelForm.Softmax, false }, { ModelForm.Interactions, true }, { ModelForm.Hidden, true },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_weight_counts_like_as_many_equal_rows(ModelForm form, bool hasBias)
    {
        FitOptions options = new()
        {
            Form = form,
            HasBias = hasBias,
            L2 = 0.01,
            HiddenUnits = 3,
            HeldOutShare = 0,
            GradientTolerance = form == ModelForm.Hidden ? 1e-7 : 1e-9,
        };
        FitResult weighted = Fit(Features, Targets, options, [.. Counts.Select(count => 0.25 * count)]);
        FitResult repeated = Fit(Repeat(Features), Repeat(Targets), options);
        Assert.Equal(repeated.Objective, weighted.Objective, 1e-10);
        Assert.All(
            Data.Values(repeated.Model.Predict(Features.AsReadOnlyTensorSpan())).Zip(Data.Values(weighted.Model.Predict(Features.AsReadOnlyTensorSpan()))),
            pair => Assert.Equal(pair.First, pair.Second, form == ModelForm.Hidden ? 1e-3 : 1e-6));
        Assert.Equal(
            weighted.Loss,
            weighted.Model.Evaluate(Features.AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan(), [.. Counts.Select(count => (double)count)]),
            1e-12);
    }

    [Fact]
    public void A_row_of_weight_0_is_not_read()
    {
        Tensor<double> features = Tensor.ConcatenateOnDimension(0, [Features, Features]);
        Tensor<double> targets = Tensor.ConcatenateOnDimension(0, [Targets, Targets]);
        for (int row = 120; row < 240; row++)
        {
            features[row, 1] = double.NaN;
            targets[row, 2] = -1;
        }

        double[] weights = [.. Enumerable.Repeat(1.0, 120), .. Enumerable.Repeat(0.0, 120)];
        FitResult fit = Fit(features, targets, Data.Unpenalised, weights);
        Assert.Equal(Data.Values(Fit(Features, Targets, Data.Unpenalised).Softmax().Weights), Data.Values(fit.Softmax().Weights));
        Assert.Equal(fit.Loss, fit.Model.Evaluate(features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan(), weights), 1e-13);
    }

    [Fact]
    public void Weights_that_cannot_be_are_named()
    {
        double[] weights = [.. Enumerable.Repeat(1.0, 120)];
        Assert.Equal("there are 119 weights and 120 rows; there must be one a row", Message(weights[..119]));
        weights[7] = -2;
        Assert.Equal("the weight of row 7 is -2; a weight must be finite and at least 0", Message(weights));
        weights[7] = double.NaN;
        Assert.Equal("the weight of row 7 is NaN; a weight must be finite and at least 0", Message(weights));
        Assert.Equal("the weights of the rows sum to 0; they must sum to a finite number above 0", Message(new double[120]));
    }

    private static string Message(double[] weights)
    {
        RegressionDataException error = Assert.Throws<RegressionDataException>(() => Fit(Features, Targets, Data.Unpenalised, weights));
        Assert.Equal("weights", error.Operand);
        return error.Message;
    }

    [Theory]
    [InlineData(ModelForm.Softmax)]
    [InlineData(ModelForm.Interactions)]
    [InlineData(ModelForm.Hidden)]
    public void The_default_penalty_is_one_over_twice_the_sum_of_the_weights(ModelForm form)
    {
        FitOptions options = new() { Form = form, HiddenUnits = 2, HeldOutShare = 0, GradientTolerance = 1e-6 };
        double[] weights = [.. Enumerable.Repeat(3.0, (int)Features.Lengths[0])];
        double penalty = 1 / (2 * 3.0 * Features.Lengths[0]);
        FitResult fit = Fit(Features, Targets, options, weights);
        Assert.Equal(penalty, fit.L2, 1e-18);
        Assert.Equal(Fit(Features, Targets, options with { L2 = penalty }, weights).Objective, fit.Objective, 1e-15);
    }

    private static FitResult Fit(Tensor<double> features, Tensor<double> targets, FitOptions options, double[]? weights = null) =>
        DistributionModel.Fit(features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan(), options, weights);

    private static Tensor<double> Repeat(Tensor<double> rows)
    {
        int columns = (int)rows.Lengths[1];
        double[] values = [.. Data.Values(rows).Chunk(columns).SelectMany((row, i) => Enumerable.Repeat(row, Counts[i]).SelectMany(copy => copy))];
        return Tensor.Create(values, [values.Length / columns, columns]);
    }
}
