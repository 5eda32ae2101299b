using KLDiv.Pages.Charts;

namespace KLDiv.Pages.Tests.Charts;

public sealed class ScaleTests
{
    [Fact]
    public void Ticks_of_a_linear_scale_are_round_ascending_and_inside_and_hardly_more_than_there_is_room_for()
    {
        Random random = new(1);
        for (int i = 0; i < 5000; i++)
        {
            double from = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 8));
            double to = from + (Math.Abs(from) + 1e-6) * Math.Pow(10, random.Next(-3, 3)) * (0.1 + random.NextDouble());
            int most = random.Next(2, 12);

            Tick[] ticks = [.. new LinearScale(from, to).Ticks(most)];

            Assert.True(ticks.Length >= 2, $"{from} to {to}: {ticks.Length}");
            Assert.True(ticks.Length <= Math.Max(most, 5), $"{from} to {to}: {ticks.Length} of {most}");
            Assert.Equal(ticks.OrderBy(tick => tick.Value), ticks);
            Assert.All(ticks, tick => Assert.InRange(tick.Value, from - ((to - from) * 1e-6), to + ((to - from) * 1e-6)));
        }
    }

    [Fact]
    public void Steps_are_exact_in_decimal() =>
        Assert.Equal("0 0.1 0.2 0.3 0.4", Labels(new LinearScale(0, 0.4), 5));

    [Fact]
    public void Things_that_are_counted_have_no_halves() =>
        Assert.Equal("0 1 2", Labels(new LinearScale(0, 2, isWhole: true), 11));

    [Theory]
    [InlineData(0.9, 1)]
    [InlineData(1.1, 1.2)]
    [InlineData(7, 8)]
    [InlineData(0, 1)]
    [InlineData(6.1e-7, 8e-7)]
    public void A_scale_from_zero_ends_at_a_round_number(double most, double end)
    {
        Assert.Equal(1, LinearScale.UpTo(most).Position(end), 12);
        Assert.True(LinearScale.UpTo(most).Position(end * 0.999) < 1);
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(1, 1)]
    [InlineData(-double.MaxValue, double.MaxValue)]
    public void A_linear_scale_without_an_extent_is_refused(double from, double to) => Assert.Throws<ArgumentOutOfRangeException>(() => new LinearScale(from, to));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(2, 1)]
    public void A_logarithmic_scale_that_cannot_be_is_refused(double least, double most) => Assert.Throws<ArgumentOutOfRangeException>(() => new LogScale(least, most));

    [Theory]
    [InlineData(1, 1000, 10, "1 2 5 10 20 50 100 200 500 1,000")]
    [InlineData(1, 1000, 8, "1 10 100 1,000")]
    [InlineData(1e-9, 10, 6, "10⁻⁸ 10⁻⁶ 10⁻⁴ 10⁻² 1")]
    [InlineData(1e-9, 10, 11, "10⁻⁹ 10⁻⁸ 10⁻⁷ 10⁻⁶ 10⁻⁵ 10⁻⁴ 10⁻³ 10⁻² 10⁻¹ 1 10")]
    [InlineData(3, 4.5, 4, "3 4 5")]
    public void A_logarithmic_scale_names_what_there_is_room_for(double least, double most, int room, string labels) =>
        Assert.Equal(labels, Labels(new LogScale(least, most), room));

    [Theory]
    [InlineData(3, 4.5)]
    [InlineData(1.2e-5, 1.3e-5)]
    [InlineData(5, 5)]
    [InlineData(double.Epsilon, double.MaxValue)]
    [InlineData(2.1, 1e300)]
    public void A_logarithmic_scale_names_two_values_at_least(double least, double most)
    {
        foreach (int room in (int[])[2, 3, 7, 20])
        {
            Tick[] ticks = [.. new LogScale(least, most).Ticks(room)];
            Assert.InRange(ticks.Length, 2, Math.Max(3, room));
            Assert.All(ticks, tick => Assert.True(double.IsFinite(tick.Value)));
        }
    }

    [Fact]
    public void Zero_and_infinity_have_places_of_their_own()
    {
        LogScale scale = new(0.01, 10, zero: "0", hasInfinity: true);

        Assert.Equal("0 1 ∞", Labels(new LogScale(0.1, 10, zero: "0", hasInfinity: true), 3));
        Assert.True(scale.Span(0, 0).To < scale.Position(0.01));
        Assert.True(scale.Span(double.PositiveInfinity, double.PositiveInfinity).From > scale.Position(10));
        Assert.InRange(scale.Position(0), scale.Span(0, 0).From, scale.Span(0, 0).To);
        Assert.Equal((scale.Position(0.01) + scale.Position(10)) / 2, scale.Position(Math.Sqrt(0.1)), 12);
    }

    private static string Labels(Scale scale, int most) => string.Join(' ', scale.Ticks(most).Select(tick => tick.Label));
}
