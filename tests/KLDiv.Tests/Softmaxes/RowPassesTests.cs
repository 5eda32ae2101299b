using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace KLDiv.Tests.Softmaxes;

/// <summary>Softmaxes of float rows of every length, side by side and one by one, at every width, beside those in double.</summary>
[Collection(Widths.Name)]
public sealed class RowPassesTests
{
    private static readonly int[] s_lengths = [1, 2, 3, 4, 5, 7, 8, 10, 16, 31, 64, 100, 127, 128, 129, 255, 1025];

    /// <summary>What is lost on processors without fused multiplication and addition, beside others: exponents are rounded once more.</summary>
    private static readonly double s_loss = Fma.IsSupported || AdvSimd.IsSupported ? 1 : 40;

    [Fact]
    public void The_logarithm_is_within_six_tenths_of_an_ulp_and_the_softmax_within_two() => Widths.ForEach(width =>
    {
        foreach (int length in s_lengths)
        {
            foreach (double temperature in (double[])[1, 0.3])
            {
                float[] logits = Draw(19, length, peaked: temperature == 1);
                double[] exact = new double[logits.Length], exactLog = new double[logits.Length];
                float[] softmax = new float[logits.Length], log = new float[logits.Length];
                Softmax.Forward<double>(logits.ToDoubles(), exact, temperature, [19, length]);
                LogSoftmax.Forward<double>(logits.ToDoubles(), exactLog, temperature, [19, length]);
                Softmax.Forward<float>(logits, softmax, temperature, [19, length]);
                LogSoftmax.Forward<float>(logits, log, temperature, [19, length]);
                Assert.Equal(0, Worst(exact, softmax), 2.2 * s_loss);
                Assert.Equal(0, Worst(exactLog, log), (0.6 * s_loss) + (1e-16 / float.Epsilon));
            }
        }
    });

    [Fact]
    public void A_row_has_the_same_bits_wherever_it_stands_and_whatever_is_beside_it() => Widths.ForEach(_ =>
    {
        foreach (int length in s_lengths.Where(length => length > 1))
        {
            float[] logits = Draw(35, length, peaked: false), among = new float[logits.Length], alone = new float[length];
            logits[3 * length] = float.NaN;
            logits[17 * length] = float.PositiveInfinity;
            logits[20 * length] = float.NegativeInfinity;
            LogSoftmax.Forward<float>(logits, among, lengths: [35, length]);
            for (int row = 0; row < 35; row++)
            {
                LogSoftmax.Forward<float>(logits.AsSpan(row * length, length), alone);
                Assert.Equal(alone, among.AsSpan(row * length, length).ToArray());
            }
        }
    });

    [Fact]
    public void Gradients_are_those_in_double() => Widths.ForEach(width =>
    {
        foreach (int length in s_lengths)
        {
            float[] log = Draw(19, length, peaked: false), p = new float[log.Length], gradient = Draw(19, length, peaked: false), actual = new float[log.Length];
            LogSoftmax.Forward<float>(log, log, lengths: [19, length]);
            Softmax.Forward<float>(log, p, lengths: [19, length]);
            double[] expected = new double[log.Length];
            LogSoftmax.Backward<double>(log.ToDoubles(), gradient.ToDoubles(), expected, 0.7, [19, length]);
            LogSoftmax.Backward<float>(log, gradient, actual, 0.7, [19, length]);
            Close.Equal(expected, actual.ToDoubles(), i => 5e-7 * s_loss * Largest(expected, i, length), $"{width} bits, {length} classes, logarithm");
            Softmax.Backward<double>(p.ToDoubles(), gradient.ToDoubles(), expected, 0.7, [19, length]);
            Softmax.Backward<float>(p, gradient, actual, 0.7, [19, length]);
            Close.Equal(expected, actual.ToDoubles(), i => ((5e-7 * Largest(expected, i, length)) + 5e-7) * s_loss, $"{width} bits, {length} classes, softmax");
        }
    });

    private static double Largest(double[] values, int i, int length) => values.AsSpan(i / length * length, length).ToArray().Max(Math.Abs);

    /// <summary>The largest distance, in units of the last place of the exact value.</summary>
    private static double Worst(double[] exact, float[] actual) => exact.Zip(actual, (e, a) =>
    {
        float nearest = MathF.Abs((float)e);
        return nearest < 1e-30f ? Math.Abs(e - a) / 1e-37 : Math.Abs(e - a) / (MathF.BitIncrement(nearest) - nearest);
    }).Max();

    private static float[] Draw(int rows, int length, bool peaked)
    {
        Random random = new(length);
        return [.. Enumerable.Range(0, rows * length).Select(i => (float)((random.NextDouble() * 12) - 6 + (peaked && i % length == i / length % length ? 10 * (i / length) : 0)))];
    }
}
