namespace KLDiv.Regression.Tables.Cells;

/// <summary>Reads the texts of a column that is carried along, each of which becomes its number among those that differ.</summary>
internal sealed class KeptTextReader(string name, int field) : ColumnReader(name, field)
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    public override double Read(TableRecords records)
    {
        ReadOnlySpan<char> word = records.Word(Field);
        if (!_numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out int number))
        {
            number = _texts.Count;
            _texts.Add(word.ToString());
            _numbers.Add(_texts[^1], number);
        }

        return number;
    }

    public string TextOf(double cell) => _texts[(int)cell];
}
