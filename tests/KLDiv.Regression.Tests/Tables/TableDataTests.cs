using KLDiv.Files;
namespace KLDiv.Regression.Tests.Tables;

public class TableDataTests
{
    private const string Deliveries =
        """
        weekday,month,distance,minutes
        Tue,3,1.5,10
        Mon,12,2,20
        Tue,3,-1e1,30
        """;

    [Fact]
    public void Numbers_are_numbers_words_are_levels_and_columns_may_be_said_to_be_something_else()
    {
        TableData data = Table.Read(
            Deliveries, new TableOptions { Features = ["weekday", "month", "distance"], Value = "minutes", Bins = BinRule.Parse("0:40:10"), Categorical = ["month"] });
        Assert.Equal(["weekday=Mon", "weekday=Tue", "month=3", "month=12", "distance"], data.Schema.FeatureNames);
        Assert.Equal([0, 1, 1, 0, 1.5, 1, 0, 0, 1, 2, 0, 1, 1, 0, -10], Data.Values(data.Features()));
        Assert.Equal([10, 20, 30], data.Values.ToArray());
        Assert.Equal([0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], Data.Values(data.Targets()));
        Assert.Equal((3, 5, 4), (data.Rows, data.Schema.Width, data.Schema.Support));
        Assert.Empty(data.Notes);
        Assert.Empty(data.RowWeights.ToArray());
    }

    [Fact]
    public void All_columns_but_the_value_and_the_weights_are_features_where_none_are_named()
    {
        string table = Deliveries.Replace("-1e1", "0", StringComparison.Ordinal);
        TableData data = Table.Read(table, new TableOptions { Value = "minutes", Weights = "distance", Bins = BinRule.Equal(2) });
        Assert.Equal(["weekday=Mon", "weekday=Tue", "month"], data.Schema.FeatureNames);
        Assert.Equal([1.5, 2, 0], data.RowWeights.ToArray());
    }

