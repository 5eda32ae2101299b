using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Tables;
using KLDiv.Regression.Tables.Cells;
using KLDiv.Regression.Validation;

namespace KLDiv.Regression;

/// <summary>A table that was read once, from whatever <see cref="TableSource"/>: 8 bytes for each cell that is used, whatever the features and bins that are made of it.</summary>
/// <remarks>
/// A file is text as RFC 4180 has it or as other programs write it (<see cref="TextDialect"/>): a line of column names, then a record for each row; empty
/// lines are passed over, blanks around a field are no part of it, and quotes part nothing. A column of numbers is numbers and one of words is levels; which
/// of the two its first cell tells, and a cell of the other kind is an error. The same cells make the same table, whatever they come from.
/// </remarks>
public sealed class TableData
{
    private readonly TableSource _source;
    private readonly string _unit;
    private readonly RowPlaces _places;
    private readonly RowStore _cells;
    private readonly double[] _values;
    private readonly double[] _weights;
    private readonly RowStore _keptCells;
    private KeptTextReader[] _kept = [];

    private TableData(TableSource source, string unit, TableSchema schema, TableRows rows, IReadOnlyList<string> notes, bool hasTargets)
    {
        _source = source;
        _unit = unit;
        _places = rows.Places;
        Schema = schema;
        Notes = notes;
        HasOutcomes = hasTargets;
        (_cells, _keptCells) = (rows.Cells, rows.KeptCells);
        _values = rows.Values;
        _weights = rows.Weights;
        (RowsLeftOut, RowsFilled) = (rows.LeftOut, rows.Filled);
        FeatureRows = new EncodedRows(_cells, schema, rows.Missing is MissingValues.Mean or MissingValues.Level);
    }

    /// <summary>What messages call it: the path of its file, or the name of its source.</summary>
    public string Source => _source.Name;

    /// <summary>What the columns are.</summary>
    public TableSchema Schema { get; }

    /// <summary>The rows that were kept.</summary>
    public int Rows => _cells.Rows;

    /// <summary>How many rows were left out, because something in them was missing.</summary>
    public long RowsLeftOut { get; }

    /// <summary>How many rows had a missing feature, in the place of which a mean or a level of its own stands.</summary>
    public long RowsFilled { get; }

    /// <summary>What the user should know of rows that were left out or changed; a line each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>All columns of the table, in its order: what each was found to be, and what it is used for; empty of a table that was read for a model.</summary>
    public IReadOnlyList<TableColumn> Columns { get; private init; } = [];

    /// <summary>Whether the value or the targets were read too.</summary>
    public bool HasOutcomes { get; }

    /// <summary>The value of each row, of a category the place of its level among <see cref="TableSchema.Classes"/>; empty where none was read.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The weight of each row; empty where every row counts alike.</summary>
    public ReadOnlySpan<double> RowWeights => _weights;

    /// <summary>The columns whose texts were carried along (<see cref="TableReadOptions.Keep"/>).</summary>
    public IReadOnlyList<string> KeptColumns { get; private init; } = [];

    internal IMatrixView FeatureRows { get; }

    /// <summary>How far values are to be spread; null: to be chosen.</summary>
    internal double? Bandwidth { get; private init; } = 0;

    /// <summary>Whether rows with equal features are to be fitted as one.</summary>
    internal bool IsGrouped { get; private init; }

    internal double[]? Weights => _weights.Length == 0 ? null : _weights;

    /// <inheritdoc cref="Read(TableSource, TableOptions, CancellationToken)"/>
    /// <param name="path">The CSV file.</param>
    /// <param name="options">Which columns are what.</param>
    /// <param name="cancellationToken">Ends the work within a thousand rows.</param>
    public static TableData Read(string path, TableOptions options, CancellationToken cancellationToken = default) =>
        Read(TableSource.OfFile(path), options, cancellationToken);

