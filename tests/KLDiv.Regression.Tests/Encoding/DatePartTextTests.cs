namespace KLDiv.Regression.Tests.Encoding;

public sealed class DatePartTextTests
{
    [Theory]
    [InlineData(DatePart.Weekday, 0, "Mon")]
    [InlineData(DatePart.Weekday, 6, "Sun")]
    [InlineData(DatePart.Weekday, 9, "Sun")]
    [InlineData(DatePart.DayOfYear, 1, "1 Jan")]
    [InlineData(DatePart.DayOfYear, 73, "14 Mar")]
    [InlineData(DatePart.DayOfYear, 366, "31 Dec")]
    [InlineData(DatePart.DayOfYear, 0, "1 Jan")]
    [InlineData(DatePart.TimeOfDay, 8.5, "08:30")]
    [InlineData(DatePart.TimeOfDay, 23.9999, "24:00")]
    [InlineData(DatePart.Trend, 19796, "2024-03-14")]
    [InlineData(DatePart.Trend, -0.25, "1969-12-31 18:00")]
    public void A_part_of_a_date_is_written_as_people_write_it(DatePart part, double number, string text) => Assert.Equal(text, part.TextOf(number));
}
