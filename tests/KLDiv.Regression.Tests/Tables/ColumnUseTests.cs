using System.Globalization;

namespace KLDiv.Regression.Tests.Tables;

/// <summary>Which columns are features, and what is said of those that are not.</summary>
public class ColumnUseTests
{
    private static readonly TableOptions Options = new() { Value = "y", Bins = BinRule.Equal(3) };

    public static TheoryData<string, string> RowNames => new()
    {
        { "A,B,C,D,E,F,G,H,I,J,K,L", "tells rows apart, by 12 levels in 12 rows" },
        { "a,b,c,d,e,f,g,a,b,c,d,e", "tells rows apart, by 7 levels in 12 rows" },
        { "1,2,3,4,5,6,7,8,9,10,11,12", "is a running number, from 1 to 12 in 12 rows" },
        { "7,2,12,4,1,10,3,8,11,6,9,5", "is a running number, from 1 to 12 in 12 rows" },
        { "100,110,120,130,140,150,160,170,180,190,200,210", "is a running number, from 100 to 210 in 12 rows" },
        { "1,2,3,4,5,6,8,9,10,11,12,13", "is a running number, from 1 to 13 in 12 rows" },
    };

    public static TheoryData<string> Measurements =>
    [
        "30500,41200,52750,28900,61000,47300,39999,45010,33333,58720,49001,36450",
        "1.5,2.5,3.5,4.5,5.5,6.5,7.5,8.5,9.5,10.5,11.5,12.5",
        "3,1,2,3,1,2,3,1,2,3,1,2",
        "a,b,c,d,e,f,a,b,c,d,e,f",
        "21,35,48,52,19,60,33,27,44,71,65,38",
        "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec",
        "2020-01-01,2020-01-02,2020-01-03,2020-01-04,2020-01-05,2020-01-06,2020-01-07,2020-01-08,2020-01-09,2020-01-10,2020-01-11,2020-01-12",
    ];

