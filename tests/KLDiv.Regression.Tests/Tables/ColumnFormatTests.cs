using KLDiv.Regression.Tables.Recognising;

namespace KLDiv.Regression.Tests.Tables;

/// <summary>Numbers, times and dates as people write them.</summary>
public class ColumnFormatTests
{
    /// <summary>Cells with blanks between them stand for the column, the numbers for what they are.</summary>
    [Theory]
    [InlineData("1,250|950|12,000,000", "1250 950 12000000")]
    [InlineData("1,250.5|2,400", "1250.5 2400")]
    [InlineData("1,5|2,25|3", "1.5 2.25 3")]
    [InlineData("0,500|1,250", "0.5 1.25")]
    [InlineData("1.250|2.500,75|10", "1250 2500.75 10")]
    [InlineData("1.250|1.000.000", "1250 1000000")]
    [InlineData("1 250|2 400", "1250 2400")]
    [InlineData("1 250,5|2 400", "1250.5 2400")]
    [InlineData("1'250|2’400.5", "1250 2400.5")]
    [InlineData("5%|10 %|-2.5%", "5 10 -2.5")]
    [InlineData("$12|$1,250.99|-$3|$-4", "12 1250.99 -3 -4")]
    [InlineData("€1.250,00|€9,50", "1250 9.5")]
    [InlineData("1.250,00 €|9,50 €", "1250 9.5")]
    [InlineData("USD 5|USD 12.5", "5 12.5")]
    [InlineData("12 kg|3.5 kg", "12 3.5")]
    [InlineData("(5)|12|(1,250)", "-5 12 -1250")]
    [InlineData("−5|3", "-5 3")]
    [InlineData("08:00|09:30|18:00", "8 9.5 18")]
    [InlineData("1:30:00|0:00:36|125:00:00", "1.5 0.01 125")]
    [InlineData("8:00 AM|12:15 pm|12:30am", "8 12.25 0.5")]
    public void A_column_of_formatted_numbers_is_of_numbers_and_says_how_it_was_read(string cells, string expected)
    {
        double[] numbers = [.. expected.Split(' ').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
        TableData data = Read(cells);
        Assert.Equal(numbers, Data.Values(data.Features()), (one, other) => Math.Abs(one - other) < 1e-9);
        Assert.Matches("^column 'x' has (numbers|times) such as '.+', read as ", Assert.Single(data.Notes));
        TableSchema back = TableSchema.FromJson(data.Schema.ToJson());
        string[] texts = cells.Split('|');
        Assert.Equal(numbers, texts.Select(text => back.Encode(new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = text })[0]), (one, other) => Math.Abs(one - other) < 1e-9);
        Assert.Equal(numbers, Data.Values(Table.Read(Text(cells), back).Features()), (one, other) => Math.Abs(one - other) < 1e-9);
    }

    [Theory]
    [InlineData("1,250|2,40,1|3,000")]
    [InlineData("5%|0.1|7%")]
    [InlineData("$5|€6")]
    [InlineData("5 kg|6 lb")]
    [InlineData("12:75|08:00")]
    [InlineData("A1|A2")]
    [InlineData("1,2,3|4,5,6")]
    [InlineData("1.2.3|1.2.4")]
    [InlineData("2024-02-30|2024-02-28")]
    [InlineData("14.3.2024|3/14/2024")]
    public void A_column_whose_cells_do_not_agree_is_of_levels(string cells) =>
        Assert.Equal(FeatureKind.Categorical, Read(cells).Schema.Features[0].Kind);

    [Theory]
    [InlineData("1.25|2.5")]
    [InlineData("1.250|2.500")]
    [InlineData("1e3|-7")]
    public void Plain_numbers_are_plain(string cells)
    {
        TableData data = Read(cells);
        Assert.Empty(data.Notes);
        Assert.Equal(double.Parse(cells.Split('|')[0], System.Globalization.CultureInfo.InvariantCulture), Data.Values(data.Features())[0]);
    }

