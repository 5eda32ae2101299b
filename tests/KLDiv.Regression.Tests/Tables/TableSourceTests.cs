using System.Data;
using System.Globalization;
using KLDiv.Files;

namespace KLDiv.Regression.Tests.Tables;

public class TableSourceTests
{
    private static readonly TableOptions Options = new()
    {
        Value = "minutes",
        Bins = BinRule.Parse("0:80:10"),
        Bandwidth = 2,
        Categorical = ["depot"],
        Cyclic = [CyclicColumn.Parse("hour:24")],
        Ordinal = [OrdinalColumn.Parse("size:small:large")],
        Missing = MissingValues.Mean,
        Weights = "share",
    };

    private static readonly RegressionOptions Penalised = new() { Fit = new FitOptions { L2 = 1e-3 } };

    private static readonly Delivery[] Deliveries = [.. Enumerable.Range(0, 120).Select(Delivery.Made)];

    private static readonly RecordColumns<Delivery> Columns = new RecordColumns<Delivery>()
        .Add(delivery => delivery.Distance)
        .Add("depot", delivery => delivery.Depot)
        .Add("size", delivery => delivery.Size)
        .Add("hour", delivery => delivery.Hour)
        .Add("weekday", delivery => delivery.Weekday)
        .Add("share", delivery => delivery.Share)
        .Add("minutes", delivery => delivery.Minutes);

