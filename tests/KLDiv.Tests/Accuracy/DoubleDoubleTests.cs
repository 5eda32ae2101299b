using KLDiv.Benchmarks.Accuracy;

namespace KLDiv.Tests.Accuracy;

/// <summary>The reference of docs/accuracy.md, against digits from mpmath at 400 bits.</summary>
public sealed class DoubleDoubleTests
{
    private static readonly double Tolerance = Math.ScaleB(1, -95);

    [Theory]
    [InlineData(0.0, 1.0, 0.0)]
    [InlineData(1.0, 2.718281828459045, 1.4456468917292502e-16)]
    [InlineData(-1.0, 0.36787944117144233, -1.2428753672788363e-17)]
    [InlineData(0.5, 1.6487212707001282, -4.731568479435833e-17)]
    [InlineData(-0.0001, 0.9999000049998333, 1.3450636599724633e-18)]
    [InlineData(3e-10, 1.0000000003, -2.477711130171765e-17)]
    [InlineData(-7.25, 0.000710174388842549, 3.546078199295509e-20)]
    [InlineData(-20.125, 1.8189616875530459e-09, 3.508617072894393e-26)]
    public void The_exponential_has_95_bits(double x, double high, double low) =>
        AssertClose(new(high, low), DoubleDouble.Exp(x), Tolerance * high);

    [Theory]
    [InlineData(1.0, 0.0, 0.0)]
    [InlineData(2.0, 0.6931471805599453, 2.3190468138462996e-17)]
    [InlineData(3.0, 1.0986122886681098, -9.07129723500153e-17)]
    [InlineData(0.1, -2.3025850929940455, -1.7150243628057985e-16)]
    [InlineData(0.999999, -1.000000500029089e-06, 6.48066860222922e-23)]
    [InlineData(1.0000001, 9.999999505838704e-08, 1.5249709528441489e-24)]
    [InlineData(1e-07, -16.11809565095832, 5.860990484933356e-16)]
    [InlineData(1e-30, -69.07755278982137, -2.286179106246918e-15)]
    public void The_logarithm_has_95_bits(double x, double high, double low) =>
        AssertClose(new(high, low), DoubleDouble.Log(x), Tolerance * Math.Max(1, Math.Abs(high)));

    [Fact]
    public void Sums_and_products_keep_what_a_double_rounds_away()
    {
        DoubleDouble third = new(1.0 / 3, Math.FusedMultiplyAdd(-(1.0 / 3), 3, 1) / 3);

        AssertClose(1, third + third + third, Math.ScaleB(1, -103));
        AssertClose(1, third * 3, Math.ScaleB(1, -103));
        AssertClose(Math.ScaleB(1, -80), (DoubleDouble)1 + Math.ScaleB(1, -80) - 1, 0);
    }

    private static void AssertClose(DoubleDouble expected, DoubleDouble actual, double tolerance)
    {
        DoubleDouble difference = actual - expected;
        Assert.True(Math.Abs(difference.High) <= tolerance, $"off by {difference.High}, allowed is {tolerance}");
    }
}
