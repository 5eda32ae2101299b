namespace KLDiv.Regression.Tables.Cells;

/// <summary>What is known of the columns when all rows have been read: the order of their levels, and their means.</summary>
internal static class ColumnSummary
{
    /// <summary>Makes the columns, and brings the codes in the cells into the order of their levels.</summary>
    /// <exception cref="KLDiv.Files.DataFileException">A column has a value in no row, or an ordinal one of words has no order.</exception>
    public static FeatureColumn[] Finish(TableRecords records, NewFeatureReader[] readers, RowStore cells)
    {
        int[] counts = Counts(readers.Length, cells);
        var columns = new FeatureColumn[readers.Length];
        for (int i = 0; i < readers.Length; i++)
        {
            if (counts[i] == 0)
            {
                throw records.Malformed($"has nothing in column {CellText.Shown(readers[i].Name)}, in any row");
            }

            int at = i;
            bool[] isUsed = new bool[readers[i].LevelCount];
            if (isUsed.Length > 0)
            {
                ForEach(cells, at, (ref double cell) => isUsed[(int)cell] = true);
            }

            columns[i] = readers[i].Column(records, isUsed, out double[] codes);
            if (codes.Length > 0)
            {
                ForEach(cells, at, (ref double cell) => cell = codes[(int)cell]);
            }
        }

        Summarise(columns, counts, cells);
        return columns;
    }

    private delegate void CellAction(ref double cell);

    private static void ForEach(RowStore cells, int column, CellAction action)
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
    private static void Summarise(FeatureColumn[] columns, int[] counts, RowStore cells)
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

            columns[i].SetMeans(means[i]);
        }
    }

    private static int[] Counts(int columns, RowStore cells)
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

    private static void Add(FeatureColumn column, double cell, int count, double[] means, Span<double> features)
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
            means[(int)cell] += 1.0 / count;
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
