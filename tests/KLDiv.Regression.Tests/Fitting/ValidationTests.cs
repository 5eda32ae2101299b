using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests.Fitting;

/// <summary>What is refused, in the words that a user reads.</summary>
public class ValidationTests
{
    private const string FeatureRule = "a feature must be finite";
    private const string TargetRule = "a target must be finite and at least 0";

    public static TheoryData<int[], int[], string, string> Shapes => new()
    {
        { [6], [3, 2], "features", "features has shape [6]; it must be [rows, features], with at least one of each" },
        { [0, 2], [0, 2], "features", "features has shape [0, 2]; it must be [rows, features], with at least one of each" },
        { [3, 0], [3, 2], "features", "features has shape [3, 0]; it must be [rows, features], with at least one of each" },
        { [3, 2], [3, 2, 1], "targets", "targets has shape [3, 2, 1]; it must be [rows, support], with at least one of each" },
        { [3, 2], [3, 0], "targets", "targets has shape [3, 0]; it must be [rows, support], with at least one of each" },
        { [3, 2], [4, 5], "targets", "features has shape [3, 2], targets has shape [4, 5]; they must have the same number of rows" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Shapes_that_do_not_fit_are_named(int[] features, int[] targets, string operand, string message)
    {
        Tensor<double> x = Tensor.CreateFromShape<double>(Array.ConvertAll(features, length => (nint)length));
        Tensor<double> t = Tensor.CreateFromShape<double>(Array.ConvertAll(targets, length => (nint)length));
        foreach (RegressionDataException error in new[]
        {
            Assert.Throws<RegressionDataException>(() => DistributionModel.Fit(x.AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan())),
            Assert.Throws<RegressionDataException>(() => CrossValidation.Run(x.AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan(), new CrossValidationOptions { Folds = 2 })),
        })
        {
            Assert.Equal((operand, message), (error.Operand, error.Message));
        }
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void A_feature_that_is_not_finite_is_named(double value, string text)
    {
        Tensor<double> features = Data.Normal(new Random(1), 4, 3);
        features[2, 1] = value;
        Tensor<double> targets = Data.Distributions(new Random(2), 4, 2);
        DistributionModel model = Model();
        string expected = $"features[2, 1] is {text}; {FeatureRule}";
        Assert.Equal(expected, Message(() => DistributionModel.Fit(features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan())));
        Assert.Equal(expected, Message(() => model.Predict(features.AsReadOnlyTensorSpan())));
        Assert.Equal(expected, Message(() => model.Evaluate(features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan())));
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(-0.125, "-0.125")]
    public void A_target_that_is_not_finite_and_at_least_0_is_named(double value, string text)
    {
        Tensor<double> features = Data.Normal(new Random(1), 4, 3);
        Tensor<double> targets = Data.Distributions(new Random(2), 4, 2);
        targets[3, 0] = value;
        string expected = $"targets[3, 0] is {text}; {TargetRule}";
        Assert.Equal(expected, Message(() => DistributionModel.Fit(features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan())));
        Assert.Equal(expected, Message(() => Model().Evaluate(features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan())));
    }

    [Fact]
    public void A_target_row_whose_sum_overflows_is_named()
    {
        var targets = Tensor.Create([0.5, 0.5, 1e308, 1e308], [2, 2]);
        Assert.Equal(
            $"row 1 of targets sums to Infinity; {TargetRule}",
            Message(() => DistributionModel.Fit(Data.Normal(new Random(1), 2, 1).AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan())));
    }

    [Fact]
    public void Data_that_are_not_the_models_are_named()
    {
        DistributionModel model = Model();
        Tensor<double> features = Data.Normal(new Random(1), 4, 2);
        Assert.Equal(
            "features has shape [4, 2], the model takes 3 features; the last length must be 3",
            Message(() => model.Predict(features.AsReadOnlyTensorSpan())));
        Assert.Equal(
            "targets has shape [4, 5], the model has a support of 2; the last length must be 2",
            Message(() => model.Evaluate(Data.Normal(new Random(1), 4, 3).AsReadOnlyTensorSpan(), Data.Distributions(new Random(2), 4, 5).AsReadOnlyTensorSpan())));
        ArgumentException error = Assert.Throws<ArgumentException>(() => model.Predict(
            Data.Normal(new Random(1), 4, 3).AsReadOnlyTensorSpan(), Tensor.CreateFromShape<double>([4, 3]).AsTensorSpan()));
        Assert.StartsWith("logProbabilities has shape [4, 3], the result has shape [4, 2]; they must be equal.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_refused_where_they_are_set()
    {
        Assert.All([-1, double.NaN, double.PositiveInfinity], value => Refused("The penalty L2 must be a finite number of at least 0.", () => new FitOptions { L2 = value }));
        Assert.All(
            [0, 1e-15, double.NaN, double.PositiveInfinity],
            value => Refused("The gradient tolerance must be a finite number of at least 1e-14.", () => new FitOptions { GradientTolerance = value }));
        Refused("The largest number of iterations must be at least 1.", () => new FitOptions { MaximumIterations = 0 });
    }

    [Fact]
    public void Predictions_go_into_a_strided_destination()
    {
        DistributionModel model = Model();
        Tensor<double> features = Data.Normal(new Random(3), 2000, 3);
        double[] columns = new double[4000];
        model.Predict(features.AsReadOnlyTensorSpan(), new TensorSpan<double>(columns, [2000, 2], [1, 2000]));
        double[] expected = Data.Values(model.Predict(features.AsReadOnlyTensorSpan()));
        Assert.Equal(expected, Enumerable.Range(0, 4000).Select(i => columns[(i / 2) + (i % 2 * 2000)]));
    }

    private static DistributionModel Model() => DistributionModel.Fit(
        Data.Normal(new Random(21), 30, 3).AsReadOnlyTensorSpan(), Data.Distributions(new Random(22), 30, 2).AsReadOnlyTensorSpan()).Model;

    private static string Message(Action action) => Assert.Throws<RegressionDataException>(action).Message;

    private static void Refused(string message, Func<FitOptions> make) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal);
}
