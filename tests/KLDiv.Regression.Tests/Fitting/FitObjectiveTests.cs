using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Tests.Fitting;

public class FitObjectiveTests
{
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 0.3)]
    [InlineData(false, 0.3)]
    public unsafe void The_gradient_is_the_central_difference_of_the_value(bool hasBias, double l2)
    {
        var random = new Random(5);
        Tensor<double> features = Data.Normal(random, 40, 3);
        Tensor<double> targets = Tensor.Multiply(Data.Distributions(random, 40, 6).AsReadOnlyTensorSpan(), 2.5);
        fixed (double* x = &features.GetPinnableReference())
        fixed (double* t = &targets.GetPinnableReference())
        {
            var standard = new StandardFeatures(new RowSet(new MatrixView<double>(features.AsReadOnlyTensorSpan(), x)), hasBias);
            var objective = new FitObjective(
                standard,
                new RowSet(new MatrixView<double>(targets.AsReadOnlyTensorSpan(), t)),
                new FitOptions { HasBias = hasBias, L2 = l2 },
                CancellationToken.None);
            Assert.Equal(hasBias ? 24 : 18, objective.ParameterCount);
            double[] parameters = Data.Values(Data.Normal(random, 1, objective.ParameterCount));
            double[] gradient = new double[parameters.Length];
            double[] unused = new double[parameters.Length];
            objective.Evaluate(parameters, gradient);
            for (int i = 0; i < parameters.Length; i++)
            {
                const double Step = 1e-5;
                double value = parameters[i];
                parameters[i] = value + Step;
                double above = objective.Evaluate(parameters, unused);
                parameters[i] = value - Step;
                double below = objective.Evaluate(parameters, unused);
                parameters[i] = value;
                Assert.Equal((above - below) / (2 * Step), gradient[i], 1e-9);
            }
        }
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(5000, 3)]
    [InlineData(70, 9000)]
    public unsafe void A_value_is_that_of_the_criterion_however_many_blocks_it_takes(int rows, int support)
    {
        var random = new Random(6);
        Tensor<double> features = Data.Normal(random, rows, 2);
        Tensor<double> targets = Data.Distributions(random, rows, support);
        fixed (double* x = &features.GetPinnableReference())
        fixed (double* t = &targets.GetPinnableReference())
        {
            var standard = new StandardFeatures(new RowSet(new MatrixView<double>(features.AsReadOnlyTensorSpan(), x)), centred: true);
            var objective = new FitObjective(
                standard, new RowSet(new MatrixView<double>(targets.AsReadOnlyTensorSpan(), t)), FitOptions.Default, CancellationToken.None);
            double[] zeros = new double[objective.ParameterCount];
            Assert.Equal(1, objective.Evaluate(zeros, new double[zeros.Length]) / Baselines.Uniform(targets.AsReadOnlyTensorSpan()), 1e-12);
        }
    }
}
