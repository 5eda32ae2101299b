using KLDiv.Regression.Tables.Recognising;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>Chooses which columns are features: not those that tell rows apart, unless they were named.</summary>
/// <param name="table">The table, read.</param>
/// <param name="strict">Whether what looks wrong is an error.</param>
internal sealed class FeatureChoice(TableReading table, bool strict)
{
    private readonly List<(int At, RecognisedColumn Column)> _identities = [];

    /// <summary>What the user should know of the choice.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Why a column is used or not, by its name, where that is not plain.</summary>
    public Dictionary<string, string> Reasons { get; } = new(StringComparer.Ordinal);

    /// <summary>The cells of the features.</summary>
    /// <param name="columns">The columns that may be features, in the order of their cells.</param>
    /// <exception cref="KLDiv.Files.DataFileException">No feature is left, or a column is not what it must be.</exception>
    public List<CellSource> Of(IReadOnlyList<RecognisedColumn> columns)
    {
        List<CellSource> features = [.. columns.SelectMany((column, at) => Chosen(column, at))];
        if (features.Count == 0 && _identities.Count > 0)
        {
            foreach ((int at, RecognisedColumn column) in _identities)
            {
                Reasons[column.Name] = $"{Reasons[column.Name]}, but no other column is left";
                features.Add(new CellSource(column.Name, at, column));
            }

            Notes.Add("no other column is left, so that those that tell rows apart are the features all the same: figures on the data mislead");
        }

        return features.Count > 0 ? features
            : throw table.Records.Malformed($"has no column left to be a feature: column {CellText.Shown(columns[0].Name)} {Reasons[columns[0].Name]}{(columns.Count > 1 ? ", and so on" : "")}");
    }

    private IEnumerable<CellSource> Chosen(RecognisedColumn column, int at)
    {
        string name = CellText.Shown(column.Name);
        if (column.Note is { } note)
        {
            Notes.Add(note);
        }

        if (column.Sort == ColumnSort.Empty)
        {
            return column.Source.Wish.IsNamed ? throw table.Records.Malformed($"has nothing in column {name}, in any row") : LeaveOut(column, "has nothing in any row");
        }

        if (column.Doubt is { } doubt)
        {
            Tell(doubt);
            if (column.IsUndecidedDate && !column.Source.Wish.IsNamed)
            {
                return LeaveOut(column, "has dates whose order is not told");
            }
        }

        return RowIdentity.Reason(column, table.Cells, at) is { } identity ? Identity(column, at, identity)
            : column.Sort == ColumnSort.Date ? Dates(column, at)
            : Whole(column, at);
    }

    private IEnumerable<CellSource> Identity(RecognisedColumn column, int at, string reason)
    {
        string name = CellText.Shown(column.Name);
        if (column.Source.Wish.IsNamed)
        {
            if (column.Source.HasTooMany)
            {
                throw table.Records.Malformed($"has more than {NewColumn.MostWords} levels in column {name}; a column has at most so many");
            }

            Tell($"column {name} {reason}: the fit learns these rows by heart, and nothing of others");
            return Whole(column, at);
        }

        Tell($"column {name} {reason}, and is left out; name it with --features to have it all the same");
        if (!column.Source.HasTooMany)
        {
            _identities.Add((at, column));
        }

        return LeaveOut(column, reason);
    }

    private CellSource[] Dates(RecognisedColumn column, int at)
    {
        DatePart[] parts = [.. Varying(column, at)];
        bool hasTrend = column.Source.Wish.Date is { HasTrend: true };
        if (parts.Length == 0 && !hasTrend)
        {
            if (!column.Source.Wish.IsNamed)
            {
                Tell($"column {CellText.Shown(column.Name)} has dates of which neither the day of the year nor the weekday changes, and is left out; --date {column.Name}:trend takes the day itself");
                return [.. LeaveOut(column, "neither day of the year nor weekday changes")];
            }

            parts = [DatePart.DayOfYear];
        }

        DatePart[] all = hasTrend ? [.. parts, DatePart.Trend] : parts;
        Reasons[column.Name] = string.Join(", ", all.Select(part => part.Word()));
        return [.. all.Select(part => new CellSource(column.Name, at, column, part))];
    }

    /// <summary>The parts of the dates that are not the same in every row.</summary>
    private IEnumerable<DatePart> Varying(RecognisedColumn column, int at)
    {
        DatePart[] parts = [DatePart.DayOfYear, DatePart.Weekday, DatePart.TimeOfDay];
        double[] first = [.. parts.Select(_ => double.NaN)];
        bool[] varies = new bool[parts.Length];
        for (int row = 0; row < table.Cells.Rows && varies.Contains(false); row++)
        {
            double days = column.Of(table.Cells.Row(row)[at]);
            for (int i = 0; i < parts.Length && !double.IsNaN(days); i++)
            {
                double value = parts[i].Of(days);
                first[i] = double.IsNaN(first[i]) ? value : first[i];
                varies[i] |= value != first[i];
            }
        }

        return parts.Where((_, i) => varies[i]);
    }

    private CellSource[] Whole(RecognisedColumn column, int at)
    {
        if (column.Low == column.High && column.Count == table.Cells.Rows && column.Count > 1)
        {
            Reasons.TryAdd(column.Name, "the same in every row");
        }

        return [new CellSource(column.Name, at, column)];
    }

    private IEnumerable<CellSource> LeaveOut(RecognisedColumn column, string reason)
    {
        Reasons[column.Name] = reason;
        return [];
    }

    private void Tell(string doubt)
    {
        if (strict)
        {
            throw table.Records.Malformed(doubt);
        }

        Notes.Add(doubt);
    }
}
