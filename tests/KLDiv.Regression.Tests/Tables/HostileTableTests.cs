using System.Text;
using KLDiv.Files;

namespace KLDiv.Regression.Tests.Tables;

public class HostileTableTests
{
    private static readonly TableOptions Options = new() { Value = "y", Bins = BinRule.Equal(3) };

    [Fact]
    public void An_empty_file_is_refused()
    {
        Assert.Equal("is empty; a table starts with a line of column names", Table.Refusal("", Options));
        Assert.Equal("is empty; a table starts with a line of column names", Table.Refusal("\n\n", Options));
    }

    [Fact]
    public void A_header_alone_is_refused()
    {
        Assert.Equal("has a line of column names and no rows", Table.Refusal("x,y\n", Options));
    }

    [Fact]
    public void A_table_of_which_every_row_is_dropped_is_refused()
    {
        Assert.Equal("has no row left: no value in column 'x'; column 'x' has no value in 1 of 2 rows: --missing level takes that for a level of its own, and --features leaves the column out", Table.Refusal("x,y\nNA,1\n2,NA\n", Options with { Missing = MissingValues.Drop }));
    }

    [Fact]
    public void Quotes_hold_separators_quotes_and_line_breaks_and_lines_are_counted_on()
    {
        TableData data = Table.Read("\"x\",y\n\"a,b\",1\n\"say \"\"hi\"\"\",2\n \"two\nlines\" ,3\n", Options);
        Assert.Equal(["x=a,b", "x=say \"hi\"", "x=two\nlines"], data.Schema.FeatureNames);
        Assert.Equal(
            "line 4 has 'z' in column 'y', where a number must be; --missing-values takes such words for missing, --categorical y makes all of its cells classes",
            Table.Refusal("x,y\n\"two\nlines\",3\na,z\n", Options));
    }

    [Theory]
    [InlineData("x,y\na,1\nb\"c\",2\n", "line 3 has a quote in the wrong place, in column 1: 'b\"c\"'")]
    [InlineData("x,y\na,1\n\"b\"c,2\n", "line 3 has a quote in the wrong place, in column 1: '\"b\"c'")]
    [InlineData("x,y\na,1\nb,2\n\"c,3\nd,4\n", "line 4 has a quote in the wrong place, in column 1: '\"c,3\uFFFDd,4'")]
    [InlineData("x,y\na,1\nb,2\"\n", "line 3 has a quote in the wrong place, in column 2: '2\"'")]
    public void A_quote_in_the_wrong_place_is_refused_with_its_line(string text, string problem)
    {
        Assert.Equal(problem, Table.Refusal(text, Options));
    }

    [Fact]
    public void A_quote_that_is_never_closed_takes_no_more_memory_than_a_record_may()
    {
        string text = $"x,y\n1,2\n\"3,4\n{string.Concat(Enumerable.Repeat("5,6\n", 5_000_000))}";
        Assert.Equal("line 3 begins a record of more than 16777216 characters; is a quote never closed?", Table.Refusal(text, Options));
    }

    [Fact]
    public void The_mean_of_the_largest_numbers_is_one_of_them()
    {
        string rows = string.Concat(Enumerable.Range(0, 10).Select(i => $"1.7976931348623157E+308,{i}\n"));
        Assert.Equal([double.MaxValue], Table.Read($"x,y\n{rows}", Options).Schema.Features[0].Means.ToArray());
    }