    [Theory]
    [MemberData(nameof(RowNames))]
    public void A_column_that_tells_rows_apart_is_left_out_and_used_with_a_warning_when_it_is_named(string cells, string reason)
    {
        TableData data = Table.Read(Text("row", cells), Options);
        Assert.Equal(["x"], data.Schema.FeatureNames);
        Assert.Equal($"column 'row' {reason}, and is left out; name it with --features to have it all the same", Assert.Single(data.Notes));
        TableColumn told = data.Columns[0];
        Assert.Equal(("row", ColumnUse.LeftOut, reason), (told.Name, told.Use, told.Why));
        TableData named = Table.Read(Text("row", cells), Options with { Features = ["row"] });
        Assert.Equal($"column 'row' {reason}: the fit learns these rows by heart, and nothing of others", Assert.Single(named.Notes));
        Assert.Equal("row", Assert.Single(named.Schema.Features).Name);
        Assert.StartsWith($"column 'row' {reason}", Table.Refusal(Text("row", cells), Options with { Strict = true }), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Measurements))]
    public void A_column_that_measures_something_is_a_feature(string cells)
    {
        TableData data = Table.Read(Text("salary", cells), Options);
        Assert.Contains(data.Schema.Features, feature => string.Equals(feature.Source, "salary", StringComparison.Ordinal));
        Assert.Empty(data.Notes);
    }

    [Theory]
    [InlineData("id", true)]
    [InlineData("order_id", true)]
    [InlineData("OrderId", true)]
    [InlineData("invoice number", true)]
    [InlineData("paid", false)]
    [InlineData("number", false)]
    public void Different_whole_numbers_are_those_of_rows_where_the_name_of_the_column_says_so(string name, bool isIdentifier)
    {
        TableData data = Table.Read(Text(name, "30500,41200,52750,28900,61000,47300,39999,45010,33333,58720,49001,36450"), Options);
        Assert.Equal(isIdentifier, data.Columns[0].Use == ColumnUse.LeftOut);
    }

    [Theory]
    [InlineData("tweet_id", true)]
    [InlineData("photons", false)]
    public void Whole_numbers_beyond_what_a_double_tells_apart_name_rows_where_their_column_says_so(string name, bool isIdentifier)
    {
        TableData data = Table.Read(Text(name, string.Join(',', Enumerable.Range(0, 12).Select(i => 1_234_567_890_123_456_789 + (37 * i)))), Options);
        Assert.Equal(isIdentifier ? "names rows, by whole numbers of more digits than a double tells apart" : null, data.Columns[0].Use == ColumnUse.LeftOut ? data.Columns[0].Why : null);
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(49, false)]
    public void Many_whole_numbers_that_go_up_from_row_to_row_number_the_rows(int rows, bool isRunning)
    {
        string cells = string.Join(',', Enumerable.Range(1, rows).Select(i => (i * i * 997) + (i % 7)));
        Assert.Equal(isRunning, Table.Read(Text("measured", cells), Options).Columns[0].Use == ColumnUse.LeftOut);
        string turned = string.Join(',', cells.Split(',').Reverse());
        Assert.NotEqual(ColumnUse.LeftOut, Table.Read(Text("measured", turned), Options).Columns[0].Use);
    }

    [Fact]
    public void Levels_may_look_like_numbers_beyond_all_bounds()
    {
        string cells = string.Join(',', Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? "1e5000" : "a0f31"));
        Assert.Equal(["1e5000", "a0f31"], Table.Read(Text("batch", cells), Options).Schema.Features[0].Levels);
        Assert.EndsWith("line 3 has 1e5000 in column 'batch'; a feature must be finite", Table.Refusal(Text("batch", "1,1e5000,3,4,5,6,7,8,9,10,11,12"), Options), StringComparison.Ordinal);
    }

    [Fact]
    public void Free_text_is_left_out_and_so_are_identifiers_of_any_form()
    {
        string[] words = ["it", "came", "late", "but", "the", "box", "was", "fine", "and", "warm"];
        var text = new System.Text.StringBuilder("comment,uuid,x,y\n");
        var random = new Random(1);
        for (int row = 0; row < 60; row++)
        {
            byte[] bytes = new byte[16];
            random.NextBytes(bytes);
            string comment = string.Join(' ', Enumerable.Range(0, 7).Select(i => words[((row % 20) + (i * (1 + (row % 3)))) % words.Length]));
            text.Append(CultureInfo.InvariantCulture, $"{comment},{new Guid(bytes)},{random.NextDouble()},{row % 4}\n");
        }

        TableData data = Table.Read($"{text}", Options);
        Assert.Equal(["x"], data.Schema.FeatureNames);
        Assert.Matches("^column 'comment' is free text, [0-9]+ texts in 60 rows, and is left out", data.Notes[0]);
        Assert.StartsWith("column 'uuid' tells rows apart, by 60 levels in 60 rows, and is left out", data.Notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_only_column_is_a_feature_whatever_it_is_and_that_is_said()
    {
        TableData data = Table.Read("name,y\na,1\nb,2\nc,3\nd,4\ne,5\nf,6\n", Options);
        Assert.Equal("name", Assert.Single(data.Schema.Features).Name);
        Assert.Equal(2, data.Notes.Count);
        Assert.Equal("no other column is left, so that those that tell rows apart are the features all the same: figures on the data mislead", data.Notes[1]);
    }

    [Fact]
    public void All_columns_are_listed_with_what_they_are()
    {
        TableData data = Table.Read(
            "id,when,size,share,empty,y\n1,2024-03-14,small,5%,,1\n2,2024-03-15,large,7%,,2\n3,2024-03-17,small,9%,,3\n4,2024-03-18,NA,11%,,4\n5,2024-03-19,large,13%,,5\n6,2024-03-20,large,12%,,6\n",
            Options with { Missing = MissingValues.Mean });
        Assert.Equal(
            [
                "id LeftOut Number 1-6 0 is a running number, from 1 to 6 in 6 rows",
                "when Feature Date 2024-03-14-2024-03-20 0 day of year, weekday",
                "size Feature Levels large,small 1 ",
                "share Feature Number 5-13 0 ",
                "empty LeftOut Empty  6 has nothing in any row",
                "y Value Number 1-6 0 ",
            ],
            (string[])[.. data.Columns.Select(column =>
                $"{column.Name} {column.Use} {column.Sort} {(column.Levels.Count > 0 ? string.Join(',', column.Levels) : column.LowText.Length > 0 ? $"{column.LowText}-{column.HighText}" : "")} {column.Missing} {column.Why}")]);
    }

    [Fact]
    public void Rare_levels_are_taken_together_and_new_ones_fall_among_them()
    {
        string rows = string.Concat(Enumerable.Range(0, 1200).Select(i => $"{(i % 2 == 0 ? $"c{i % 20}" : $"r{i % 300}")},{i % 4}\n"));
        TableData data = Table.Read($"city,y\n{rows}", Options);
        FeatureColumn city = data.Schema.Features[0];
        Assert.Equal(["c0", "c10", "c12", "c14", "c16", "c18", "c2", "c4", "c6", "c8", "(rare)"], city.Levels);
        Assert.True(city.HasRareLevel);
        Assert.Equal("column 'city' has 160 levels, of which the 150 rare ones are taken together; --rare N says how many rows a level of its own needs", Assert.Single(data.Notes));
        TableSchema back = TableSchema.FromJson(data.Schema.ToJson());
        double[] rare = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        Assert.Equal(rare, Data.Values(Table.Read("city\nelsewhere\n", back).Features()));
        Assert.Equal(rare, back.Encode(new Dictionary<string, string>(StringComparer.Ordinal) { ["city"] = "r7" }));
        Assert.Equal(160, Table.Read($"city,y\n{rows}", Options with { Rare = 0 }).Schema.Width);
        Assert.Equal(["a", "(rare)"], Table.Read("x,y\na,1\na,2\nb,3\na,4\nc,5\na,6\n", Options with { Rare = 2 }).Schema.Features[0].Levels);
    }

    [Theory]
    [InlineData("Sun,Mon,Wed", "Mon,Wed,Sun")]
    [InlineData("Thurs,monday,Tuesday", "monday,Tuesday,Thurs")]
    [InlineData("October,Jan,may", "Jan,may,October")]
    [InlineData("Sun,Mon,holiday", "Mon,Sun,holiday")]
    public void Days_and_months_are_in_the_order_of_the_calendar(string cells, string levels) =>
        Assert.Equal(levels, string.Join(',', Table.Read($"x,y\n{string.Concat(cells.Split(',').Select((cell, i) => $"{cell},{i}\n"))}", Options).Schema.Features[0].Levels));

    private static string Text(string name, string cells) =>
        $"{name},x,y\n{string.Concat(cells.Split(',').Select((cell, i) => string.Create(CultureInfo.InvariantCulture, $"{cell},{Math.Sin(i):F3},{i % 4}\n")))}";
}
