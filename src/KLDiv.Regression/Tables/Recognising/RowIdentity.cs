using KLDiv.Regression.Tables.Cells;

namespace KLDiv.Regression.Tables.Recognising;

/// <summary>Tells columns that name rows from those that measure something.</summary>
/// <remarks>
/// Levels name rows where they are more than half as many as the rows. Whole numbers do where all differ and that would hardly come about by chance:
/// so many different numbers out of their range (in steps of what divides all their differences), numbers that go up by one from row to row, or many that go up at all.
/// Numbers with fractions measure something, however many of them differ.
/// </remarks>
internal static class RowIdentity
{
    /// <summary>Fewer levels, and fewer rows, are too few to tell.</summary>
    private const int Fewest = 5;

    /// <summary>So many whole numbers that go up from row to row number the rows or tell their time; fewer may be what somebody tried in order.</summary>
    private const int FewestAscending = 50;

    /// <summary>Chances below that are none.</summary>
    private static readonly double s_least = Math.Log(0.001);

    /// <summary>Words of a level on average, from which on it is a text, where more than a tenth of the rows have a text of their own.</summary>
    private const int WordsOfText = 4;

    private const int MostOfText = 10;

    private static readonly string[] Identifiers = ["id", "ids", "uuid", "guid", "key", "index", "idx"];

    private static readonly string[] Numbers = ["no", "nr", "number", "num"];

    /// <summary>Why a column tells rows apart; null where it does not.</summary>
    public static string? Reason(RecognisedColumn column, RowStore cells, int at) => column.Sort switch
    {
        ColumnSort.Levels => OfLevels(column, cells, at),
        ColumnSort.Number when column.Format is null && column.Source.Wish.Kind is null => OfNumbers(column, cells, at),
        _ => null,
    };

    private static string? OfLevels(RecognisedColumn column, RowStore cells, int at)
    {
        if (column.Source.HasTooMany)
        {
            return $"has more than {NewColumn.MostWords} levels";
        }

        bool[] isMet = new bool[column.Source.Words.Count];
        for (int row = 0; row < cells.Rows; row++)
        {
            double word = column.Of(cells.Row(row)[at]);
            if (!double.IsNaN(word))
            {
                isMet[(int)word] = true;
            }
        }

        string[] levels = [.. column.Source.Words.Where((_, word) => isMet[word])];
        if (levels.Length < Fewest || column.Source.Wish.Order is not null || CalendarNames.InOrder(levels) is not null)
        {
            return null;
        }

        return levels.Length > column.Count / 2 ? $"tells rows apart, by {levels.Length} levels in {column.Count} rows"
            : levels.Length > column.Count / MostOfText && levels.Average(level => level.Count(char.IsWhiteSpace)) >= WordsOfText ? $"is free text, {levels.Length} texts in {column.Count} rows"
            : null;
    }

    private static string? OfNumbers(RecognisedColumn column, RowStore cells, int at)
    {
        if (column.Count < Fewest || column.Source.HasFractions || column.Low == column.High)
        {
            return null;
        }

        if (Math.Max(-column.Low, column.High) >= 1L << 53)
        {
            return IsNamedSo(column.Name) ? "names rows, by whole numbers of more digits than a double tells apart" : null;
        }

        double[] numbers = [.. Enumerable.Range(0, cells.Rows).Select(row => column.Of(cells.Row(row)[at])).Where(number => !double.IsNaN(number))];

        double step = Step(numbers);
        bool counts = step == 1 && numbers.Zip(numbers.Skip(1)).All(pair => pair.Second - pair.First == 1);
        bool ascends = numbers.Length >= FewestAscending && numbers.Zip(numbers.Skip(1)).All(pair => pair.Second > pair.First);
        return !counts && !ascends && !IsNamedSo(column.Name) && LogChance(numbers.Length, ((column.High - column.Low) / step) + 1) > s_least ? null
            : numbers.Distinct().Count() < numbers.Length ? null
            : $"is a running number, from {column.Low} to {column.High} in {numbers.Length} rows";
    }

    /// <summary>The greatest number that divides all differences.</summary>
    private static double Step(double[] numbers)
    {
        long step = 0;
        for (int i = 1; i < numbers.Length && step != 1; i++)
        {
            (long a, long b) = ((long)Math.Abs(numbers[i] - numbers[i - 1]), step);
            while (b > 0)
            {
                (a, b) = (b, a % b);
            }

            step = a;
        }

        return step;
    }

    /// <summary>The logarithm of the chance that so many numbers all differ which are drawn from so many; not carried on where it is small enough.</summary>
    private static double LogChance(int count, double among)
    {
        double sum = 0;
        for (int i = 0; i < count && sum > s_least; i++)
        {
            sum += Math.Log(Math.Max(0, 1 - (i / among)));
        }

        return sum;
    }

    /// <summary>Whether the last word of a name says that it is one of a row: <c>order_id</c>, <c>OrderId</c>, <c>order number</c>.</summary>
    private static bool IsNamedSo(string name)
    {
        string parted = string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) && char.IsLower(name[i - 1]) ? $" {letter}" : $"{letter}"));
        string[] words = parted.ToLowerInvariant().Split([' ', '_', '-', '.', ':'], StringSplitOptions.RemoveEmptyEntries);
        return words is [.., var last] && (Identifiers.Contains(last, StringComparer.Ordinal) || (words.Length > 1 && Numbers.Contains(last, StringComparer.Ordinal)) || last.EndsWith('#'));
    }
}