    [Theory]
    [InlineData("2024-03-14|2023-12-31")]
    [InlineData("2024/03/14|2024/3/4")]
    [InlineData("14.3.2024|4.3.2024")]
    [InlineData("14/3/2024|4/3/2024")]
    [InlineData("3/14/2024|3/4/2024")]
    [InlineData("3/14/24|3/4/98")]
    [InlineData("14-03-2024|04-03-2024")]
    [InlineData("14 Mar 2024|4 March 2024")]
    [InlineData("14-Mar-24|04-Mar-24")]
    [InlineData("March 14, 2024|Mar 4 2024")]
    [InlineData("Thu, 14 Mar 2024|Mon, 4 Mar 2024")]
    [InlineData("14. March 2024|4. March 2024")]
    public void A_column_of_dates_becomes_day_of_the_year_and_weekday(string cells)
    {
        TableData data = Read(cells);
        Assert.Equal(["x day of year", "x weekday"], Names(data));
        Assert.Equal([(365.25, 2), (7, 3)], data.Schema.Features.Select(feature => (feature.Period, feature.Harmonics)));
        double[] row = Data.Values(data.Features())[..10];
        double[] expected = [.. Waves(74, 365.25, 2), .. Waves(3, 7, 3)];
        Assert.Equal(expected, row, (one, other) => Math.Abs(one - other) < 1e-12);
        Assert.Equal(row, TableSchema.FromJson(data.Schema.ToJson()).Encode(new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = cells.Split('|')[0] }));
    }

    [Theory]
    [InlineData("2024-03-14T18:30:00Z|2024-03-14T06:00:00Z")]
    [InlineData("2024-03-14 18:30|2024-03-14 06:00")]
    [InlineData("2024-03-14T18:30:00.000+01:00|2024-03-14T06:00:00-05")]
    [InlineData("14.03.2024 18:30|14.03.2024 06:00")]
    [InlineData("3/14/2024 6:30 PM|3/14/2024 6:00:00 AM")]
    [InlineData("Thu, 14 Mar 2024 18:30:00 GMT|Thu, 14 Mar 2024 06:00:00 GMT")]
    public void Of_dates_with_times_the_hour_of_the_day_comes_round_and_what_never_changes_is_no_feature(string cells)
    {
        TableData data = Read(cells);
        FeatureColumn feature = Assert.Single(data.Schema.Features);
        Assert.Equal(("x time of day", 24, DatePart.TimeOfDay), (feature.Name, feature.Period, feature.Part));
        Assert.Equal(Waves(18.5, 24, 3), Data.Values(data.Features())[..6], (one, other) => Math.Abs(one - other) < 1e-9);
    }

    [Fact]
    public void Dates_of_which_day_and_month_cannot_be_told_apart_are_left_out_until_their_order_is_said()
    {
        const string Dates = "when,x,y\n3/4/2024,1,1\n5/6/2024,2,2\n7/8/2024,5,3\n";
        var options = new TableOptions { Value = "y", Bins = BinRule.Equal(2) };
        TableData data = Table.Read(Dates, options);
        Assert.Equal(["x"], data.Schema.FeatureNames);
        Assert.Equal(
            ["column 'when' has dates such as '3/4/2024' that may begin with the day or the month; --date when:dmy or when:mdy says which"], data.Notes);
        Assert.Equal((94, 220), Range(DateOrder.DayMonthYear));
        Assert.Equal((64, 190), Range(DateOrder.MonthDayYear));
        Assert.StartsWith("has a column 'when' that has dates such as '3/4/2024' that may", Table.Refusal(Dates, options with { Dates = [new DateColumn("when")] }), StringComparison.Ordinal);

        (double Low, double High) Range(DateOrder order)
        {
            FeatureColumn day = Table.Read(Dates, options with { Dates = [new DateColumn("when", order)] }).Schema.Features[0];
            return (day.Low, day.High);
        }
    }

    [Fact]
    public void The_day_itself_is_a_feature_where_it_is_asked_for_and_dates_stay_words_where_that_is()
    {
        const string Dates = "2024-03-14|2024-03-15|2024-03-17";
        TableData data = Read(Dates, new TableOptions { Dates = [DateColumn.Parse("x:trend")] });
        Assert.Equal(["x day of year", "x weekday", "x trend"], Names(data));
        Assert.Equal([19796, 19797, 19799], Data.Values(data.Features()).Where((_, i) => i % 11 == 10));
        Assert.Equal(FeatureKind.Categorical, Assert.Single(Read(Dates, new TableOptions { NoDates = [] }).Schema.Features).Kind);
        Assert.Equal(FeatureKind.Categorical, Assert.Single(Read(Dates, new TableOptions { NoDates = ["x"] }).Schema.Features).Kind);
        Assert.Equal(2, Read(Dates, new TableOptions { NoDates = ["z"] }).Schema.Features.Count);
    }

    [Fact]
    public void Numbers_of_eight_digits_that_are_all_dates_are_dates()
    {
        const string Days = "20240314|20240315|20240316|20240401|20241231";
        TableData data = Read(Days);
        Assert.Equal(["x day of year", "x weekday"], Names(data));
        Assert.Equal((74, 366), (data.Schema.Features[0].Low, data.Schema.Features[0].High));
        Assert.Equal("column 'x' has numbers of eight digits that are all dates, and is read so; --no-date x leaves them numbers", Assert.Single(data.Notes));
        Assert.Equal(["x"], Read(Days.Replace("20240401", "20240499", StringComparison.Ordinal)).Schema.FeatureNames);
    }

    [Fact]
    public void A_million_different_dates_are_dates()
    {
        DateTime start = new(2001, 1, 1);
        string rows = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{start.AddMinutes(37 * i):yyyy-MM-dd HH:mm},{i % 5}\n"));
        TableData data = Table.Read($"x,y\n{rows}", new TableOptions { Value = "y" });
        Assert.Equal(["x day of year", "x weekday", "x time of day"], Names(data));
        Assert.Equal(30_000, data.Rows);
    }

    [Fact]
    public void A_new_cell_that_is_no_date_is_refused_by_its_place()
    {
        TableSchema schema = Read("2024-03-14|2024-03-15").Schema;
        Assert.Equal("line 3 has 'soon' in column 'x', where a date as 2024-12-31 must be", Table.Refusal(() => Table.Read("x\n2025-01-01\nsoon\n", schema)));
        Assert.Equal(
            "'soon' in column 'x', where a date as 2024-12-31 must be",
            Assert.Throws<RegressionDataException>(() => schema.Encode(new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = "soon" })).Message);
    }

    [Theory]
    [InlineData("when", null, false)]
    [InlineData("when:trend", null, true)]
    [InlineData("when:dmy:trend", DateOrder.DayMonthYear, true)]
    [InlineData("when:ymd", DateOrder.YearMonthDay, false)]
    public void A_column_of_dates_is_written_with_its_order_and_trend(string text, DateOrder? order, bool trend) =>
        Assert.Equal(new DateColumn("when", order, trend), DateColumn.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(":dmy")]
    [InlineData("when:dmy:mdy")]
    [InlineData("when:trend:trend")]
    [InlineData("when:soon")]
    public void Another_text_is_no_column_of_dates(string text) =>
        Assert.StartsWith($"'{text}' is no date column; write NAME", Assert.Throws<FormatException>(() => DateColumn.Parse(text)).Message, StringComparison.Ordinal);

    /// <summary>Whatever stands in a cell, a format reads it or does not, and what it shows of a number it reads again.</summary>
    [Fact]
    public void No_text_is_too_odd_for_a_format()
    {
        const string Letters = "0123456789:.,-/ T+Z$€%()'’_AMarpm−\u00a0\0";
        var random = new Random(5);
        for (int trial = 0; trial < 200_000; trial++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ => Letters[random.Next(Letters.Length)]));
            foreach (CellFormat format in (CellFormat[])[new DateFormat(DateOrder.DayMonthYear), ClockFormat.Instance, .. NumberFormat.Of(text)])
            {
                if (format.TryParse(text, out double number))
                {
                    Assert.True(double.IsFinite(number), text);
                    Assert.True(format.TryParse(format.Shown(number), out _) || format is DateFormat or NumberFormat, text);
                }
            }
        }
    }

    private static string[] Names(TableData data) => [.. data.Schema.Features.Select(feature => feature.Name)];

    private static IEnumerable<double> Waves(double value, double period, int waves) =>
        Enumerable.Range(1, waves).SelectMany(k => new[] { Math.Cos(2 * Math.PI * k * value / period), Math.Sin(2 * Math.PI * k * value / period) });

    private static string Text(string cells) => $"x\n{string.Concat(cells.Split('|').Select(cell => $"\"{cell}\"\n"))}";

    private static TableData Read(string cells, TableOptions? options = null) => Table.Read(
        $"x,y\n{string.Concat(cells.Split('|').Select((cell, i) => $"\"{cell}\",{i}\n"))}", (options ?? new TableOptions()) with { Value = "y", Bins = BinRule.Equal(2) });
}