    [Fact]
    public void A_cycle_becomes_its_waves_and_an_order_its_steps()
    {
        TableData data = Table.Read(
            "hour,size,grade,y\n6,small,2,1\n12,large,10,2\n18,medium,1,3\n",
            new TableOptions
            {
                Value = "y",
                Cyclic = [CyclicColumn.Parse("hour:24:2")],
                Ordinal = [OrdinalColumn.Parse("size:small:medium:large"), OrdinalColumn.Parse("grade")],
            });
        Assert.Equal(
            ["hour cos 1", "hour sin 1", "hour cos 2", "hour sin 2", "size>small", "size>medium", "grade>1", "grade>2"], data.Schema.FeatureNames);
        double[] expected = [0, 1, -1, 0, 0, 0, 1, 0, -1, 0, 1, 0, 1, 1, 1, 1, 0, -1, -1, 0, 1, 0, 0, 0];
        Assert.All(Data.Values(data.Features()).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-15));
    }

    [Fact]
    public void Columns_that_are_a_distribution_are_taken_as_they_are()
    {
        TableData data = Table.Read("x,p,q\n1,0.25,0.75\n2,1,0\n", new TableOptions { Targets = ["p", "q"] });
        Assert.Equal([0.25, 0.75, 1, 0], Data.Values(data.Targets()));
        Assert.Equal([1, 2], Data.Values(data.Features()));
        Assert.Null(data.Schema.Bins);
        Assert.Empty(data.Notes);
    }

    [Fact]
    public void Targets_that_do_not_sum_to_1_are_normalised_with_a_note_or_refused()
    {
        const string Text = "x,p,q\n1,0.5,0.5000001\n2,1,3\n3,2,2\n";
        var options = new TableOptions { Targets = ["p", "q"] };
        TableData data = Table.Read(Text, options);
        Assert.Equal([0.5, 0.5000001, 0.25, 0.75, 0.5, 0.5], Data.Values(data.Targets()));
        Assert.Equal(["2 of 3 rows had targets that do not sum to 1 and were divided by their sums, the first in line 3 (targets that sum to 4), so that their sizes are lost; --counts weights each row by its sum"], data.Notes);
        Assert.Equal("line 3 has targets that sum to 4; they must sum to 1", Table.Refusal(Text, options with { Strict = true }));
    }

    [Theory]
    [InlineData("-0.5,1.5", "line 2 has -0.5 in column 'p'; it must be finite and at least 0")]
    [InlineData("0,0", "line 2 has targets that sum to 0; they must sum to 1")]
    [InlineData("1e999,0", "line 2 has Infinity in column 'p'; it must be finite and at least 0")]
    [InlineData("1e308,1e308", "line 2 has targets that sum to Infinity; they must sum to 1")]
    [InlineData("one,0", "line 2 has 'one' in column 'p', where a number must be; --missing-values takes such words for missing")]
    public void What_is_no_distribution_is_refused(string targets, string problem)
    {
        Assert.Equal(problem, Table.Refusal($"x,p,q\n1,{targets}\n", new TableOptions { Targets = ["p", "q"] }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NA")]
    [InlineData("nan")]
    [InlineData("N/A")]
    [InlineData("NULL")]
    [InlineData("  ")]
    public void A_missing_value_is_an_error_with_line_and_column(string missing)
    {
        Assert.Equal(
            "line 3 has no value in column 'a'; --missing drop leaves such rows out, --missing mean puts the mean in its place, and --missing level makes it a level of its own",
            Table.Refusal($"a,y\n1,1\n{missing},2\n", new TableOptions { Value = "y" }));
    }

    [Fact]
    public void Rows_with_missing_values_are_dropped_and_levels_that_only_they_had_are_none()
    {
        TableData data = Table.Read("a,b,y\n1,u,1\nNA,v,2\n3,w,\n4,u,4\n", new TableOptions { Value = "y", Missing = MissingValues.Drop, Bins = BinRule.Equal(3) });
        Assert.Equal(["a", "b=u"], data.Schema.FeatureNames);
        Assert.Equal([1, 1, 4, 1], Data.Values(data.Features()));
        Assert.Equal([1, 4], data.Values.ToArray());
        Assert.Equal(["2 of 4 rows were left out, the first in line 3 (no value in column 'a')"], data.Notes);
    }

    [Fact]
    public void Missing_features_take_their_means_and_rows_without_a_value_are_left_out()
    {
        TableData data = Table.Read(
            "a,b,y\n1,u,1\nNA,v,2\n3,,3\n5,u,NA\n8,u,5\n", new TableOptions { Value = "y", Missing = MissingValues.Mean, Bins = BinRule.Equal(3) });
        Assert.Equal(["a", "b=u", "b=v"], data.Schema.FeatureNames);
        double[] expected = [1, 1, 0, 4, 0, 1, 3, 2 / 3.0, 1 / 3.0, 8, 1, 0];
        Assert.All(Data.Values(data.Features()).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-15));
        Assert.Equal(["1 of 5 rows were left out, the first in line 5 (no value in column 'y')", "2 of 5 rows have a missing feature, in the place of which stands its mean, the first in line 3 (no value in column 'a')"], data.Notes);
    }

    [Fact]
    public void Values_outside_given_bins_count_at_the_end_with_a_note_or_are_refused()
    {
        const string Text = "x,y\n1,0\n2,10\n3,11\n4,-3\n";
        var options = new TableOptions { Value = "y", Bins = BinRule.Parse("0:10:5") };
        TableData data = Table.Read(Text, options);
        Assert.Equal([1, 0, 0, 1, 0, 1, 1, 0], Data.Values(data.Targets()));
        Assert.Equal(["2 of 4 rows had a value outside the bins, from -3 to 11, which counts in the bin at that end, the first in line 4 (11 in column 'y')"], data.Notes);
        Assert.Equal("line 4 has 11 in column 'y'; the bins reach from 0 to 10", Table.Refusal(Text, options with { Strict = true }));
    }

    [Fact]
    public void A_weight_must_be_a_number_of_at_least_0_and_some_row_must_have_one()
    {
        var options = new TableOptions { Value = "y", Weights = "w" };
        Assert.Equal("line 2 has -1 in column 'w'; it must be finite and at least 0", Table.Refusal("x,y,w\n1,1,-1\n", options));
        Assert.Equal("has nothing but 0 in column 'w'; some row must have a weight", Table.Refusal("x,y,w\n1,1,0\n2,2,0\n", options));
    }

    [Fact]
    public void A_column_of_both_words_and_numbers_is_of_levels_and_what_it_has_of_each_is_said()
    {
        var options = new TableOptions { Value = "y", Bins = BinRule.Equal(2) };
        TableData numbers = Table.Read("x,y\n1.5,1\nfar,2\n2,3\n1.50,4\n", options);
        Assert.Equal(["x=1.5", "x=2", "x=far"], numbers.Schema.FeatureNames);
        Assert.Equal(["column 'x' has 1 cell such as 'far' that is no number, so that all are levels; --missing-values 'far' makes it missing"], numbers.Notes);
        TableData words = Table.Read("x,y\nfar,1\n1.5,2\nnear,3\n", options);
        Assert.Equal(["x=1.5", "x=far", "x=near"], words.Schema.FeatureNames);
        Assert.Equal(["column 'x' has 1 number among its words, such as 'far', and is read as levels"], words.Notes);
        Assert.Equal(words.Notes[0], Table.Refusal("x,y\nfar,1\n1.5,2\nnear,3\n", options with { Strict = true }));
        TableData said = Table.Read("x,y\nfar,1\n1.5,2\n", options with { Categorical = ["x"] });
        Assert.Equal(["x=1.5", "x=far"], said.Schema.FeatureNames);
        Assert.Empty(said.Notes);
    }

    [Fact]
    public void An_ordinal_column_has_numbers_or_an_order_and_no_other_level()
    {
        Assert.Equal(
            "has 'b' in the ordinal column 'x'; the order of levels that are words must be given",
            Table.Refusal("x,y\n1,1\nb,2\n", new TableOptions { Value = "y", Ordinal = [new OrdinalColumn("x")] }));
        Assert.Equal(
            "line 3 has 'b' in column 'x', whose levels are 'a', 'c'",
            Table.Refusal("x,y\na,1\nb,2\n", new TableOptions { Value = "y", Ordinal = [new OrdinalColumn("x", ["a", "c"])] }));
    }

    [Fact]
    public void A_cyclic_column_holds_numbers()
    {
        Assert.Equal(
            "line 2 has 'Tue' in column 'x', where a number must be", Table.Refusal("x,y\nTue,1\n", new TableOptions { Value = "y", Cyclic = [new CyclicColumn("x", 7)] }));
    }

    [Fact]
    public void Options_that_contradict_each_other_say_how()
    {
        var value = new TableOptions { Value = "y" };
        Assert.Equal("either a value or targets are regressed; give one of them", new TableOptions().Contradiction());
        Assert.Equal("either a value or targets are regressed; give one of them", (value with { Targets = ["p", "q"] }).Contradiction());
        Assert.Equal("a distribution has at least 2 target columns", new TableOptions { Targets = ["p"] }.Contradiction());
        Assert.Equal("target columns are a distribution already; bins are for a value", new TableOptions { Targets = ["p", "q"], Bins = BinRule.Equal(2) }.Contradiction());
        Assert.Equal("there is no feature", (value with { Features = [] }).Contradiction());
        Assert.Equal("the column 'a' is named twice among the features", (value with { Features = ["a", "b", "a"] }).Contradiction());
        Assert.Equal("the column 'y' is named twice among what is regressed and the weights", (value with { Weights = "y" }).Contradiction());
        Assert.Equal("the column 'a' is named twice as categorical, cyclic, ordinal or of dates", (value with { Categorical = ["a"], Cyclic = [new("a", 7)] }).Contradiction());
        Assert.Equal("the column 'y' is a feature and what is regressed, or the weight; it can be one of them", (value with { Features = ["y"] }).Contradiction());
        Assert.Equal(
            "the column 'b' is no feature, so it is neither categorical nor cyclic nor ordinal nor of dates", (value with { Features = ["a"], Categorical = ["b"] }).Contradiction());
        Assert.Null(value.Contradiction());
        Assert.Throws<ArgumentException>("options", () => Table.Read("x,y\n1,1\n", new TableOptions()));
    }

    [Fact]
    public void A_tab_parts_the_columns_of_a_tsv_file_and_another_separator_where_it_is_asked_for()
    {
        using TemporaryFolder folder = new();
        var options = new TableOptions { Value = "y", Bins = BinRule.Equal(2) };
        string tabs = folder.File("t.tsv", "x,1\ty\n 1\t2 \n3\t4\n"u8.ToArray());
        Assert.Equal([1, 3], Data.Values(TableData.Read(tabs, options with { Features = ["x,1"] }).Features()));
        TableData data = Table.Read("x;y\n1;2\n3;4\n", options with { Dialect = new TextDialect { Separator = ';' } });
        Assert.Equal([1, 3], Data.Values(data.Features()));
        Assert.Equal([1, 3], Data.Values(TableData.Read(folder.File(Table.Name, "y;x\n;1\n;3\n"u8.ToArray()), data.Schema, new TableReadOptions { Dialect = new TextDialect { Separator = ';' } }).Features()));
        Assert.All(['"', 'x', '1', '\n', 'ä'], wrong => Assert.Throws<ArgumentOutOfRangeException>("value", () => options with { Dialect = new TextDialect { Separator = wrong } }));
    }
}
