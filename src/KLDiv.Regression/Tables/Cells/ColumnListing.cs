using KLDiv.Regression.Tables.Recognising;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>Lists the columns of a table with what they were found to be, what they are used for, and why.</summary>
/// <param name="options">Which columns are what.</param>
/// <param name="schema">What was made of them.</param>
/// <param name="reasons">Why columns that may be features are, or are not.</param>
/// <param name="rows">How many rows were read.</param>
internal sealed class ColumnListing(TableOptions options, TableSchema schema, IReadOnlyDictionary<string, string> reasons, long rows)
{
    /// <summary>The columns, in the order of the table.</summary>
    public IReadOnlyList<TableColumn> Of(IReadOnlyList<string> names, IReadOnlyList<RecognisedColumn> features, RecognisedColumn? outcome)
    {
        var all = features.ToDictionary(column => column.Name, StringComparer.Ordinal);
        ILookup<string, FeatureColumn> used = schema.Features.ToLookup(feature => feature.Source, StringComparer.Ordinal);
        HashSet<string> targets = [.. schema.Targets];
        return
        [
            .. names.Select(name => outcome is not null && string.Equals(name, outcome.Name, StringComparison.Ordinal) ? Value(outcome)
                : targets.Contains(name) ? new TableColumn(name, ColumnUse.Target, ColumnSort.Number, "")
                : string.Equals(name, options.Weights, StringComparison.Ordinal) ? new TableColumn(name, ColumnUse.Weight, ColumnSort.Number, "")
                : !all.TryGetValue(name, out RecognisedColumn? column) ? new TableColumn(name, ColumnUse.LeftOut, ColumnSort.Unread, "not among the features that were named")
                : Feature(column, [.. used[name]])),
        ];
    }

    private TableColumn Value(RecognisedColumn column) => Described(column, ColumnUse.Value, schema.IsCategory ? "its levels are the classes" : "") with
    {
        Levels = schema.IsCategory ? schema.Classes : [],
    };

    private TableColumn Feature(RecognisedColumn column, FeatureColumn[] features)
    {
        string reason = reasons.GetValueOrDefault(column.Name, "");
        return features.Length == 0 ? Described(column, ColumnUse.LeftOut, reason)
            : Described(column, ColumnUse.Feature, reason) with { Kind = features[0].Kind, Levels = features[0].Levels };
    }

    private TableColumn Described(RecognisedColumn column, ColumnUse use, string why)
    {
        bool hasRange = column.Sort is not ColumnSort.Levels && column.Count > 0;
        return new TableColumn(column.Name, use, column.Sort, why)
        {
            Levels = column.Sort == ColumnSort.Levels && !column.Source.HasTooMany ? column.Source.Words : [],
            Low = hasRange ? column.Low : double.NaN,
            High = hasRange ? column.High : double.NaN,
            Missing = rows - column.Count,
        };
    }
}
