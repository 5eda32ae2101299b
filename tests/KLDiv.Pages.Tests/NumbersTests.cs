namespace KLDiv.Pages.Tests;

public sealed class NumbersTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0421, "0.0421")]
    [InlineData(1234.5678, "1,235")]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(0.0009999, "10⁻³")]
    [InlineData(3.14159e-7, "3.14\u00A0×\u00A010⁻⁷")]
    [InlineData(-2.5e-12, "−2.5\u00A0×\u00A010⁻¹²")]
    [InlineData(999_999.9, "1,000,000")]
    [InlineData(6.02214e23, "6.02\u00A0×\u00A010²³")]
    [InlineData(double.Epsilon, "4.94\u00A0×\u00A010⁻³²⁴")]
    [InlineData(double.PositiveInfinity, "∞")]
    [InlineData(double.NegativeInfinity, "−∞")]
    [InlineData(double.NaN, "NaN")]
    public void A_number_has_three_digits_and_a_power_of_ten_where_it_is_far_from_one(double value, string text) =>
        Assert.Equal(text, Numbers.Of(value));

    [Theory]
    [InlineData(0.5, "0.5000")]
    [InlineData(24.1, "24.10")]
    [InlineData(2e-9, "2.000\u00A0×\u00A010⁻⁹")]
    public void In_a_column_a_number_keeps_its_zeros(double value, string text) => Assert.Equal(text, Numbers.Of(value, 4, keepsZeros: true));

    [Theory]
    [InlineData(0, "0%")]
    [InlineData(1, "100%")]
    [InlineData(0.42, "42%")]
    [InlineData(0.09, "9.0%")]
    [InlineData(0.000314, "0.031%")]
    [InlineData(0.9997, "99.970%")]
    [InlineData(1e-9, "<0.001%")]
    [InlineData(1 - 1e-9, ">99.999%")]
    [InlineData(double.NaN, "NaN%")]
    public void A_share_is_nothing_or_all_only_where_it_is_exactly_that(double share, string text) => Assert.Equal(text, Numbers.Percent(share));

    [Theory]
    [InlineData(0.2, "20%")]
    [InlineData(0.05, "5%")]
    [InlineData(0.025, "2.5%")]
    public void A_share_on_an_axis_has_no_digit_too_many(double share, string text) => Assert.Equal(text, Numbers.RoundPercent(share));

    [Fact]
    public void Counts_are_grouped() => Assert.Equal("−12,345,678", Numbers.Count(-12_345_678));
}