    /// <summary>The same cells as text, in a file, in a stream, of a reader, of a database's answer and of records.</summary>
    [Fact]
    public void The_same_cells_make_the_same_model_whatever_they_come_from()
    {
        using TemporaryFolder folder = new();
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(Csv()));
        using StringReader text = new(Csv());
        using DataTable answer = Answer();
        using DataTableReader reader = answer.CreateDataReader();
        byte[] expected = Saved(TableData.Read(folder.File(Table.Name, System.Text.Encoding.UTF8.GetBytes(Csv())), Options));
        foreach (TableSource source in (TableSource[])
        [
            TableSource.OfText(stream), TableSource.OfText(text), TableSource.OfReader(reader), TableSource.OfRecords(Deliveries, Columns),
        ])
        {
            Assert.True(expected.AsSpan().SequenceEqual(Saved(TableData.Read(source, Options))), source.Name);
        }
    }

    /// <summary>Rows that are kept take the memory of rows that were read, over many pieces of it, with rows left out and carried along between them.</summary>
    [Fact]
    public void Many_rows_with_some_left_out_are_those_that_are_there()
    {
        const int Rows = 200_000;
        RecordColumns<int> columns = new RecordColumns<int>()
            .Add("a", i => (double)i).Add("b", i => i % 7 == 3 ? null : (double?)(i / 2.0)).Add("y", i => i % 11 == 5 ? double.NaN : i % 40).Add("name", i => $"n{i % 5}");
        TableOptions options = new() { Value = "y", Features = ["b", "a"], Missing = MissingValues.Drop };
        TableData data = TableData.Read(TableSource.OfRecords(Enumerable.Range(0, Rows), columns), options);
        TableData next = TableData.Read(TableSource.OfRecords(Enumerable.Range(0, Rows), columns), data.Schema, new TableReadOptions { Outcomes = true, Missing = MissingValues.Drop, Keep = ["name", "a"] });
        int[] kept = [.. Enumerable.Range(0, Rows).Where(i => i % 7 != 3 && i % 11 != 5)];
        foreach (TableData read in (TableData[])[data, next])
        {
            Assert.Equal(kept.Length, read.Rows);
            Assert.Equal(Rows - kept.Length, read.RowsLeftOut);
            Assert.Equal(kept.Select(i => (double)(i % 40)), read.Values.ToArray());
            Assert.Equal(kept.SelectMany(i => (double[])[i / 2.0, i]), Data.Values(read.Features()));
        }

        Assert.Equal(kept.Select(i => $"n{i % 5} {i}"), Enumerable.Range(0, kept.Length).Select(row => $"{next.KeptText(row, 0)} {next.KeptText(row, 1)}"), StringComparer.Ordinal);
    }

    [Fact]
    public void A_model_of_records_keeps_its_encoding_and_predicts_for_records_when_it_is_read_again()
    {
        TableData data = TableData.Read(TableSource.OfRecords(Deliveries, Columns), Options);
        TableModel model = TableRegression.Fit(data, Penalised).Model;
        using MemoryStream file = new(Saved(data));
        TableModel back = TableModel.Load(file);
        Assert.Equal(model.Schema.FeatureNames, back.Schema.FeatureNames);
        TableSource others = TableSource.OfRecords(Deliveries.Take(5), Columns);
        Assert.Equal(Data.Values(model.Predict(data))[..40], Data.Values(back.Predict(TableData.Read(others, back.Schema))));

        // And for the same as text, as the command has it.
        Dictionary<string, string> record = new(StringComparer.Ordinal)
        {
            ["Distance"] = "1.5",
            ["depot"] = "2",
            ["size"] = "large",
            ["hour"] = "7",
            ["weekday"] = "Monday",
        };
        Delivery one = new() { Distance = 1.5, Depot = 2, Size = Size.large, Hour = 7, Weekday = "Monday" };
        Assert.Equal(back.Predict(record), Data.Values(back.Predict(TableData.Read(TableSource.OfRecords([one], Columns), back.Schema))));
    }

    [Fact]
    public void Properties_are_columns_of_their_names_or_of_those_that_an_attribute_gives()
    {
        Assert.Equal(["Distance", "Depot", "Size", "Hour", "Weekday", "Share", "Minutes"], RecordColumns<Delivery>.OfProperties().Names);
        Assert.Equal(["kilometres", "Minutes"], RecordColumns<Attributed>.OfProperties().Names);
        TableData data = TableData.Read(
            TableSource.OfRecords([new Attributed(1, "a", 3), new Attributed(2, "b", 5)]), new TableOptions { Value = "Minutes", Bins = BinRule.Equal(2) });
        Assert.Equal(["kilometres"], data.Schema.FeatureNames);
        Assert.Equal([1, 2], Data.Values(data.Features()));
        Assert.Throws<InvalidOperationException>(() => RecordColumns<object>.OfProperties());
        Assert.Throws<ArgumentException>(() => new RecordColumns<Delivery>().Add(delivery => delivery.Distance + 1));
    }

    [Fact]
    public void Values_are_the_cells_that_a_file_would_have()
    {
        var columns = new RecordColumns<object?>().Add("x", value => value).Add("y", _ => 1);
        TableOptions options = new() { Value = "y", Bins = BinRule.Equal(1), Missing = MissingValues.Mean };
        string[] Levels(params object?[] values) =>
            [.. TableData.Read(TableSource.OfRecords(values, columns), options with { Categorical = ["x"] }).Schema.Features[0].Levels];
        double[] Numbers(params object?[] values) => Data.Values(TableData.Read(TableSource.OfRecords(values, columns), options).Features());
        Assert.Equal([0.5, 3, -7, 1.25, 2, 1], Numbers(0.5f, 3L, (short)-7, 1.25m, "2", (Half)1));
        Assert.Equal([1, 2, 3], Numbers(1.0, DBNull.Value, 3.0));
        Assert.Equal(["0.1", "9007199254740993"], Levels(0.1, 9007199254740993));
        Assert.Equal(["2024-02-29", "False", "Monday"], Levels(DayOfWeek.Monday, new DateOnly(2024, 2, 29), false));
    }

    [Fact]
    public void An_error_of_records_names_the_record_and_is_none_of_a_file()
    {
        Delivery[] wrong = [.. Deliveries.Take(3), Deliveries[0] with { Distance = double.PositiveInfinity }];
        RegressionDataException error = Assert.Throws<RegressionDataException>(() => TableData.Read(TableSource.OfRecords(wrong, Columns), Options));
        Assert.Equal(("table", "record 4 has Infinity in column 'Distance'; a feature must be finite"), (error.Operand, error.Message));
        Assert.Equal("has no rows", Assert.Throws<RegressionDataException>(() => TableData.Read(TableSource.OfRecords<Delivery>([], Columns), Options)).Message);
        Assert.Equal("record 1 is null", Assert.Throws<RegressionDataException>(() => TableData.Read(TableSource.OfRecords<Delivery>([null!], Columns), Options)).Message);
        using StringReader text = new("x,y\n1,2\n3,z\n");
        Assert.Equal(
            "line 3 has 'z' in column 'y', where a number must be; --missing-values takes such words for missing, --categorical y makes all of its cells classes",
            Assert.Throws<RegressionDataException>(() => TableData.Read(TableSource.OfText(text), new TableOptions { Value = "y" })).Message);
    }

    [Fact]
    public void Text_of_any_length_and_any_characters_comes_through_a_reader()
    {
        string level = string.Concat(Enumerable.Repeat("ä€😀", 5000));
        using StringReader text = new($"x;y\n{level};1\nb;2\n");
        TableData data = TableData.Read(TableSource.OfText(text), new TableOptions { Value = "y", Bins = BinRule.Equal(2), Dialect = new TextDialect { Separator = ';' } });
        Assert.Equal(["b", level], data.Schema.Features[0].Levels);
    }

    [Fact]
    public void A_stream_and_a_reader_are_left_open()
    {
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(Csv()));
        using DataTable answer = Answer();
        using DataTableReader reader = answer.CreateDataReader();
        Assert.Equal(120, TableData.Read(TableSource.OfText(stream), Options).Rows);
        Assert.Equal(120, TableData.Read(TableSource.OfReader(reader), Options).Rows);
        Assert.True(stream.CanRead);
        Assert.False(reader.IsClosed);
        Assert.Throws<DataFileException>(() => TableData.Read(TableSource.OfFile("no such file.csv"), Options));
    }

    private static byte[] Saved(TableData data)
    {
        using MemoryStream stream = new();
        TableRegression.Fit(data, Penalised).Model.Save(stream);
        return stream.ToArray();
    }

    private static string Csv() => string.Concat(
        "Distance,depot,size,hour,weekday,share,minutes\n",
        string.Concat(Deliveries.Select(one => string.Create(
            CultureInfo.InvariantCulture, $"{one.Distance},{one.Depot},{one.Size},{one.Hour},{one.Weekday},{one.Share},{one.Minutes}\n"))));

    private static DataTable Answer()
    {
        DataTable table = new() { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add("Distance", typeof(double));
        table.Columns.Add("depot", typeof(int));
        table.Columns.Add("size", typeof(string));
        table.Columns.Add("hour", typeof(decimal));
        table.Columns.Add("weekday", typeof(string));
        table.Columns.Add("share", typeof(float));
        table.Columns.Add("minutes", typeof(double));
        foreach (Delivery one in Deliveries)
        {
            table.Rows.Add((object?)one.Distance ?? DBNull.Value, one.Depot, one.Size.ToString(), one.Hour, one.Weekday, one.Share, one.Minutes);
        }

        return table;
    }

    private enum Size
    {
        small,
        large,
    }

    /// <summary>A delivery, of which the distance may be missing.</summary>
    private sealed record Delivery
    {
        public double? Distance { get; init; }

        public int Depot { get; init; }

        public Size Size { get; init; }

        public decimal Hour { get; init; }

        public string? Weekday { get; init; }

        public float Share { get; init; } = 1;

        public double Minutes { get; init; }

        public static Delivery Made(int number)
        {
            Random random = new(number);
            return new Delivery
            {
                Distance = number % 17 == 3 ? null : random.NextDouble() * 9,
                Depot = random.Next(1, 12),
                Size = (Size)(number % 2),
                Hour = random.Next(24),
                Weekday = ((DayOfWeek)(number % 7)).ToString(),
                Share = random.Next(4) / 2f,
                Minutes = random.NextDouble() * 80,
            };
        }
    }

    private sealed record Attributed([property: TableColumn("kilometres")] double Distance, string Note, [property: TableColumn] int Minutes);
}
