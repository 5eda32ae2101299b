namespace KLDiv.Regression.Tests.Tables;

/// <summary>A value of words: its levels are the classes.</summary>
public class CategoryTests
{
    private const string Species = "mass,species\n3.7,Adelie\n5.1,Gentoo\n3.8,Adelie\n3.6,Chinstrap\n5.4,Gentoo\n";

    [Fact]
    public void The_levels_of_a_value_of_words_are_the_classes()
    {
        TableData data = Table.Read(Species, new TableOptions { Value = "species" });
        Assert.Equal(["Adelie", "Chinstrap", "Gentoo"], data.Schema.Classes);
        Assert.Equal([1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1], Data.Values(data.Targets()));
        Assert.Equal((true, false, "species"), (data.Schema.IsCategory, data.Schema.IsOrdered, data.Schema.Value));
        TableModel model = TableRegression.Fit(data).Model;
        using MemoryStream file = new();
        model.Save(file);
        file.Position = 0;
        TableModel back = TableModel.Load(file);
        Assert.Equal(data.Schema.Classes, back.Schema.Classes);
        double[] log = back.Predict(new Dictionary<string, string>(StringComparer.Ordinal) { ["mass"] = "5.2" });
        Assert.Equal(2, Array.IndexOf(log, log.Max()));
        Assert.Equal(model.Scores, back.Evaluate(Table.Read(Species, back.Schema, outcomes: true)));
        Assert.Equal(
            "line 2 has 'Emperor' in column 'species', which was not among its levels when the model was fitted: 'Adelie', 'Chinstrap', 'Gentoo'",
            Table.Refusal(() => Table.Read("mass,species\n4,Emperor\n", back.Schema, outcomes: true)));
    }

    [Fact]
    public void Numbers_are_classes_where_that_is_asked_for_and_levels_keep_the_order_that_is_given()
    {
        const string Text = "x,y\n1,3\n2,1\n3.5,3\n4,10\n";
        Assert.NotNull(Table.Read(Text, new TableOptions { Value = "y" }).Schema.Bins);
        Assert.Equal(["1", "3", "10"], Table.Read(Text, new TableOptions { Value = "y", Categorical = ["y"] }).Schema.Classes);
        TableSchema ordered = Table.Read(
            "x,y\n1,small\n2,large\n3,medium\n", new TableOptions { Value = "y", Ordinal = [OrdinalColumn.Parse("y:small:medium:large")] }).Schema;
        Assert.Equal(["small", "medium", "large"], ordered.Classes);
        Assert.True(ordered.IsOrdered && TableSchema.FromJson(ordered.ToJson()).IsOrdered);
    }

    [Theory]
    [InlineData("x,y\n1,2\n2,b\n3,4\n", "line 3 has 'b' in column 'y', where a number must be; --missing-values takes such words for missing, --categorical y makes all of its cells classes")]
    [InlineData("x,y\n1,2024-01-01\n2,2024-01-02\n", "has dates in column 'y', and a number or a category is regressed")]
    [InlineData("x,y\n1,\n2,NA\n", "has nothing in column 'y', in any row")]
    public void A_value_that_is_neither_of_numbers_nor_of_words_is_refused(string text, string problem) =>
        Assert.Equal(problem, Table.Refusal(text, new TableOptions { Value = "y" }));

    [Fact]
    public void Bins_are_not_for_words()
    {
        Assert.Equal(
            "line 2 has 'Adelie' in column 'species', where a number must be: bins and a bandwidth are for numbers",
            Table.Refusal(Species, new TableOptions { Value = "species", Bins = BinRule.Equal(3) }));
    }

    [Fact]
    public void A_value_may_be_written_for_people()
    {
        TableData data = Table.Read("x,y\n1,\"$1,250\"\n2,$900\n", new TableOptions { Value = "y" });
        Assert.Equal([1250, 900], data.Values.ToArray());
        Assert.Equal("column 'y' has numbers such as '$1,250', read as 1250", Assert.Single(data.Notes));
        TableSchema back = TableSchema.FromJson(data.Schema.ToJson());
        Assert.Equal([1000], Table.Read("x,y\n1,\"$1,000\"\n", back, outcomes: true).Values.ToArray());
    }
}
