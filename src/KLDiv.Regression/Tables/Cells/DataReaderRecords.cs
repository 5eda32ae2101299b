using System.Data;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>The rows of a database's answer.</summary>
internal sealed class DataReaderRecords : TableRecords
{
    private readonly IDataReader _reader;
    private long _number;

    public DataReaderRecords(IDataReader reader)
    {
        _reader = reader;
        SetNames([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)]);
    }

    public override string Unit => "record";

    public override long Number => _number;

    public override bool Next()
    {
        _number++;
        return _reader.Read();
    }

    public override bool TryNumber(int field, out double number) => CellValue.TryNumber(_reader.GetValue(field), out number);

    public override ReadOnlySpan<char> Word(int field) => CellValue.Word(_reader.GetValue(field)).AsSpan().Trim();

    /// <summary>The reader is not ours to close.</summary>
    public override void Dispose()
    {
    }
}
