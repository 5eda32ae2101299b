using KLDiv.Regression.Tables.Recognising;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>What is known of the features when the rows have been chosen: the order of their levels, their ranges and means.</summary>
/// <param name="records">The table, for its errors.</param>
/// <param name="cells">The rows that are kept.</param>
internal sealed class ColumnSummary(TableRecords records, RowStore cells)
{
    private delegate void CellAction(ref double cell);

    /// <summary>What the user should know of the levels.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Makes the columns, and brings the codes in the cells into the order of their levels.</summary>
    /// <param name="features">Where the cells came from.</param>
    /// <param name="options">How rare levels and missing values are taken.</param>
    /// <exception cref="KLDiv.Files.DataFileException">A column has a value in no row, or an ordinal one of words has no order.</exception>
    public FeatureColumn[] Finish(IReadOnlyList<CellSource> features, TableOptions options)
    {
        int[] counts = Counts(features.Count);
        var columns = new FeatureColumn[features.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            // Of several parts of a date the first one says that it is missing.
            bool hasMissingLevel = options.Missing == MissingValues.Level && counts[i] < cells.Rows && (i == 0 || features[i].At != features[i - 1].At);
            columns[i] = counts[i] > 0 ? Column(features[i], i, options.Rare, hasMissingLevel) : throw records.Malformed($"has nothing in column {CellText.Shown(features[i].Name)}, in any row");
        }

        Summarise(columns, counts);
        return columns;
    }

    /// <summary>The column of the value, whose cells are no features.</summary>
    /// <param name="column">What it was found to be.</param>
    /// <param name="values">The values; those of levels become their places.</param>
    /// <param name="records">The table, for its errors.</param>
    public static FeatureColumn Outcome(RecognisedColumn column, Span<double> values, TableRecords records)
    {
        if (column.Sort != ColumnSort.Levels)
        {
            return new FeatureColumn(column.Name, FeatureKind.Number, [], 0, 0) { Format = column.Format, Low = column.Low, High = column.High };
        }

        FeatureKind kind = column.Source.Wish.Kind ?? FeatureKind.Categorical;
        int[] counts = new int[column.Source.Words.Count];
        foreach (double word in values)
        {
            counts[(int)word]++;
        }

        LevelOrder order = LevelOrder.Of(column, kind, counts, rare: null, records);
        foreach (ref double value in values)
        {
            value = order.Codes[(int)value];
        }

        return new FeatureColumn(column.Name, kind, order.Levels, 0, 0) { High = order.Levels.Length - 1 };
    }

    private FeatureColumn Column(CellSource source, int at, int? rare, bool hasMissingLevel)
    {
        RecognisedColumn column = source.Column!;
        if (source.Part is { } part)
        {
            return DateParts.Column(source.Name, part, column.Format!, hasMissingLevel);
        }

        if (column.Sort != ColumnSort.Levels)
        {
            CyclicColumn? cycle = column.Source.Wish.Cycle;
            return new FeatureColumn(source.Name, cycle is null ? FeatureKind.Number : FeatureKind.Cyclic, [], cycle?.Period ?? 0, cycle?.Harmonics ?? 0)
            {
                Format = column.Format,
                HasMissingLevel = hasMissingLevel,
            };
        }

        FeatureKind kind = column.Source.Wish.Kind ?? FeatureKind.Categorical;
        int[] rows = new int[column.Source.Words.Count];
        ForEach(at, (ref double cell) => rows[(int)cell]++);
        LevelOrder order = LevelOrder.Of(column, kind, rows, rare, records);
        ForEach(at, (ref double cell) => cell = order.Codes[(int)cell]);
        if (order.Rare > 0)
        {
            Notes.Add($"column {CellText.Shown(source.Name)} has {order.Levels.Length - 1 + order.Rare} levels, of which the {order.Rare} rare ones are taken together; --rare N says how many rows a level of its own needs");
        }

        bool isLevel = hasMissingLevel && kind == FeatureKind.Categorical;
        string[] levels = isLevel ? [.. order.Levels, LevelOrder.NameFor("missing", order.Levels)] : order.Levels;
        return new FeatureColumn(source.Name, kind, levels, 0, 0) { HasRareLevel = order.Rare > 0, HasMissingLevel = hasMissingLevel };
    }

    private void ForEach(int column, CellAction action)
    {
        for (int row = 0; row < cells.Rows; row++)
        {
            ref double cell = ref cells.Row(row)[column];
            if (!double.IsNaN(cell))
            {
                action(ref cell);
            }
        }
    }

    /// <summary>The means of the features, and the least and greatest cell, over the rows that have one.</summary>
    private void Summarise(FeatureColumn[] columns, int[] counts)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            (columns[i].Low, columns[i].High) = (double.PositiveInfinity, double.NegativeInfinity);
        }

        double[][] means = [.. columns.Select(column => new double[column.Width])];
        double[] features = new double[columns.Max(column => column.Width)];
        for (int row = 0; row < cells.Rows; row++)
        {
            Span<double> values = cells.Row(row);
            for (int i = 0; i < columns.Length; i++)
            {
                if (!double.IsNaN(values[i]))
                {
                    Add(columns[i], values[i], counts[i], means[i], features);
                }
            }
        }

        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i].Kind == FeatureKind.Number && counts[i] > 0)
            {
                // The mean of numbers of which each is the largest that there is would round to infinity.
                means[i][0] = Math.Clamp(means[i][0], columns[i].Low, columns[i].High);
            }

            if (columns[i].HasMissingLevel)
            {
                means[i][^1] = (double)(cells.Rows - counts[i]) / cells.Rows;
            }

            columns[i].SetMeans(means[i]);
        }
    }

    private int[] Counts(int columns)
    {
        int[] counts = new int[columns];
        for (int row = 0; row < cells.Rows; row++)
        {
            Span<double> values = cells.Row(row);
            for (int i = 0; i < columns; i++)
            {
                counts[i] += double.IsNaN(values[i]) ? 0 : 1;
            }
        }

        return counts;
    }

    private void Add(FeatureColumn column, double cell, int count, double[] means, Span<double> features)
    {
        column.Low = Math.Min(column.Low, cell);
        column.High = Math.Max(column.High, cell);
        if (column.Kind == FeatureKind.Number)
        {
            // Divided first, so that no sum overflows.
            means[0] += cell / count;
            return;
        }

        if (column.Kind == FeatureKind.Categorical)
        {
            means[(int)cell] += 1.0 / (column.HasMissingLevel ? cells.Rows : count);
            return;
        }

        Span<double> encoded = features[..column.Width];
        column.Encode(cell, encoded);
        for (int i = 0; i < encoded.Length; i++)
        {
            means[i] += encoded[i] / count;
        }
    }
}
