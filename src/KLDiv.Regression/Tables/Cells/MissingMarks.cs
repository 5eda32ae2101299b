namespace KLDiv.Regression.Tables.Cells;

/// <summary>What says in a table that a value is missing: nothing, the usual words, and what the user named.</summary>
internal sealed class MissingMarks
{
    private readonly HashSet<string> _words;
    private readonly HashSet<double> _numbers = [];

    /// <param name="named">Words, in capitals or not, and numbers, however they are written.</param>
    public MissingMarks(IReadOnlyList<string> named)
    {
        Named = named;
        _words = new HashSet<string>(named, StringComparer.OrdinalIgnoreCase);
        foreach (string word in named)
        {
            if (CellText.TryNumber(word, out double number))
            {
                _numbers.Add(number);
            }
        }
    }

    /// <summary>The usual words alone.</summary>
    public static MissingMarks Usual { get; } = new([]);

    /// <summary>What the user named.</summary>
    public IReadOnlyList<string> Named { get; }

    public bool Are(double number) => _numbers.Count > 0 && _numbers.Contains(number);

    public bool Are(ReadOnlySpan<char> word) => CellText.IsMissing(word)
        || (Named.Count > 0 && (_words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word) || (CellText.TryNumber(word, out double number) && Are(number))));
}
