namespace KLDiv.Regression.Tables.Cells;

/// <summary>The objects of a program.</summary>
internal sealed class ObjectRecords<T> : TableRecords
{
    private readonly IEnumerator<T> _records;
    private readonly IReadOnlyList<RecordColumn<T>> _columns;
    private long _number;

    public ObjectRecords(IEnumerable<T> records, IReadOnlyList<RecordColumn<T>> columns)
    {
        _records = records.GetEnumerator();
        _columns = columns;
        SetNames([.. columns.Select(column => column.Name)]);
    }

    public override string Unit => "record";

    public override long Number => _number;

    public override bool Next()
    {
        _number++;
        return _records.MoveNext() && (_records.Current is not null ? true : throw Wrong("is null"));
    }

    public override bool TryNumber(int field, out double number) => _columns[field].TryNumber(_records.Current, out number);

    public override ReadOnlySpan<char> Word(int field) => _columns[field].Word(_records.Current).AsSpan().Trim();

    public override void Dispose() => _records.Dispose();
}

/// <summary>A column that is made of objects.</summary>
internal abstract class RecordColumn<T>(string name)
{
    public string Name => name;

    public abstract bool TryNumber(T record, out double number);

    public abstract string Word(T record);
}

/// <inheritdoc/>
internal sealed class RecordColumn<T, TValue>(string name, Func<T, TValue> value) : RecordColumn<T>(name)
{
    public override bool TryNumber(T record, out double number) => CellValue.TryNumber(value(record), out number);

    public override string Word(T record) => CellValue.Word(value(record));
}
