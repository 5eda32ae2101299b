namespace KLDiv.Regression.Tests.Tables;

/// <summary>What says that a value is missing, and what becomes of it.</summary>
public sealed class MissingValueTests
{
    private static readonly TableOptions Options = new() { Value = "y", Bins = BinRule.Equal(2), Missing = MissingValues.Mean };

    [Theory]
    [InlineData("?")]
    [InlineData("-")]
    [InlineData("--")]
    [InlineData(".")]
    [InlineData("None")]
    [InlineData("–")]
    [InlineData("n.a.")]
    [InlineData("k.A.")]
    public void A_mark_among_numbers_is_a_missing_value_and_among_words_a_level(string mark)
    {
        TableData numbers = Table.Read($"x,y\n1,1\n{mark},2\n3,{mark}\n5,4\n", Options);
        Assert.Equal((3, 1L, 1L), (numbers.Rows, numbers.RowsLeftOut, numbers.RowsFilled));
        Assert.Equal([1, 3, 5], Data.Values(numbers.Features()));
        Assert.Equal([2, 1], Data.Values(Table.Read($"x\n2\n{mark}\n", numbers.Schema).Features()).Select((x, row) => row == 0 ? x : x / 3));
        Assert.Equal(3, Assert.Single(numbers.Schema.Encode(TableSchema.ParseRecord($"x={mark}"))));

        TableData dates = Table.Read($"x,y\n2024-01-01,1\n{mark},2\n2024-05-07,3\n2024-08-09,5\n", Options);
        Assert.Equal((4, 1L), (dates.Rows, dates.RowsFilled));

        TableData words = Table.Read($"x,y\nu,1\n{mark},2\nv,3\nu,4\n{mark},1\nv,2\n", Options);
        Assert.Contains(mark, words.Schema.Features[0].Levels, StringComparer.Ordinal);
        Assert.Equal(0, words.RowsFilled);
    }

    [Theory]
    [InlineData("NA")]
    [InlineData("#N/A")]
    [InlineData("<NA>")]
    [InlineData("\\N")]
    [InlineData("NaT")]
    [InlineData("Null")]
    public void A_mark_that_no_level_has_is_missing_among_words_too(string mark)
    {
        TableData data = Table.Read($"x,y\nu,1\n{mark},2\nv,3\n", Options);
        Assert.Equal(["u", "v"], data.Schema.Features[0].Levels);
        Assert.Equal(1, data.RowsFilled);
        Assert.Equal(
            $"line 3 has no value in column 'x', where '{mark}' stands for a missing value unless --ordinal x names it; --missing drop leaves such rows out, --missing mean puts the mean in its place, and --missing level makes it a level of its own",
            Table.Refusal($"x,y\nu,1\n{mark},2\nv,3\n", Options with { Missing = MissingValues.Error }));
    }

    [Fact]
    public void A_row_that_only_its_value_empties_is_an_error_when_strict_unless_it_was_to_be_dropped()
    {
        const string Text = "x,y\n1,1\n2,\n3,3\n";
        Assert.Equal("line 3 has no value in column 'y'; --missing drop leaves such rows out", Table.Refusal(Text, Options with { Strict = true }));
        Assert.Equal(2, Table.Read(Text, Options with { Missing = MissingValues.Drop, Strict = true }).Rows);
    }

    [Fact]
    public void A_list_of_columns_tells_what_is_missing_and_how_often()
    {
        TableData data = Table.Read("a,b,y\n1,u,1\n,u,2\n3,,\n4,v,5\n5,v,2\n", new TableOptions { Value = "y", OnlyLists = true });
        Assert.Equal(
            ["line 3 has no value in column 'a'; --missing drop leaves such rows out, --missing mean puts the mean in its place, and --missing level makes it a level of its own (2 such rows of 5)"],
            data.Notes);
        Assert.Equal([1, 1, 1], data.Columns.Select(column => column.Missing));
    }

