using System.Numerics;

namespace KLDiv.Tests.Criterion;

[Collection(Widths.Name)]
public sealed class LogProbabilitiesTests
{
    [Fact]
    public void Logarithms_are_within_one_ulp_at_every_length_and_width()
    {
        Widths.ForEach(_ =>
        {
            for (int length = 0; length <= 70; length++)
            {
                Assert.All(Logarithms<float>(length), pair => Assert.InRange(Math.Abs((float)pair.Exact - pair.Found), 0, Ulp((float)pair.Exact)));
                Assert.All(Logarithms<double>(length), pair => Assert.InRange(Math.Abs(pair.Exact - pair.Found), 0, Ulp(pair.Exact)));
            }
        });
    }

    [Fact]
    public void A_distribution_is_at_divergence_0_from_its_own_logarithms_at_every_width() => Widths.ForEach(_ =>
    {
        for (int length = 1; length <= 70; length++)
        {
            MustBeAt0<float>(length);
            MustBeAt0<double>(length);
        }
    });

    [Fact]
    public void Special_values_are_the_same_at_every_width() => Widths.ForEach(_ =>
    {
        float[] logs = new float[19];
        logs.AsSpan().Fill(1);
        (logs[0], logs[1], logs[17], logs[18]) = (0, -1, float.NaN, float.Epsilon);
        LogProbabilities.FromProbabilities<float>(logs, logs);
        Assert.Equal(float.NegativeInfinity, logs[0]);
        Assert.Equal(float.NaN, logs[1]);
        Assert.All(logs[2..17], log => Assert.Equal(0, log));
        Assert.Equal(float.NaN, logs[17]);
        Assert.Equal(Math.Log(float.Epsilon), logs[18], 1e-5);
    });

    private static IEnumerable<(double Exact, double Found)> Logarithms<T>(int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] probabilities = Probabilities<T>(length), logs = new T[length];
        LogProbabilities.FromProbabilities<T>(probabilities, logs);
        return probabilities.Zip(logs, (p, log) => (Math.Log(double.CreateChecked(p)), double.CreateChecked(log)));
    }

    private static T Ulp<T>(T value)
        where T : IFloatingPointIeee754<T> => T.BitIncrement(T.Abs(value)) - T.Abs(value);

    private static void MustBeAt0<T>(int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] probabilities = Probabilities<T>(length), logs = new T[length];
        LogProbabilities.FromProbabilities<T>(probabilities, logs);
        Assert.Equal(0, KLDivergence.Loss<T, T>(logs, probabilities, Reduction.Sum));
    }

    private static T[] Probabilities<T>(int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating(Math.Exp(-20 * random.NextDouble())))];
    }
}
