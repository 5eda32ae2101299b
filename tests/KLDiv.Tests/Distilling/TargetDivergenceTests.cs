using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Tests.Distilling;

/// <summary>Logits against targets in one call, beside the criterion over the logarithm of their softmax in double.</summary>
[Collection(Widths.Name)]
public sealed class TargetDivergenceTests
{
    private const int Rows = 19;

    private static readonly int[] s_lengths = [1, 2, 3, 4, 5, 8, 10, 31, 100, 128, 129, 1000, 40000];

    [Fact]
    public void Losses_and_gradients_are_those_of_the_three_calls_it_stands_for() => Widths.ForEach(width =>
    {
        foreach (int length in s_lengths.Where(length => length < 40000 || width == 512))
        {
            (double[] logits, double[] target) = Draw(length);
            foreach (bool logTarget in (bool[])[false, true])
            {
                Check<double, double>(logits, target, length, logTarget, 1e-12);
                Check<float, float>(logits, target, length, logTarget, 1e-6);
                Check<float, Half>(logits, target, length, logTarget, 1e-6);
            }
        }
    });

    [Fact]
    public void Near_rows_are_exact_and_never_negative() => Widths.ForEach(width =>
    {
        foreach (int length in (int[])[2, 10, 33, 128, 300, 1000])
        {
            foreach (double distance in (double[])[0.1, 1e-2, 1e-3, 1e-4])
            {
                Random random = new(length);
                double[] logits = [.. Enumerable.Range(0, Rows * length).Select(_ => (random.NextDouble() * 8) - 4)], target = new double[logits.Length], moved = new double[logits.Length];
                Softmax.Forward<double>(logits, target, lengths: [Rows, length]);
                float[] z = [.. logits.Select(x => (float)(x + (distance * random.NextDouble())))], t = target.To<float>();
                double[] losses = new double[Rows];
                TargetDivergence.PerRow<float, float>(z, t, losses, lengths: [Rows, length]);
                LogSoftmax.Forward<double>(z.ToDoubles(), moved, lengths: [Rows, length]);
                for (int row = 0; row < Rows; row++)
                {
                    double mass = t.AsSpan(row * length, length).ToArray().Sum(x => (double)x);
                    double exact = mass * Enumerable.Range(row * length, length).Sum(i => PairExcess(t[i] / mass, moved[i]));
                    Assert.True(losses[row] >= 0);
                    Close.Equal(exact, losses[row], (1e-6 * exact) + 1e-19, $"{width} bits, {length} classes, {distance} apart, row {row}");
                }
            }
        }
    });

    [Fact]
    public void Classes_are_the_negative_log_likelihood_and_mix_with_a_target() => Widths.ForEach(_ =>
    {
        foreach (int length in (int[])[2, 10, 200])
        {
            (double[] logits, double[] target) = Draw(length);
            int[] classes = [.. Enumerable.Range(0, Rows).Select(row => row * 7 % length)];
            double[] x = new double[logits.Length];
            LogSoftmax.Forward<double>(logits, x, lengths: [Rows, length]);
            double likelihood = -classes.Select((c, row) => x[(row * length) + c]).Average();
            double divergence = TargetDivergence.Loss<double, double>(logits, target, lengths: [Rows, length]);
            foreach (double share in (double[])[0.3, 1])
            {
                TargetOptions options = new(classShare: share);
                double expected = (share * likelihood) + ((1 - share) * divergence);
                Close.Equal(expected, TargetDivergence.Loss<double, double>(logits, share == 1 ? default : target, options, classes, lengths: [Rows, length]), 1e-12 * expected, "double");
                float[] gradient = new float[logits.Length];
                double actual = TargetDivergence.LossAndGradient<float, float>(
                    logits.To<float>(), share == 1 ? default : target.To<float>(), gradient, options with { Reduction = RowReduction.Sum }, classes, lengths: [Rows, length]);
                Close.Equal(expected, actual / Rows, 1e-6 * expected, "float");
                Assert.All(gradient.Select((g, i) => (g, i)), pair =>
                {
                    double mixed = ((1 - share) * target[pair.i]) + (classes[pair.i / length] == pair.i % length ? share : 0);
                    double q = Math.Exp(x[pair.i]) * (share + ((1 - share) * target.AsSpan(pair.i / length * length, length).ToArray().Sum()));
                    Assert.Equal(q - mixed, pair.g, 1e-6);
                });
            }
        }
    });

