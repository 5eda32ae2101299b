using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Tables;
using KLDiv.Regression.Tables.Cells;

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

    private TableData(TableSource source, string unit, TableSchema schema, TableReading reading, IReadOnlyList<string> notes, bool hasTargets)
    {
        _source = source;
        _unit = unit;
        _places = reading.Places;
        Schema = schema;
        Notes = notes;
        HasOutcomes = hasTargets;
        _cells = reading.Cells;
        _values = reading.Values;
        _weights = reading.Weights;
        FeatureRows = new EncodedRows(_cells, schema, reading.Missing == MissingValues.Mean);
    }

    /// <summary>What messages call it: the path of its file, or the name of its source.</summary>
    public string Source => _source.Name;

    /// <summary>What the columns are.</summary>
    public TableSchema Schema { get; }

    /// <summary>The rows that were kept.</summary>
    public int Rows => _cells.Rows;

    /// <summary>What the user should know of rows that were left out or changed; a line each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Whether the value or the targets were read too.</summary>
    public bool HasOutcomes { get; }

    /// <summary>The value of each row; empty where none was read.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The weight of each row; empty where every row counts alike.</summary>
    public ReadOnlySpan<double> RowWeights => _weights;

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

        using TableRecords records = source.Open(options.Dialect);
        records.Expect(options.Asked);
        NewFeatureReader[] features = [.. FeatureNames(options, records).Select(name => ReaderOf(name, options, records))];
        BinRule rule = options.Bins ?? BinRule.Default;
        var reading = new TableReading(records, features, ValueReader(options.Value, records), TargetReaders(options.Targets ?? [], records), WeightReader(options.Weights, records))
        {
            Missing = options.Missing,
            Remedy = "rows with missing values can be dropped, or missing features replaced by their means",
            Strict = options.Strict,
            Bins = options.Value is null ? null : rule.Given,
        };
        List<string> notes = reading.Run(cancellationToken);
        FeatureColumn[] columns = ColumnSummary.Finish(records, features, reading.Cells);
        if (options.Weights is { } weights)
        {
            CheckWeights(weights, reading.Weights, records);
        }

        Binning? bins = options.Value is null ? null : BinsOf(rule, reading.Values, records, notes);
        var schema = new TableSchema(columns, options.Value, options.Targets ?? [], bins, options.Missing);
        return new TableData(source, records.Unit, schema, reading, notes, hasTargets: true) { Bandwidth = options.Bandwidth, IsGrouped = options.Group };
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
        using TableRecords records = source.Open(options.Dialect);
        records.Expect([.. schema.Features.Select(column => column.Name)]);
        KnownFeatureReader[] features = [.. schema.Features.Select(column => new KnownFeatureReader(column, records.FieldOf(column.Name), options.Unseen))];
        var reading = new TableReading(
            records,
            features,
            ValueReader(options.Outcomes ? schema.Value : null, records),
            TargetReaders(options.Outcomes ? schema.Targets : [], records),
            weight: null)
        {
            Missing = options.Missing ?? (schema.Missing == MissingValues.Mean ? MissingValues.Mean : MissingValues.Error),
            Remedy = "a model takes missing features when it was fitted with their means in their places",
            Strict = false,
            Bins = schema.Bins,
        };
        return new TableData(source, records.Unit, schema, reading, reading.Run(cancellationToken), options.Outcomes);
    }

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
        : new StoredTargets(_cells, Schema.Features.Count, Schema.Targets.Count);

    /// <summary>The rows with their outcomes as they are.</summary>
    internal FitRows Outcomes() => new(new RowSet(FeatureRows), new RowSet(TargetRows(0)), Weights) { Values = Schema.Bins is null ? null : _values };

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
        return $"{_unit} {_places.Of(row)} has {feature.TextOf(_cells.Row(row)[column])} in column {CellText.Shown(feature.Name)}; {reason}";
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

    private static IEnumerable<string> FeatureNames(TableOptions options, TableRecords records)
    {
        if (options.Features is { } names)
        {
            return names;
        }

        // A column that is said to be of a kind must be there, though nobody names it as a feature.
        foreach (string name in options.Kinds)
        {
            _ = records.FieldOf(name);
        }

        string[] others = options.Weights is { } weights ? [.. options.Outcomes, weights] : [.. options.Outcomes];
        string[] rest = [.. records.Names.Except(others, StringComparer.Ordinal)];
        return rest.Length > 0 ? rest : throw records.Malformed($"has no column beside {CellText.List(others)}, so no feature");
    }

    private static NewFeatureReader ReaderOf(string name, TableOptions options, TableRecords records)
    {
        CyclicColumn? cycle = options.Cyclic.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));
        OrdinalColumn? order = options.Ordinal.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));
        FeatureKind? kind = cycle is not null ? FeatureKind.Cyclic
            : order is not null ? FeatureKind.Ordinal
            : options.Categorical.Contains(name, StringComparer.Ordinal) ? FeatureKind.Categorical
            : null;
        return new NewFeatureReader(name, records.FieldOf(name), kind, cycle, order?.Levels);
    }

    private static NumberReader? ValueReader(string? name, TableRecords records) =>
        name is null ? null : new NumberReader(name, records.FieldOf(name), mustNotBeNegative: false);

    private static NumberReader? WeightReader(string? name, TableRecords records) =>
        name is null ? null : new NumberReader(name, records.FieldOf(name), mustNotBeNegative: true);

    private static NumberReader[] TargetReaders(IReadOnlyList<string> names, TableRecords records) =>
        [.. names.Select(name => new NumberReader(name, records.FieldOf(name), mustNotBeNegative: true))];

    private static void CheckWeights(string column, double[] weights, TableRecords records)
    {
        double sum = SteadySums.Sum(weights);
        if (sum == 0)
        {
            throw records.Malformed($"has nothing but 0 in column {CellText.Shown(column)}; some row must have a weight");
        }

        if (DataChecks.IsNoTotalWeight(sum) is { } reason)
        {
            throw records.Malformed($"has weights in column {CellText.Shown(column)} that sum to {sum}; {reason}");
        }
    }

    private static Binning BinsOf(BinRule rule, double[] values, TableRecords records, List<string> notes)
    {
        try
        {
            Binning bins = rule.Over(values);
            if (bins.Count < rule.Count)
            {
                notes.Add($"{rule} gave {CellText.Counted(bins.Count, "bin")}, since there are no more different values to part");
            }

            return bins;
        }
        catch (RegressionDataException wrong)
        {
            throw records.Malformed(wrong.Message);
        }
    }
}