    /// <summary>Reads a table that a model is to be fitted to.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="options">Which columns are what.</param>
    /// <param name="cancellationToken">Ends the work within a thousand rows.</param>
    /// <exception cref="DataFileException">The file cannot be read, has not the columns that are asked for, or something in it is wrong; the message
    /// names line, column and value.</exception>
    /// <exception cref="RegressionDataException">The same of a source that is no file.</exception>
    /// <exception cref="ArgumentException">The options contradict each other (<see cref="TableOptions.Contradiction"/>).</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static TableData Read(TableSource source, TableOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Contradiction() is { } contradiction)
        {
            throw new ArgumentException(contradiction, nameof(options));
        }

        using TableRecords records = source.Open(options.Dialect, new MissingMarks(options.MissingMarks));
        records.Expect(options.Asked);
        NewTable table = new NewTable(records, options).Read(cancellationToken);
        return new TableData(source, records.Unit, table.Schema, table.Rows, table.Notes, hasTargets: true)
        {
            Columns = table.Columns,
            Bandwidth = options.Bandwidth,
            IsGrouped = options.Group,
        };
    }

    /// <inheritdoc cref="Read(TableSource, TableSchema, TableReadOptions?, CancellationToken)"/>
    /// <param name="path">The CSV file.</param>
    /// <param name="schema">What the model's columns are.</param>
    /// <param name="options">What is read, and what becomes of what the model does not know; null: <see cref="TableReadOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the work within a thousand rows.</param>
    public static TableData Read(string path, TableSchema schema, TableReadOptions? options = null, CancellationToken cancellationToken = default) =>
        Read(TableSource.OfFile(path), schema, options, cancellationToken);

    /// <summary>Reads a table for a model that was fitted to another: its columns may be in another order, and others between them.</summary>
    /// <param name="source">Where it comes from, which may be another kind of source than the first table's.</param>
    /// <param name="schema">What the model's columns are.</param>
    /// <param name="options">What is read, and what becomes of what the model does not know; null: <see cref="TableReadOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the work within a thousand rows.</param>
    /// <exception cref="DataFileException">As for the other table; a column that is missing is named.</exception>
    /// <exception cref="RegressionDataException">The same of a source that is no file.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static TableData Read(TableSource source, TableSchema schema, TableReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(schema);
        options ??= TableReadOptions.Default;
        using TableRecords records = source.Open(options.Dialect, schema.Marks);
        records.Expect(schema.Sources);
        FeatureColumn[] columns = options.Outcomes && schema.Outcome is { } outcome ? [.. schema.Features, outcome] : [.. schema.Features];
        IReadOnlyList<string> targets = options.Outcomes ? schema.Targets : [];
        KeptTextReader[] kept = [.. (options.Keep ?? records.Names).Select(name => new KeptTextReader(name, records.FieldOf(name)))];
        ColumnReader[] readers =
        [
            .. columns.Select(column => new KnownColumnReader(column, records.FieldOf(column.Source), ReferenceEquals(column, schema.Outcome) ? UnseenLevels.Error : options.Unseen)),
            .. targets.Select(name => new ShareReader(name, records.FieldOf(name))),
            .. kept,
        ];
        TableReading reading = new TableReading(records, readers).Run(cancellationToken);
        CellSource[] sources = [.. readers.Select((reader, i) => new CellSource(reader.Name, i))];
        var rows = new TableRows(reading, sources[..schema.Features.Count], sources[columns.Length..^kept.Length])
        {
            Value = columns.Length > schema.Features.Count ? sources[schema.Features.Count] : null,
            Weight = null,
            Missing = options.Missing ?? (schema.Missing is MissingValues.Mean or MissingValues.Level ? schema.Missing : MissingValues.Error),
            Remedy = "a model takes missing features when it was fitted with --missing mean or level",
            MissingIsLevel = schema.Features.Any(feature => feature.HasMissingLevel),
            Strict = false,
            Bins = schema.Bins,
            Kept = sources[^kept.Length..],
        };
        List<string> notes = [.. records.Notes, .. rows.Run()];
        foreach (string beyond in new FittedRanges(schema.Features).Notes(rows, records.Unit))
        {
            notes.Add(options.Strict ? throw records.Malformed(beyond) : beyond);
        }

        return new TableData(source, records.Unit, schema, rows, notes, options.Outcomes)
        {
            KeptColumns = [.. kept.Select(column => column.Name)],
            _kept = kept,
        };
    }

    /// <summary>The text that a row has in a column that was carried along.</summary>
    /// <param name="row">The row, among those that were kept.</param>
    /// <param name="column">The number of the column among <see cref="KeptColumns"/>.</param>
    public string KeptText(int row, int column) => _kept[column].TextOf(_keptCells.Row(row)[column]);

    /// <summary>The features of all rows as a tensor [rows, features] of its own.</summary>
    public Tensor<double> Features() => Copy(FeatureRows);

    /// <summary>The distributions of all rows as a tensor [rows, support] of its own.</summary>
    /// <param name="bandwidth">How far each value is spread, in its unit; 0: all in its bin. Targets that are distributions already stay as they are.</param>
    /// <exception cref="InvalidOperationException">No outcomes were read.</exception>
    public Tensor<double> Targets(double bandwidth = 0) => Copy(TargetRows(bandwidth));

    /// <inheritdoc cref="Targets"/>
    internal IMatrixView TargetRows(double bandwidth) =>
        !HasOutcomes ? throw new InvalidOperationException($"{Source} was read without its outcomes.")
        : Schema.Bins is { } bins ? new BinnedValues(_values, bins, bandwidth)
        : Schema.IsCategory ? new ClassValues(_values, Schema.Support)
        : new StoredTargets(_cells, Schema.Features.Count, Schema.Targets.Count);

    /// <summary>The rows with their outcomes as they are.</summary>
    internal FitRows Outcomes() => new(new RowSet(FeatureRows), new RowSet(TargetRows(0)), Weights) { Values = Schema.Bins is null ? null : _values };

    /// <summary>The rows, to be fitted at any bandwidth.</summary>
    internal SpreadRows Spread()
    {
        FitRows outcomes = Outcomes();
        return new SpreadRows(outcomes, bandwidth => bandwidth == 0 ? outcomes : outcomes.WithTargets(new RowSet(TargetRows(bandwidth))), Schema.Bins);
    }

    /// <summary>The rows with equal features as one each.</summary>
    internal RowGroups Groups() => new(_cells, Schema.Features.Count);

    /// <summary>Does something with the rows, and names line and column of what is wrong with them.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="groups">The groups that stand in the place of the rows; null: none.</param>
    /// <exception cref="DataFileException">Something is wrong with the rows of a file.</exception>
    /// <exception cref="RegressionDataException">The same of rows that came from elsewhere.</exception>
    internal TResult Named<TResult>(Func<TResult> work, RowGroups? groups = null)
    {
        try
        {
            return work();
        }
        catch (RegressionDataException wrong) when (!string.Equals(wrong.Operand, DataChecks.TableName, StringComparison.Ordinal))
        {
            throw _source.Malformed(wrong is { Row: { } row, Column: { } column, Reason: { } reason }
                ? Placed(groups is null ? (int)row : groups.Members((int)row)[0], Schema.ColumnOf(column), reason)
                : wrong.Message, wrong);
        }
    }

    private string Placed(int row, int column, string reason)
    {
        FeatureColumn feature = Schema.Features[column];
        return $"{_unit} {_places.Of(row)} has {feature.TextOf(_cells.Row(row)[column])} in column {CellText.Shown(feature.Source)}; {reason}";
    }

    private static Tensor<double> Copy(IMatrixView matrix)
    {
        double[] result = new double[checked(matrix.Rows * matrix.Columns)];
        for (nint row = 0; row < matrix.Rows; row++)
        {
            matrix.CopyRow(row, result.AsSpan((int)(row * matrix.Columns), matrix.Columns));
        }

        return Tensor.Create(result, [matrix.Rows, matrix.Columns]);
    }
}