    [Fact]
    public void Special_values_follow_the_convention() => Widths.ForEach(_ =>
    {
        const double Inf = double.PositiveInfinity;
        Assert.Equal(Math.Log(2), PerRow([0, 0, -Inf], [0.5, 0.5, 0], [-1])[0] + Math.Log(2), 1e-7);
        Assert.Equal(Inf, PerRow([0, 0, -Inf], [0.5, 0.25, 0.25], [-1])[0]);
        Assert.Equal(double.NaN, PerRow([0, 0, 1], [1.5, -0.5, 0], [-1])[0]);
        Assert.Equal(double.NaN, PerRow([0, double.NaN, 1], [0.5, 0.5, 0], [-1])[0]);
        Assert.Equal("logits has no finite logit in row 0; there is no softmax of it. (Parameter 'logits')", Assert.Throws<ArgumentException>(() => PerRow([-Inf, -Inf, -Inf], [1, 0, 0], [-1])).Message);
        Assert.Equal("classes[0] is 3; there are 3 classes, from 0 to 2. (Parameter 'classes')", Assert.Throws<ArgumentException>(() => PerRow([1, 2, 3], [1, 0, 0], [3])).Message);
        Assert.Throws<ArgumentException>("options", () => TargetDivergence.Loss<float, float>([1, 2], default));
        Assert.Throws<ArgumentOutOfRangeException>(() => TargetDivergence.Loss<float, float>([1, 2], [1, 0], new(classShare: 1.5), [0]));
    });

    [Fact]
    public void Weights_axes_and_memory_in_place_are_as_everywhere()
    {
        (double[] logits, double[] target) = Draw(7);
        float[] z = logits.To<float>(), t = target.To<float>(), gradient = new float[z.Length];
        double[] weights = [.. Enumerable.Range(0, Rows).Select(row => row % 4 * 0.5)], losses = new double[Rows];
        TargetDivergence.PerRow<float, float>(z, t, losses, lengths: [Rows, 7]);
        float[] spoiled = [.. z.Select((value, i) => weights[i / 7] == 0 ? float.NaN : value)];
        double loss = TargetDivergence.LossAndGradient<float, float>(spoiled, t, gradient, rowWeights: weights, lengths: [Rows, 7]);
        Close.Equal(losses.Zip(weights, (l, w) => l * w).Sum() / weights.Sum(), loss, 1e-14 * loss, "weighted mean");
        Assert.Equal(loss, TargetDivergence.LossAndGradient<float, float>(spoiled, t, spoiled, rowWeights: weights, lengths: [Rows, 7]));
        Assert.Equal(gradient, spoiled);

        Tensor<float> across = Tensor.PermuteDimensions(Tensor.Create(z, [Rows, 7]), [1, 0]), targetAcross = Tensor.PermuteDimensions(Tensor.Create(t, [Rows, 7]), [1, 0]);
        Close.Equal(losses.Average(), TargetDivergence.Loss(across.AsReadOnlyTensorSpan(), targetAcross.AsReadOnlyTensorSpan(), axis: 0), 1e-14 * loss, "another axis");

        double[] ofTensors = new double[Rows], ofTensorSpans = new double[Rows];
        TargetDivergence.PerRow(across, targetAcross, ofTensors, axis: 0);
        TargetDivergence.PerRow(across.AsReadOnlyTensorSpan(), targetAcross.AsReadOnlyTensorSpan(), ofTensorSpans, axis: 0);
        Assert.Equal(losses, ofTensors);
        Assert.Equal(losses, ofTensorSpans);
        Tensor<float> gradientAcross = Tensor.CreateFromShape<float>([7, Rows]);
        Assert.Equal(TargetDivergence.Loss(across, targetAcross, rowWeights: weights, axis: 0), TargetDivergence.LossAndGradient(across, targetAcross, gradientAcross, rowWeights: weights, axis: 0));
        Assert.Equal(gradient, Tensor.PermuteDimensions(gradientAcross, [1, 0]).ToArray());
    }

