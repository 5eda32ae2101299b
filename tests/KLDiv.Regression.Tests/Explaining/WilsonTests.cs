namespace KLDiv.Regression.Tests.Explaining;

public sealed class WilsonTests
{
    // Newcombe (1998), Statistics in Medicine 17:857-872, Table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Intervals_are_those_that_were_published(int count, int n, double low, double high)
    {
        (double from, double to) = Wilson.Interval((double)count / n, n);

        Assert.Equal(low, from, 5e-5);
        Assert.Equal(high, to, 5e-5);
    }
}
