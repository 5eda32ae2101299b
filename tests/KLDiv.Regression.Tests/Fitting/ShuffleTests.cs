using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Tests.Fitting;

public class ShuffleTests
{
    /// <summary>The first outputs of the reference implementation for this seed.</summary>
    [Fact]
    public void The_generator_is_SplitMix64()
    {
        ulong state = 1234567;
        ulong[] outputs = [.. Enumerable.Range(0, 5).Select(_ => Shuffle.Next(ref state))];
        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821], outputs);
    }

    [Fact]
    public void An_order_is_a_permutation_that_the_seed_determines()
    {
        int[] order = Shuffle.Order(1000, 42);
        Assert.Equal(order, Shuffle.Order(1000, 42));
        Assert.NotEqual(order, Shuffle.Order(1000, 43));
        Assert.Equal(Enumerable.Range(0, 1000), order.Order());
    }

    [Fact]
    public void Every_order_of_three_comes_up_as_often_as_any_other()
    {
        int[] counts = [.. Enumerable.Range(0, 6000).Select(seed => Shuffle.Order(3, (ulong)seed))
            .GroupBy(order => (order[0], order[1])).Select(group => group.Count())];
        Assert.Equal(6, counts.Length);
        Assert.All(counts, count => Assert.InRange(count, 880, 1120));
    }
}