    private static double[] PerRow(double[] logits, double[] target, int[] classes)
    {
        double[] losses = new double[1], inDouble = new double[1];
        TargetOptions options = new(classShare: classes[0] < 0 ? 0 : 0.5);
        TargetDivergence.PerRow<float, float>(logits.To<float>(), target.To<float>(), losses, options, classes[0] < 0 ? default : classes);
        TargetDivergence.PerRow<double, double>(logits, target, inDouble, options, classes[0] < 0 ? default : classes);
        Assert.Equal(inDouble[0], losses[0], 1e-6);
        return losses;
    }

    private static void Check<TLogits, TTarget>(double[] logits, double[] target, int length, bool logTarget, double tolerance)
        where TLogits : unmanaged, IFloatingPointIeee754<TLogits>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        const double T = 1.3;
        TLogits[] z = logits.To<TLogits>(), gradient = new TLogits[z.Length];
        TTarget[] t = [.. target.Select(p => TTarget.CreateTruncating(logTarget ? Math.Max(-20, Math.Log(p)) : p))];
        double[] x = new double[z.Length], p = [.. t.ToDoubles().Select(value => logTarget ? Math.Exp(value) : value)];
        LogSoftmax.Forward<double>(z.ToDoubles(), x, T, [Rows, length]);
        double[] losses = new double[Rows], expected = new double[Rows];
        KLDivergence.PerRow<double, double>(x, t.ToDoubles(), expected, logTarget, lengths: [Rows, length]);
        TargetDivergence.PerRow<TLogits, TTarget>(z, t, losses, new(logTarget) { Temperature = T }, lengths: [Rows, length]);
        double rounding = 2 * (typeof(TTarget) == typeof(double) ? 1e-14 : typeof(TTarget) == typeof(float) ? 5e-7 : 4e-3);
        Close.Equal(expected, losses, i => (tolerance * Math.Abs(expected[i])) + rounding, $"{length} classes, {typeof(TTarget).Name}, log {logTarget}");
        double loss = TargetDivergence.LossAndGradient<TLogits, TTarget>(z, t, gradient, new(logTarget) { Temperature = T, Reduction = RowReduction.Sum }, lengths: [Rows, length]);
        Close.Equal(losses.Sum(), loss, 1e-13 * losses.Sum(Math.Abs), "sum");
        double[] masses = [.. p.Chunk(length).Select(row => row.Sum())];
        Close.Equal([.. x.Select((log, i) => ((masses[i / length] * Math.Exp(log)) - p[i]) / T)], gradient.ToDoubles(), i => tolerance * masses[i / length], "gradient");
    }

    private static double PairExcess(double p, double logQ)
    {
        double d = logQ - Math.Log(p);
        return p * (Math.Abs(d) < 1e-2 ? d * d * ((1.0 / 2) + (d * ((1.0 / 6) + (d * ((1.0 / 24) + (d * ((1.0 / 120) + (d / 720)))))))) : Math.Exp(d) - 1 - d);
    }

    /// <summary>Targets with zeros, some of sums that are not 1.</summary>
    private static (double[] Logits, double[] Target) Draw(int length)
    {
        Random random = new(length);
        double[] logits = [.. Enumerable.Range(0, Rows * length).Select(_ => (double)(float)((random.NextDouble() * 10) - 5))], target = new double[logits.Length];
        Softmax.Forward<double>([.. logits.Select(_ => random.NextDouble() * 6)], target, lengths: [Rows, length]);
        return (logits, [.. target.Select((p, i) => (double)(float)(i % 5 == 3 && length > 3 ? 0 : p * (i / length % 3 == 0 ? 1 : 1.5)))]);
    }
}
