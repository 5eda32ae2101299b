using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Tests.Fitting;

public unsafe class FitObjectiveTests
{
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 0.3)]
    [InlineData(false, 0.3)]
    public void The_gradient_of_a_softmax_is_the_central_difference_of_the_value(bool hasBias, double l2) => CheckGradient(
        new FitOptions { HasBias = hasBias, L2 = l2 },
        (data, features, moments, options) => new SoftmaxObjective(features, moments, data.TotalWeight, options, CancellationToken.None));

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0.3)]
    public void The_gradient_of_a_hidden_layer_is_the_central_difference_of_the_value(bool hasBias, double l2) => CheckGradient(
        new FitOptions { HasBias = hasBias, L2 = l2, HiddenUnits = 5 },
        (data, features, moments, options) => new HiddenObjective(
            data, features, moments, options, new HiddenShape(3, options.HiddenUnits, 6, hasBias), CancellationToken.None));

    [Theory]
    [InlineData(2, 3)]
    [InlineData(5000, 3)]
    [InlineData(70, 9000)]
    public void A_value_is_that_of_the_criterion_however_many_blocks_it_takes(int rows, int support)
    {
        var random = new Random(6);
        Tensor<double> features = Data.Normal(random, rows, 2);
        Tensor<double> targets = Data.Distributions(random, rows, support);
        With(features, targets, null, Data.Unpenalised, (data, standard, moments) =>
        {
            var objective = new SoftmaxObjective(standard, moments, data.TotalWeight, Data.Unpenalised, CancellationToken.None);
            double[] zeros = new double[objective.ParameterCount];
            Assert.Equal(1, objective.Evaluate(zeros, new double[zeros.Length]) / Baselines.Uniform(targets.AsReadOnlyTensorSpan()), 1e-12);
        });
    }

    private static void CheckGradient(FitOptions options, Func<FitRows, StandardFeatures, TargetMoments, FitOptions, IFitObjective> make)
    {
        var random = new Random(5);
        Tensor<double> features = Data.Normal(random, 40, 3);
        Tensor<double> targets = Tensor.Multiply(Data.Distributions(random, 40, 6).AsReadOnlyTensorSpan(), 2.5);
        double[] weights = [.. Enumerable.Range(0, 40).Select(row => 0.5 * (row % 4))];
        With(features, targets, weights, options, (data, standard, moments) =>
        {
            IFitObjective objective = make(data, standard, moments, options);
            double[] parameters = Data.Values(Data.Normal(random, 1, objective.ParameterCount));
            double[] gradient = new double[parameters.Length];
            double[] unused = new double[parameters.Length];

            // Those of the padding are 0, and so is what is said of them.
            objective.Evaluate(parameters, gradient);
            for (int i = 0; i < parameters.Length; i++)
            {
                parameters[i] = gradient[i] == 0 || IsPadding(objective, options, i) ? 0 : parameters[i];
            }

            objective.Evaluate(parameters, gradient);
            for (int i = 0; i < parameters.Length; i++)
            {
                const double Step = 1e-5;
                double value = parameters[i];
                if (IsPadding(objective, options, i))
                {
                    Assert.Equal(0, gradient[i]);
                    continue;
                }

                parameters[i] = value + Step;
                double above = objective.Evaluate(parameters, unused);
                parameters[i] = value - Step;
                double below = objective.Evaluate(parameters, unused);
                parameters[i] = value;
                Assert.Equal((above - below) / (2 * Step), gradient[i], 1e-9);
            }
        });
    }

    /// <summary>Rows of eight, of which six belong to the support and five to the hidden layer.</summary>
    private static bool IsPadding(IFitObjective objective, FitOptions options, int index)
    {
        var shape = new HiddenShape(3, options.HiddenUnits, 6, options.HasBias);
        bool isHidden = objective is HiddenObjective && index < shape.WeightsAt;
        return index % 8 >= (isHidden ? 5 : 6);
    }

    private static void With(
        Tensor<double> features, Tensor<double> targets, double[]? weights, FitOptions options, Action<FitRows, StandardFeatures, TargetMoments> test)
    {
        fixed (double* x = &features.GetPinnableReference())
        fixed (double* t = &targets.GetPinnableReference())
        {
            var data = new FitRows(
                new RowSet(new MatrixView<double>(features.AsReadOnlyTensorSpan(), x)),
                new RowSet(new MatrixView<double>(targets.AsReadOnlyTensorSpan(), t)),
                weights);
            var standard = new StandardFeatures(data, options.HasBias, threads: 0, CancellationToken.None);
            test(data, standard, new TargetMoments(data, standard, threads: 0, CancellationToken.None));
        }
    }
}