    [Theory]
    [InlineData("1,prefer not to say,2,3", "1 cell such as 'prefer not to say' that is no number, so that all are levels; --missing-values 'prefer not to say' makes it missing")]
    [InlineData("1,?,refused,2,unknown,3", "2 cells such as 'refused' that are no numbers, so that all are levels; --missing-values 'refused,unknown' makes them missing")]
    [InlineData("1,\"no, none\",2,3", "1 cell such as 'no, none' that is no number, so that all are levels; --missing-values '\"no, none\"' makes it missing")]
    public void Words_among_numbers_are_told_of_with_what_makes_them_missing(string cells, string told)
    {
        string[] parts = [.. TableOptions.ParseMissingMarks(cells)];
        string text = $"x,k,y\n{string.Concat(parts.Select((cell, row) => $"\"{cell}\",{(row % 2 == 0 ? "u" : "v")},{row}\n"))}";
        Assert.Contains($"column 'x' has {told}", Table.Read(text, Options with { Features = ["x", "k"] }).Notes, StringComparer.Ordinal);
        TableData named = Table.Read(text, Options with { Features = ["x", "k"], MissingMarks = TableOptions.ParseMissingMarks(told.Split("--missing-values ")[1].Split('\'')[1]) });
        Assert.Equal(FeatureKind.Number, named.Schema.Features[0].Kind);
    }

    [Fact]
    public void What_the_user_names_is_missing_everywhere_however_it_is_written_and_in_prediction_too()
    {
        TableOptions options = Options with { MissingMarks = TableOptions.ParseMissingMarks("-200, \"none, or less\",refused"), Weights = "w" };
        TableData data = Table.Read("x,z,y,w\n1,u,1,1\n-200.0,REFUSED,2,1\n-2e2,v,3,2\n3,\"none, or less\",4,3\n3,u,-200,1\n4,u,5,-200\n", options);
        Assert.Equal((4, 2L, 3L), (data.Rows, data.RowsLeftOut, data.RowsFilled));
        Assert.Equal([1, 2, 2, 3], Data.Values(data.Features()).Where((_, i) => i % 3 == 0));
        Assert.Equal(["-200", "none, or less", "refused"], data.Schema.MissingMarks, StringComparer.Ordinal);
        var schema = TableSchema.FromJson(data.Schema.ToJson());
        Assert.Equal(data.Schema.MissingMarks, schema.MissingMarks, StringComparer.Ordinal);
        Assert.Equal([2, 0.5, 0.5], Data.Values(Table.Read("z,x\nRefused,-200\n", schema).Features()), (x, y) => Math.Abs(x - y) < 0.2);
        Assert.Equal("'a,' has an empty mark; nothing in a cell is a missing value as it is", Assert.Throws<FormatException>(() => TableOptions.ParseMissingMarks("a,")).Message);
        Assert.Equal("'a,\"b' has a quote that is not closed", Assert.Throws<FormatException>(() => TableOptions.ParseMissingMarks("a,\"b")).Message);
    }

    [Fact]
    public void Formatted_numbers_are_missing_by_their_value()
    {
        TableData data = Table.Read("x;y\n1,5;1\n-200,0;2\n2,5;3\n-200,0;3\n", Options with { MissingMarks = ["-200"] });
        Assert.Equal([1.5, 2, 2.5, 2], Data.Values(data.Features()));
    }

    [Fact]
    public void Missing_is_a_level_of_categories_and_a_feature_beside_anything_else()
    {
        TableData data = Table.Read(
            "k,n,o,h,y\nu,1,s,6,1\n,3,,12,2\nv,,m,,3\nu,5,l,18,4\n",
            Options with { Missing = MissingValues.Level, Ordinal = [OrdinalColumn.Parse("o:s:m:l")], Cyclic = [CyclicColumn.Parse("h:24")] });
        Assert.Equal(
            ["k=u", "k=v", "k=(missing)", "n", "n missing", "o>s", "o>m", "o missing", "h cos 1", "h sin 1", "h missing"], data.Schema.FeatureNames, StringComparer.Ordinal);
        double[][] rows = [.. Data.Values(data.Features()).Chunk(11)];
        Assert.Equal([1, 0, 0, 1, 0, 0, 0, 0], rows[0][..8]);
        Assert.Equal([0, 0, 1, 3, 0, 2 / 3.0, 1 / 3.0, 1], rows[1][..8], (x, y) => Math.Abs(x - y) < 1e-15);
        Assert.Equal([0, 1, 0, 3, 1, 1, 0, 0], rows[2][..8]);
        Assert.Equal((1, 0), (rows[2][10], rows[0][10]));
        Assert.Equal([0.5, 0.25, 0.25, 3, 0.25, 2 / 3.0, 1 / 3.0, 0.25], data.Schema.Features.SelectMany(feature => feature.Means.ToArray()).Take(8), (x, y) => Math.Abs(x - y) < 1e-15);

        // A schema that comes back takes missing values as the first did, and what had none missing takes its mean.
        var schema = TableSchema.FromJson(data.Schema.ToJson());
        Assert.Equal(schema.ToJson(), data.Schema.ToJson());
        Assert.Equal(rows[1], schema.Encode(TableSchema.ParseRecord("k=,n=3,o=,h=12")));
        Assert.Equal(rows[2], Data.Values(Table.Read("o,h,n,k\nm,?,-,v\n", schema).Features()), (x, y) => Math.Abs(x - y) < 1e-15);
        Assert.Equal(["k", "n"], Table.Read("k,n,y\n,1,1\nu,2,2\nu,4,2\n", Options with { Missing = MissingValues.Level }).Schema.Features.Select(feature => feature.Name), StringComparer.Ordinal);
    }

    [Fact]
    public void A_level_that_is_named_is_no_missing_value()
    {
        TableOptions options = Options with { Ordinal = [OrdinalColumn.Parse("continent:EU:NA:AS")] };
        TableData data = Table.Read("continent,y\nEU,1\nNA,2\nAS,3\n,2\n", options);
        Assert.Equal([0, 0, 1, 0, 1, 1, 2 / 3.0, 1 / 3.0], Data.Values(data.Features()), (x, y) => Math.Abs(x - y) < 1e-15);
        Assert.Equal([1, 0], data.Schema.Encode(TableSchema.ParseRecord("continent=NA")));
        Assert.Equal([1, 0], Data.Values(Table.Read("continent\nNA\n", data.Schema).Features()));
    }

    [Theory]
    [InlineData("2.6,-200,2.2,2.4", "column 'x' has -200 in 1 row, far from all others, which are from 2.2 to 2.6; if it stands for a missing value, --missing-values -200 says so")]
    [InlineData("12,31,-999,15,-999,22,43", "column 'x' has -999 in 2 rows, far from all others, which are from 12 to 43; if it stands for a missing value, --missing-values -999 says so")]
    [InlineData("1200,3100,-99,1500,52000", "column 'x' has -99 in 1 row, far from all others, which are from 1200 to 52000; if it stands for a missing value, --missing-values -99 says so")]
    [InlineData("1.5,9999,2.5,2,3.5", "column 'x' has 9999 in 1 row, far from all others, which are from 1.5 to 3.5; if it stands for a missing value, --missing-values 9999 says so")]
    [InlineData("150,0,160,0,170,155", "column 'x' has 0 in 2 rows, far from all others, which are from 150 to 170; if it stands for a missing value, --missing-values 0 says so")]
    [InlineData("600,-200,2000,-200,900,610,650,1200", "column 'x' has -200 in 2 rows, far from all others, which are from 600 to 2000; if it stands for a missing value, --missing-values -200 says so")]
    [InlineData("-1,1,3,-1,7,9,2,30", null)]
    [InlineData("4.34,5.1,4.76,4.34,4.8,5.14", null)]
    [InlineData("1,24,2,3,24,5,8,4", null)]
    [InlineData("-5,-2.4,0,-5,-2.3", null)]
    [InlineData("0,100,200,0,150", null)]
    [InlineData("1.5,2,-10", null)]
    [InlineData("1,2,3,4,5,1000", null)]
    [InlineData("0,0,0,0,1,2,3", null)]
    [InlineData("-1.5,-2.25,0.5,1,2", null)]
    [InlineData("5,5,5,5", null)]
    public void A_number_far_from_all_others_is_told_of(string values, string? note)
    {
        string text = "x,k,y\n" + string.Concat(values.Split(',').Select((x, i) => $"{x},{(i % 2 == 0 ? "u" : "v")},{i % 2}\n"));
        TableOptions options = Options with { Features = ["x", "k"] };
        Assert.Equal(note is null ? [] : [note], Table.Read(text, options).Notes.Where(one => one.Contains("missing", StringComparison.Ordinal)), StringComparer.Ordinal);
        if (note is not null)
        {
            Assert.Equal(note, Table.Refusal(text, options with { Strict = true }));
        }
    }

    [Fact]
    public void A_number_that_several_columns_have_is_told_of_once()
    {
        TableData data = Table.Read("a,b,y\n1,7,-200\n-200,6,2\n-200,-200,3\n4,-200,4\n2,8,-200\n3,5,4\n", Options);
        Assert.Equal("columns 'a', 'b', 'y' have -200, far from all their other numbers; if it stands for a missing value, --missing-values -200 says so", Assert.Single(data.Notes));
    }

    [Fact]
    public void Most_rows_left_out_name_the_column_that_empties_them()
    {
        TableData data = Table.Read("alley,area,y\n,1,1\n,1,2\nGrvl,3,1\n,3,2\nPave,4,2\n,1,1\n", Options with { Missing = MissingValues.Drop });
        Assert.Equal(
            "4 of 6 rows were left out, the first in line 2 (no value in column 'alley'); column 'alley' has no value in 4 of 6 rows: --missing level takes that for a level of its own, and --features leaves the column out",
            Assert.Single(data.Notes));
    }
}
