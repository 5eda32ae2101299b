namespace KLDiv.Regression.Tests.Tables;

public class TableSchemaTests
{
    private const string Text = "weekday,month,size,km,minutes\nTue,3,2,1.5,10\nMon,12,1,2.5,20\n";

    private static readonly TableOptions Options = new()
    {
        Value = "minutes",
        Bins = BinRule.Equal(2),
        Cyclic = [new CyclicColumn("month", 12)],
        Ordinal = [new OrdinalColumn("size")],
    };

    private static TableSchema Schema { get; } = Table.Read(Text, Options).Schema;

    [Fact]
    public void A_record_given_by_name_becomes_the_features_of_its_row()
    {
        TableData data = Table.Read(Text, Options);
        double[] features = data.Schema.Encode(TableSchema.ParseRecord("km=2.5, weekday=Mon,size=1,month=12"));
        Assert.Equal(Data.Values(data.Features())[data.Schema.Width..], features);
    }

    [Theory]
    [InlineData("weekday=Mon,month=1,size=1", "no value for 'km'; the model takes 'weekday', 'month', 'size', 'km'")]
    [InlineData("wekday=Mon", "there is no feature 'wekday' (did you mean 'weekday'?); the model takes 'weekday', 'month', 'size', 'km'")]
    [InlineData("weekday=Sun,month=1,size=1,km=1", "'Sun' in column 'weekday', which was not among its levels when the model was fitted: 'Mon', 'Tue'")]
    [InlineData("weekday=Mon,month=1,size=1,km=far", "'far' in column 'km', where a finite number must be")]
    [InlineData("weekday=Mon,month=1,size=1,km=1e999", "'1e999' in column 'km', where a finite number must be")]
    [InlineData("weekday=Mon,month=1,size=1,km=NA", "'NA' in column 'km', where a value must be; a model takes missing features when it was fitted with --missing mean or level")]
    [InlineData("weekday=,month=1,size=1,km=1", "nothing in column 'weekday', where a value must be; a model takes missing features when it was fitted with --missing mean or level")]
    public void A_record_that_the_model_cannot_take_is_refused(string record, string problem)
    {
        Assert.Equal(problem, Assert.Throws<RegressionDataException>(() => Schema.Encode(TableSchema.ParseRecord(record))).Message);
    }

    [Theory]
    [InlineData("weekday", "'weekday' is no NAME=VALUE; a record is written as NAME=VALUE,NAME=VALUE (weekday=Tue,month=3)")]
    [InlineData("", "nothing is no NAME=VALUE; a record is written as NAME=VALUE,NAME=VALUE (weekday=Tue,month=3)")]
    [InlineData("a=1,a=2", "the record has 'a' twice")]
    public void What_is_no_record_is_refused(string record, string problem)
    {
        Assert.Equal(problem, Assert.Throws<FormatException>(() => TableSchema.ParseRecord(record)).Message);
    }

    [Fact]
    public void A_table_for_a_prediction_has_its_columns_where_it_likes()
    {
        TableData data = Table.Read("other,km,size,month,weekday\nx,2.5,1,12,Mon\n", Schema);
        Assert.Equal(Schema.Encode(TableSchema.ParseRecord("km=2.5,weekday=Mon,size=1,month=12")), Data.Values(data.Features()));
        Assert.False(data.HasOutcomes);
        Assert.Throws<InvalidOperationException>(() => data.Targets());
    }

    [Fact]
    public void Outcomes_are_read_where_they_are_asked_for_and_counted_in_the_bins_of_the_model()
    {
        TableData data = Table.Read("weekday,month,size,km,minutes\nMon,1,1,1,19\nMon,1,1,1,21\n", Schema, outcomes: true);
        Assert.Equal([0, 1, 0, 1], Data.Values(data.Targets()));
        Assert.Contains("1 of 2 rows had a value outside the bins, 21, which counts in the bin at that end, the first in line 3 (21 in column 'minutes')", data.Notes, StringComparer.Ordinal);
    }

    [Fact]
    public void A_column_missing_at_prediction_names_itself()
    {
        Assert.Equal("has no column 'size'; it has 'weekday', 'month', 'km'", Table.Refusal(() => Table.Read("weekday,month,km\nMon,1,1\n", Schema)));
    }

