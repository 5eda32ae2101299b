using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;

namespace KLDiv.Cli;

/// <summary>The two files that a command compares, open, and what of them is compared.</summary>
internal sealed class Operands : IDisposable
{
    private readonly RowSource _inputFile, _targetFile;
    private readonly RowSource _allRows;
    private readonly RowRange _range;
    private readonly TextDialect _dialect;

    /// <param name="input">The input, as users name it.</param>
    /// <param name="target">The target.</param>
    /// <param name="dialect">How text is written.</param>
    /// <param name="axis">The axis of the classes; null: the last.</param>
    /// <param name="classes">The classes that are compared; null: all.</param>
    /// <param name="rows">The rows that are compared; null: all.</param>
    /// <param name="isCommon">Whether those that both have are compared.</param>
    /// <exception cref="DataFileException">A file cannot be opened, or has not what is asked for.</exception>
    public Operands(string input, string target, TextDialect dialect, long? axis, RangeWord? classes, RangeWord? rows, bool isCommon)
    {
        _dialect = dialect;
        _inputFile = RowSource.Open(input, dialect);
        try
        {
            _targetFile = RowSource.Open(target, dialect);
            (RowSource q, RowSource p) = (Cut(_inputFile, axis, classes), Cut(_targetFile, axis, classes));
            (RowRange ofInput, RowRange ofTarget) = (RangeOf(q, rows), RangeOf(p, rows));
            long common = Math.Min(ofInput.Count, ofTarget.Count);
            (_allRows, _range) = (p, isCommon ? ofTarget with { Count = common } : ofTarget);
            Input = q.SliceRows(isCommon ? ofInput with { Count = common } : ofInput);
            Target = p.SliceRows(_range);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public RowSource Input { get; }

    public RowSource Target { get; }

    /// <summary>The numbers in a file, which has one for each row of the target's file.</summary>
    /// <param name="file">The file; null: none.</param>
    public RowColumn? Column(string? file) => file is null ? null : RowColumn.Open(file, _dialect).Beside(_allRows).Slice(_allRows.Rows, _range);

    /// <summary>
    /// Says what may be wrong in how a text was read, and of a side that is said to hold logits if these look like probabilities; where the rows must be what they
    /// are said to be, that is an error.
    /// </summary>
    /// <exception cref="DataFileException">There is something, and must not be.</exception>
    public void TellOfDoubts(RowKind? inputKind, RowKind? targetKind, bool isStrict, Host host)
    {
        foreach ((string name, string note) in new[] { _inputFile, _targetFile }.SelectMany(file => file.Notes.Select(note => (file.Name, note))).Distinct())
        {
            host.Tell(isStrict ? throw new DataFileException(name, note) : $"{name}: {note}");
        }

        foreach ((RowSource source, OperandSide side, RowKind? kind) in new[] { (Input, OperandSide.Input, inputKind), (Target, OperandSide.Target, targetKind) })
        {
            if (kind == RowKind.Logits && !source.HoldsIntegers && DistributionRule.Of(source, side, kind).DoubtAboutLogits() is { } doubt)
            {
                host.Tell(isStrict ? throw new DataFileException(source.Name, doubt) : $"{source.Name}: {doubt}");
            }
        }
    }

    public void Dispose()
    {
        _inputFile.Dispose();
        _targetFile?.Dispose();
    }

    private static RowRange RangeOf(RowSource source, RangeWord? rows) => rows?.Of(source.Rows, source, "rows") ?? new(0, source.Rows);

    private static RowSource Cut(RowSource source, long? axis, RangeWord? classes)
    {
        int rank = source.Lengths.Length;
        if (axis < -rank || axis >= rank)
        {
            throw new DataFileException(source.Name, $"has {rank} {(rank == 1 ? "axis" : "axes")}, counted from 0; --axis {axis} is none of them");
        }

        RowSource turned = axis is { } place ? source.AlongAxis((int)place) : source;
        return classes is null ? turned : turned.SliceClasses(classes.Of(turned.Support, turned, "classes"));
    }
}
