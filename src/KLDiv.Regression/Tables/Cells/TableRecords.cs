using KLDiv.Files;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>The records of a table one by one, whatever they come from, and the errors that name their places.</summary>
internal abstract class TableRecords : IDisposable
{
    private readonly Dictionary<string, int> _fields = new(StringComparer.Ordinal);

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>What says that a value is missing.</summary>
    public MissingMarks Marks { get; set; } = MissingMarks.Usual;

    /// <summary>What was guessed of the table, so far as it has been read; a line each.</summary>
    public virtual IEnumerable<string> Notes => [];

    /// <summary>What the places of records are counted in: <c>line</c>, <c>record</c>.</summary>
    public abstract string Unit { get; }

    /// <summary>The place of the record, from 1.</summary>
    public abstract long Number { get; }

    /// <summary>What stands before the decimals of a number.</summary>
    public virtual char DecimalMark => '.';

    /// <summary>What is said of a table without records.</summary>
    public virtual string Emptiness => "has no rows";

    /// <summary>Takes note of the columns that will be asked for, by which a table may know what its first line is.</summary>
    public virtual void Expect(IReadOnlyCollection<string> names)
    {
    }

    /// <summary>Moves to the next record.</summary>
    /// <returns>Whether there is one.</returns>
    public abstract bool Next();

    /// <summary>The number in a field, NaN and infinities among them.</summary>
    /// <returns>Whether there is one.</returns>
    public abstract bool TryNumber(int field, out double number);

    /// <summary>The text of a field without blanks around it; valid until the next call.</summary>
    public abstract ReadOnlySpan<char> Word(int field);

    /// <summary>Whether a field can be read as text; what cannot has U+FFFD in its word.</summary>
    public virtual bool IsText(int field) => true;

    /// <summary>Whether a field holds numbers by its type, so that none of them is doubted.</summary>
    public virtual bool HasNumbers(int field) => false;

    /// <summary>Whether a field holds levels by its type, though they may look like numbers.</summary>
    public virtual bool HasLevels(int field) => false;

    /// <summary>The number of the column of a name; there must be one such column.</summary>
    public int FieldOf(string name) =>
        WhyUnread(name) is { } reason ? throw Malformed(reason)
        : !_fields.TryGetValue(name, out int field) ? throw Malformed($"has no column {CellText.Shown(name)}{NearName.Hint(name, Names)}; it has {CellText.List(Names)}{(WithoutColumn(name) is { } remedy ? $"; {remedy}" : "")}")
        : field >= 0 ? field
        : throw Twice(name);

    /// <summary>An error of the table.</summary>
    public virtual Exception Malformed(string problem) => new RegressionDataException(Fitting.DataChecks.TableName, problem);

    /// <summary>An error of the record.</summary>
    public Exception Wrong(string problem) => Malformed($"{Unit} {Number} {problem}");

    public abstract void Dispose();

    /// <summary>What may be wrong with a table that lacks a column; null: nothing is known.</summary>
    protected virtual string? WithoutColumn(string name) => null;

    /// <summary>Why a column is not read that the table has; null: it is read, or there is none.</summary>
    protected virtual string? WhyUnread(string name) => null;

    /// <summary>Names the fields of the records.</summary>
    /// <param name="names">A name for each field; null for one that is passed over.</param>
    protected void SetNames(IReadOnlyList<string?> names)
    {
        Names = [.. names.OfType<string>()];
        _fields.Clear();
        _fields.EnsureCapacity(Names.Count);
        for (int place = 0; place < names.Count; place++)
        {
            if (names[place] is { } name)
            {
                // A name that is there twice is an error only where it is asked for.
                _fields[name] = _fields.ContainsKey(name) ? -1 : place;
            }
        }
    }

    private Exception Twice(string name)
    {
        int[] places = [.. Enumerable.Range(1, Names.Count).Where(place => string.Equals(Names[place - 1], name, StringComparison.Ordinal))];
        return Malformed($"has {places.Length} columns {CellText.Shown(name)}, the first two in places {places[0]} and {places[1]}; rename one, or name other --features");
    }
}