    [Fact]
    public void A_level_unseen_in_training_is_named_with_line_column_and_the_known_ones_or_takes_the_means()
    {
        const string Unseen = "weekday,month,size,km\nMon,1,1,1\nSun,1,1,1\n";
        Assert.Equal(
            "line 3 has 'Sun' in column 'weekday', which was not among its levels when the model was fitted: 'Mon', 'Tue'",
            Table.Refusal(() => Table.Read(Unseen, Schema)));
        double[] features = Data.Values(Table.Read(Unseen, Schema, unseen: UnseenLevels.Mean).Features());
        Assert.Equal([1, 0], features[..2]);
        Assert.Equal([0.5, 0.5], features[Schema.Width..][..2]);
        Assert.Equal([0.5, 0.5], Schema.Encode(TableSchema.ParseRecord("weekday=Sun,month=1,size=1,km=1"), UnseenLevels.Mean)[..2]);
    }

    [Fact]
    public void A_missing_value_at_prediction_is_an_error_unless_the_model_was_fitted_with_means()
    {
        const string Missing = "weekday,month,size,km\nMon,1,1,NA\n";
        Assert.Equal(
            "line 2 has no value in column 'km'; a model takes missing features when it was fitted with --missing mean or level",
            Table.Refusal(() => Table.Read(Missing, Schema)));
        TableSchema means = Table.Read(Text, Options with { Missing = MissingValues.Mean }).Schema;
        Assert.Equal(2, Data.Values(Table.Read(Missing, means).Features())[^1]);
        Assert.Equal(2, means.Encode(TableSchema.ParseRecord("weekday=Mon,month=1,size=1,km="))[^1]);
        TableSchema plain = Table.Read("km,minutes\n1,1\n3,2\n", new TableOptions { Value = "minutes" }).Schema;
        Assert.Equal([2, 7], Data.Values(Table.Read("km\nNA\n7\n", plain, missing: MissingValues.Mean).Features()));
        TableSchema dropped = Table.Read(Text, Options with { Missing = MissingValues.Drop }).Schema;
        Assert.StartsWith("line 2 has no value in column 'km'", Table.Refusal(() => Table.Read(Missing, dropped)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_comes_back_from_its_JSON()
    {
        foreach (TableSchema schema in (TableSchema[])
        [
            Schema,
            Table.Read(Text, Options with { Bins = BinRule.Quantile(2), Missing = MissingValues.Mean }).Schema,
            Table.Read("x,p,q\n0.1,0.25,0.75\n", new TableOptions { Targets = ["p", "q"] }).Schema,
        ])
        {
            TableSchema back = TableSchema.FromJson(schema.ToJson());
            Assert.Equal(schema.ToJson(), back.ToJson());
            Assert.Equal(schema.FeatureNames, back.FeatureNames);
            Assert.Equal((schema.Width, schema.Support, schema.Value, schema.Missing), (back.Width, back.Support, back.Value, back.Missing));
            Assert.Equal(schema.Targets, back.Targets);
        }
    }

    [Theory]
    [InlineData("{", "damaged")]
    [InlineData("null", "null")]
    [InlineData("{}", "damaged")]
    [InlineData("""{"features":[],"value":"y","bins":{"low":0,"width":1,"count":2},"missing":"Error"}""", "has no features")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"missing":"Error"}""", "neither a value with bins or classes nor targets")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"targets":["p",null],"missing":"Error"}""", "neither a value with bins or classes nor targets")]
    [InlineData("""{"features":[{"name":"x","kind":"Categorical","levels":[null],"low":0,"high":1,"means":[0]}],"targets":["p","q"],"missing":"Error"}""", "damaged")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","bins":{"low":0,"width":-1,"count":2},"missing":"Error"}""", "The width must be")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[]}],"value":"y","edges":[0,1],"missing":"Error"}""", "0 means for the 1 features of column 'x'")]
    [InlineData("""{"features":[{"name":"x","kind":"Categorical","low":0,"high":1,"means":[1]}],"value":"y","edges":[0,1],"missing":"Error"}""", "levels or a period")]
    [InlineData("""{"features":[{"name":"x","kind":"Categorical","levels":["a","a"],"low":0,"high":1,"means":[1,1]}],"value":"y","edges":[0,1],"missing":"Error"}""", "damaged")]
    [InlineData("""{"features":[{"name":"x","kind":"Colour","low":0,"high":1,"means":[1]}],"value":"y","edges":[0,1],"missing":"Error"}""", "damaged")]
    [InlineData("""{"features":[null],"value":"y","edges":[0,1],"missing":"Error"}""", "has null for feature 0")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]},null],"value":"y","edges":[0,1],"missing":"Error"}""", "has null for feature 1")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]},{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "two of a name")]
    [InlineData("""{"features":[{"name":null,"kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "damaged")]
    [InlineData("""{"features":[{"name":"x","kind":77,"low":0,"high":1,"means":[0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "a FeatureKind is none of")]
    [InlineData("""{"features":[{"name":"x","kind":"77","low":0,"high":1,"means":[0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "a FeatureKind is none of")]
    [InlineData("""{"features":[{"name":"x","kind":"Number, Cyclic","low":0,"high":1,"means":[0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "a FeatureKind is none of")]
    [InlineData("""{"features":[{"name":"x","kind":null,"low":0,"high":1,"means":[0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "a FeatureKind is none of")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","edges":[0,1],"missing":77}""", "a MissingValues is none of")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":1e999,"high":1,"means":[0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "column 'x' reach from Infinity to 1")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":2,"high":1,"means":[0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "column 'x' reach from 2 to 1")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[-1e999]}],"value":"y","edges":[0,1],"missing":"Error"}""", "there must be one each, finite")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":null}],"value":"y","edges":[0,1],"missing":"Error"}""", "damaged")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":["0"]}],"value":"y","edges":[0,1],"missing":"Error"}""", "damaged")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"low":0,"high":1,"means":[0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "damaged")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","high":1,"means":[0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "damaged")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"depth":0,"high":1,"means":[0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "damaged")]
    [InlineData("""{"features":[{"name":"x","kind":"Ordinal","levels":["a",null],"low":0,"high":1,"means":[0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "null is among the levels")]
    [InlineData("""{"features":[{"name":"x","kind":"Cyclic","period":1e-320,"harmonics":1,"low":0,"high":1,"means":[0,0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "Infinity periods of 1E-320")]
    [InlineData("""{"features":[{"name":"x","kind":"Cyclic","period":-1,"harmonics":1,"low":0,"high":1,"means":[0,0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "The period must be")]
    [InlineData("""{"features":[{"name":"x","kind":"Cyclic","period":1e999,"harmonics":1,"low":0,"high":1,"means":[0,0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "The period must be")]
    [InlineData("""{"features":[{"name":"x","kind":"Cyclic","period":1,"harmonics":2147483647,"low":0,"high":1,"means":[0,0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "There must be from 1 to 100 harmonics")]
    [InlineData("""{"features":[{"name":"x","kind":"Cyclic","period":1,"harmonics":-1,"low":0,"high":1,"means":[0,0]}],"value":"y","edges":[0,1],"missing":"Error"}""", "There must be from 1 to 100 harmonics")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","edges":[0,1e999,1e999],"missing":"Error"}""", "edges[1] is Infinity")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","edges":[0,"NaN"],"missing":"Error"}""", "edges[1] is NaN")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","edges":[0,1,2],"values":[null,1.5,null],"missing":"Error"}""", "3 values and 2 bins")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","edges":[0,1,2],"values":[null,0.5],"missing":"Error"}""", "does not lie in its bin")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","bins":{"low":0,"width":1,"count":2},"values":[0.5,1.5],"missing":"Error"}""", "neither a value with bins or classes nor targets")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","bins":{"low":0,"width":1,"count":2000000000},"missing":"Error"}""", "2000000000 bins; there are at most 65536")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","edges":[-1e308,1e308],"missing":"Error"}""", "a finite number above")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","edges":[0],"missing":"Error"}""", "at least 2 edges")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","edges":[0,1],"bins":{"low":0,"width":1,"count":2},"missing":"Error"}""", "neither a value with bins or classes nor targets")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","bins":{"low":-1.5e308,"width":1e308,"count":3},"missing":"Error"}""", "cannot be told apart")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","bins":{"low":0,"width":1,"count":-2},"missing":"Error"}""", "damaged")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"value":"y","bins":{"low":0,"width":1,"count":1e99},"missing":"Error"}""", "damaged")]
    [InlineData("""{"features":[{"name":"x","kind":"Number","low":0,"high":1,"means":[0]}],"targets":["p","p"],"missing":"Error"}""", "null is among the targets, or one is there twice")]
    public void A_damaged_schema_is_refused_in_one_line(string json, string problem)
    {
        string message = Assert.Throws<InvalidDataException>(() => TableSchema.FromJson(json)).Message;
        Assert.StartsWith("the schema of the table ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