    [Fact]
    public void Levels_that_are_not_in_the_encoding_that_is_told_are_refused_rather_than_taken_for_one_another()
    {
        byte[] latin = System.Text.Encoding.Latin1.GetBytes("x,y\nRhône,1\nRhîne,2\n");
        TableOptions utf8 = Options with { Dialect = new TextDialect { Encoding = System.Text.Encoding.UTF8 } };
        Assert.Equal("line 2 has 'Rh\uFFFDne' in column 'x', which is not in the encoding that was named", Table.Refusal(() => Table.Read(latin, utf8)));
        Assert.Equal(["x=a", "x=\uFFFD"], Table.Read("x,y\n\uFFFD,1\na,2\n", Options).Schema.FeatureNames);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_name_in_UTF_8_or_UTF_16()
    {
        const string Text = "x,y\nä,1\n";
        foreach (System.Text.Encoding encoding in (System.Text.Encoding[])[new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true)])
        {
            TableData data = Table.Read([.. encoding.GetPreamble(), .. encoding.GetBytes(Text)], Options);
            Assert.Equal(["x=ä"], data.Schema.FeatureNames);
        }
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\n\n")]
    public void Lines_end_as_they_like_and_empty_ones_are_passed_over(string end)
    {
        TableData data = Table.Read(string.Join(end, "x,y", "1,2", "3,4"), Options);
        Assert.Equal([1, 3], Data.Values(data.Features()));
        Assert.Equal([2, 4], data.Values.ToArray());
    }

    [Theory]
    [InlineData("1,2,3", "3 columns", "; a field with ',' in it needs quotes around it")]
    [InlineData("1", "1 column", "; if it is no row, take it away or begin it with '#'")]
    [InlineData("1;2", "1 column", "; it has ';' where that has ','")]
    public void A_ragged_row_is_refused_with_its_line(string row, string columns, string remedy)
    {
        Assert.Equal($"line 3 has {columns}, and the header has 2{remedy}", Table.Refusal($"x,y\n1,2\n{row}\n", Options));
    }

    [Fact]
    public void A_million_columns_are_read()
    {
        const int Columns = 1_000_000;
        var text = new StringBuilder("y");
        for (int i = 1; i < Columns; i++)
        {
            text.Append(",c").Append(i);
        }

        text.Append("\n0");
        for (int i = 1; i < Columns; i++)
        {
            text.Append(',').Append(i % 10);
        }

        string table = text.ToString();
        Assert.Equal([5], Data.Values(Table.Read(table, Options with { Features = ["c999995"] }).Features()));
        TableData all = Table.Read(table, Options);
        Assert.Equal(Columns - 1, all.Schema.Width);
        string refusal = Table.Refusal(table, Options with { Features = ["z"] });
        Assert.StartsWith("has no column 'z'; it has 'y', 'c1', ", refusal, StringComparison.Ordinal);
        Assert.EndsWith("'c19' and 999980 more", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_two_columns_have_is_refused_where_it_is_asked_for()
    {
        const string Text = "x,a,y,a\n1,2,3,4\n";
        Assert.Equal("has 2 columns 'a', the first two in places 2 and 4; rename one, or name other --features", Table.Refusal(Text, Options with { Features = ["a"] }));
        Assert.Equal("has 2 columns 'a', the first two in places 2 and 4; rename one, or name other --features", Table.Refusal(Text, Options));
        Assert.Equal([1], Data.Values(Table.Read(Text, Options with { Features = ["x"] }).Features()));
    }

    [Fact]
    public void A_column_that_is_not_there_is_named_with_those_that_are()
    {
        Assert.Equal("has no column 'wekday' (did you mean 'weekday'?); it has 'weekday', 'y'", Table.Refusal("weekday,y\n1,2\n", Options with { Features = ["wekday"] }));
        Assert.Equal("has no column 'wekday' (did you mean 'weekday'?); it has 'weekday', 'y'", Table.Refusal("weekday,y\n1,2\n", Options with { Categorical = ["wekday"] }));
        Assert.Equal("has no column 'y'; it has 'a', 'b'", Table.Refusal("a,b\n1,2\n", Options));
        Assert.Equal("has no column beside 'y', so no feature", Table.Refusal("y\n1\n", Options));
    }

    [Theory]
    [InlineData("1e999", "line 2 has 1e999 in column 'x'; a feature must be finite")]
    [InlineData("-Infinity", "line 2 has -Infinity in column 'x'; a feature must be finite")]
    public void An_infinite_feature_is_refused(string number, string problem)
    {
        Assert.Equal(problem, Table.Refusal($"x,y\n{number},1\n", Options));
    }

    [Fact]
    public void Features_of_1e308_are_numbers_like_others()
    {
        TableData data = Table.Read("x,y\n1e308,1\n-1e308,2\n1e308,3\n", Options);
        Assert.Equal([1e308, -1e308, 1e308], Data.Values(data.Features()));
        Assert.Equal(1e308 / 3, data.Schema.Features[0].Means[0], 1e295);
    }

    [Fact]
    public void Values_too_far_apart_for_bins_are_refused()
    {
        Assert.Equal(
            "the values reach from -1E+308 to 1E+308, which 3 bins of one width cannot cover in double precision", Table.Refusal("x,y\n1,1e308\n2,-1e308\n", Options));
        Assert.Equal(2, Table.Read("x,y\n1,1e308\n2,-1e308\n", Options with { Bins = BinRule.Quantile(2) }).Schema.Support);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("0")]
    [InlineData("-1e308")]
    [InlineData("1e-300")]
    public void Equal_values_get_bins_around_them(string value)
    {
        TableData data = Table.Read($"x,y\n1,{value}\n2,{value}\n", Options);
        Assert.Equal([0, 1, 0, 0, 1, 0], Data.Values(data.Targets()));
    }

    [Fact]
    public void More_bins_than_rows_are_as_many_as_asked_for_or_as_can_be_parted()
    {
        Assert.Equal(100, Table.Read("x,y\n1,1\n2,2\n", Options with { Bins = BinRule.Equal(100) }).Schema.Support);
        TableData data = Table.Read("x,y\n1,1\n2,2\n", Options with { Bins = BinRule.Quantile(100) });
        Assert.Equal(2, data.Schema.Support);
        Assert.Equal(["quantile:100 gave 2 bins, since there are no more different values to part"], data.Notes);
    }

    [Fact]
    public void A_single_row_is_a_table()
    {
        TableData data = Table.Read("x,y\n1,5\n", Options);
        Assert.Equal([0, 1, 0], Data.Values(data.Targets()));
    }

    [Fact]
    public void A_column_with_nothing_in_it_is_refused_where_means_are_taken()
    {
        Assert.Equal(
            "has no column left to be a feature: column 'x' has nothing in any row", Table.Refusal("x,y\nNA,1\n,2\n", Options with { Missing = MissingValues.Mean }));
        Assert.Equal("has nothing in column 'x', in any row", Table.Refusal("x,y\nNA,1\n,2\n", Options with { Features = ["x"] }));
    }

    [Fact]
    public void More_levels_than_a_column_can_have_are_refused()
    {
        string text = "x,y\n" + string.Concat(Enumerable.Range(0, 10_001).Select(i => $"id{i},1\n"));
        Assert.Equal("has no column left to be a feature: column 'x' has more than 10000 levels", Table.Refusal(text, Options));
        Assert.Equal("has more than 10000 levels in column 'x'; a column has at most so many", Table.Refusal(text, Options with { Features = ["x"] }));
        Assert.Equal(
            "line 10002 has the level 10001 of column 'x', 'id10000'; a column has at most 10000 levels", Table.Refusal(text, Options with { Categorical = ["x"] }));
    }

    [Fact]
    public void A_text_that_would_steer_a_terminal_is_shown_on_one_line()
    {
        Assert.Equal("line 2 has '�[2J�z' in column 'y', where a number must be: bins and a bandwidth are for numbers", Table.Refusal("x,y\n1,\"\u001b[2J\nz\"\n", Options));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_in_one_line()
    {
        byte[] bytes = [.. "x,y\n1,"u8, 0xFF, 0xC0, (byte)'\n'];
        byte[] control = [.. "x,y\n1,"u8, 0, (byte)'\n'];
        Assert.Equal("line 2 has 'ÿÀ' in column 'y', where a number must be: bins and a bandwidth are for numbers", Table.Refusal(() => Table.Read(bytes, Options)));
        Assert.Equal("line 2 has '\uFFFD' in column 'y', where a number must be: bins and a bandwidth are for numbers", Table.Refusal(() => Table.Read(control, Options)));
    }

    [Fact]
    public void A_file_that_is_not_there_and_a_folder_are_refused()
    {
        using TemporaryFolder folder = new();
        Assert.EndsWith(
            ": cannot be opened: no such file or directory",
            Assert.Throws<DataFileException>(() => TableData.Read(folder.File("none.csv"), Options)).Message,
            StringComparison.Ordinal);
        Assert.EndsWith(": is a directory", Assert.Throws<DataFileException>(() => TableData.Read(folder.Path, Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_with_any_bytes_changed_is_read_or_refused_in_one_line()
    {
        byte[] good = System.Text.Encoding.UTF8.GetBytes("day,\"km\",w,minutes\r\nMon,1.5,1,10\n\"Tue\",-2e3,0.5,20.25\n\nMon,NA,2,30\nä,4,1,1e2\n");
        var options = new TableOptions { Value = "minutes", Weights = "w", Missing = MissingValues.Drop, Bins = BinRule.Quantile(3), Cyclic = [new CyclicColumn("km", 7)] };
        byte[] likely = [(byte)'"', (byte)',', (byte)'\n', (byte)'\r', (byte)'-', (byte)'e', (byte)'9', 0, 0xEF, 0xFF];
        var random = new Random(17);
        int refused = 0;
        using TemporaryFolder folder = new();
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] bytes = [.. good];
            for (int change = random.Next(4); change >= 0; change--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(4) > 0 ? likely[random.Next(likely.Length)] : (byte)random.Next(256);
            }

            string path = folder.File(Table.Name, bytes[..random.Next(bytes.Length / 2, bytes.Length + 1)]);
            try
            {
                Assert.InRange(TableData.Read(path, options).Rows, 1, 100);
            }
            catch (DataFileException refusal)
            {
                Assert.DoesNotContain('\n', refusal.Message);
                Assert.DoesNotContain('\r', refusal.Message);
                refused++;
            }
        }

        Assert.InRange(refused, 500, 1990);
    }
}
