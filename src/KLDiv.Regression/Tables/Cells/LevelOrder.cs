using System.Globalization;
using KLDiv.Regression.Tables.Recognising;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>The levels of a column in their order, and the place that each of its words has among them.</summary>
/// <param name="Levels">The levels.</param>
/// <param name="Codes">For each word the place of its level; NaN where it is none.</param>
/// <param name="Rare">How many levels the last one stands for; 0: for itself.</param>
internal sealed record LevelOrder(string[] Levels, double[] Codes, int Rare)
{
    /// <summary>Of more levels than that those are put together that few rows have.</summary>
    private const int Many = 100;

    /// <summary>Fewer rows of a level are few.</summary>
    private const int Few = 10;

    /// <summary>Numbers in their order, days and months in that of the calendar, other words in that of their characters: the same whichever row comes first.</summary>
    /// <param name="column">The column.</param>
    /// <param name="kind">What it becomes.</param>
    /// <param name="counts">For each word the rows that have it.</param>
    /// <param name="rare">Fewer rows of a level than that put it among the rare ones; null: 10 where there are more than 100 levels.</param>
    /// <param name="records">The table, for its errors.</param>
    /// <exception cref="KLDiv.Files.DataFileException">An ordinal column of words has no order.</exception>
    public static LevelOrder Of(RecognisedColumn column, FeatureKind kind, int[] counts, int? rare, TableRecords records)
    {
        IReadOnlyList<string> words = column.Source.Words;
        string[] used = column.Source.Wish.Order is { } order ? [.. order] : InOrder(column.Name, kind, [.. words.Where((_, word) => counts[word] > 0)], records);
        var places = used.Select((level, place) => (level, place)).ToDictionary(pair => pair.level, pair => pair.place, StringComparer.Ordinal);
        double[] codes = [.. words.Select(word => places.TryGetValue(word, out int place) ? place : double.NaN)];
        int least = rare ?? (used.Length > Many ? Few : 0);
        bool[] isRare = new bool[used.Length];
        for (int word = 0; word < counts.Length; word++)
        {
            if (!double.IsNaN(codes[word]))
            {
                isRare[(int)codes[word]] = counts[word] < least;
            }
        }

        int together = isRare.Count(one => one);
        return kind != FeatureKind.Categorical || column.Source.Wish.IsValue || together == 0 || (together == 1 && rare is null)
            ? new LevelOrder(used, codes, 0)
            : Together(used, codes, isRare, together);
    }

    private static LevelOrder Together(string[] levels, double[] codes, bool[] isRare, int together)
    {
        string[] kept = [.. levels.Where((_, level) => !isRare[level])];
        double[] places = new double[levels.Length];
        for (int level = 0, next = 0; level < levels.Length; level++)
        {
            places[level] = isRare[level] ? kept.Length : next++;
        }

        return new LevelOrder([.. kept, NameFor("rare", kept)], [.. codes.Select(code => double.IsNaN(code) ? code : places[(int)code])], together);
    }

    /// <summary>The name of a level that stands for something else than a word of the table.</summary>
    public static string NameFor(string what, IReadOnlyCollection<string> levels)
    {
        string name = $"({what})";
        while (levels.Contains(name, StringComparer.Ordinal))
        {
            name = $"({name})";
        }

        return name;
    }

    private static string[] InOrder(string name, FeatureKind kind, string[] levels, TableRecords records)
    {
        Array.Sort(levels, StringComparer.Ordinal);
        string? word = levels.FirstOrDefault(level => !CellText.TryNumber(level, out _));
        return word is null ? [.. levels.OrderBy(level => double.Parse(level, CultureInfo.InvariantCulture))]
            : CalendarNames.InOrder(levels) is { } ordered ? ordered
            : kind == FeatureKind.Ordinal
                ? throw records.Malformed($"has {CellText.Shown(word)} in the ordinal column {CellText.Shown(name)}; the order of levels that are words must be given")
                : levels;
    }
}
