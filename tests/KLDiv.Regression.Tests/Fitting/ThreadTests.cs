using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests.Fitting;

/// <summary>Enough rows for many parts.</summary>
public class ThreadTests
{
    private static readonly Tensor<double> Features = Data.Normal(new Random(1), 20_000, 6);
    private static readonly Tensor<double> Targets = Data.Distributions(new Random(2), 20_000, 9);

    [Theory]
    [InlineData(ModelForm.Softmax)]
    [InlineData(ModelForm.Interactions)]
    [InlineData(ModelForm.Hidden)]
    public void The_bits_of_a_fit_do_not_depend_on_its_threads(ModelForm form)
    {
        FitOptions options = new() { Form = form, HiddenUnits = 4, MaximumIterations = 4 };
        double[] expected = Predictions(options with { MaxDegreeOfParallelism = 1 });
        Assert.Equal(expected, Predictions(options with { MaxDegreeOfParallelism = 3 }));
        Assert.Equal(expected, Predictions(options));
    }

    [Fact]
    public void The_first_of_several_wrong_rows_is_named_whichever_thread_meets_it()
    {
        double[] features = Data.Values(Features);
        features[(6 * 19_000) + 2] = double.NaN;
        features[(6 * 700) + 5] = double.PositiveInfinity;
        for (int threads = 1; threads < 5; threads++)
        {
            FitOptions options = new() { MaxDegreeOfParallelism = threads };
            RegressionDataException error = Assert.Throws<RegressionDataException>(() => DistributionModel.Fit(
                Tensor.Create(features, [20_000, 6]).AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan(), options));
            Assert.Equal("features[700, 5] is Infinity; a feature must be finite", error.Message);
        }
    }

    private static double[] Predictions(FitOptions options) => Data.Values(DistributionModel.Fit(
        Features.AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan(), options).Model.Predict(Features.AsReadOnlyTensorSpan()));
}
