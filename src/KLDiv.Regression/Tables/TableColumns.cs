using KLDiv.Files;
using KLDiv.Regression.Tables.Cells;
using KLDiv.Regression.Tables.Recognising;

namespace KLDiv.Regression;

/// <summary>The columns of a table by themselves, each read as what all its cells say that it is, and nothing regressed on them.</summary>
public static class TableColumns
{
    /// <summary>Reads columns.</summary>
    /// <param name="source">Where the table comes from.</param>
    /// <param name="names">The columns; null: all.</param>
    /// <param name="dialect">How a text is written; null: as is found.</param>
    /// <param name="missingMarks">As <see cref="TableOptions.MissingMarks"/>; null: none.</param>
    /// <param name="cancellationToken">Ends the work within a thousand rows.</param>
    /// <returns>The columns in the order of the table or of the names, and what was guessed of the text, a line each.</returns>
    /// <exception cref="DataFileException">The file cannot be read, has not the columns that are asked for, or has no rows.</exception>
    /// <exception cref="RegressionDataException">The same of a source that is no file.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static (IReadOnlyList<ReadColumn> Columns, IReadOnlyList<string> Notes) Read(
        TableSource source, IReadOnlyList<string>? names = null, TextDialect? dialect = null, IReadOnlyList<string>? missingMarks = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using TableRecords records = source.Open(dialect ?? TextDialect.Found, new MissingMarks(missingMarks ?? []));
        records.Expect([.. names ?? []]);
        NewColumn[] columns =
        [
            .. (names ?? records.Names).Select(name => (Name: name, Field: records.FieldOf(name))).Select(column => new NewColumn(
                column.Name, column.Field, new ColumnWish { DecimalMark = records.DecimalMark, Kind = records.HasLevels(column.Field) ? FeatureKind.Categorical : null })),
        ];
        TableReading reading = new TableReading(records, columns).Run(cancellationToken);
        RecognisedColumn[] recognised = new ColumnRecognition(records, reading.Cells).Of(columns);
        return ([.. recognised.Select((column, at) => Of(column, reading.Cells, at))], [.. records.Notes, .. recognised.Select(column => column.Note ?? column.Doubt).OfType<string>()]);
    }

    private static ReadColumn Of(RecognisedColumn column, RowStore cells, int at)
    {
        double[] values = new double[cells.Rows];
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = column.Of(cells.Row(row)[at]);
        }

        return new ReadColumn(column.Name, column.Sort, values, column.Sort == ColumnSort.Levels ? [.. column.Source.Words] : [], column.Source.HasTooMany);
    }
}
