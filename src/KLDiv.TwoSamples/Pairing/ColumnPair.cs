using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.TwoSamples.Pairing;

/// <summary>A column as two tables have it.</summary>
internal sealed class ColumnPair(ReadColumn reference, ReadColumn current)
{
    private bool HasReference => reference.Sort is not ColumnSort.Empty;

    private bool HasCurrent => current.Sort is not ColumnSort.Empty;

    private ColumnSort Sort => HasReference ? reference.Sort : current.Sort;

    /// <summary>Why the two cannot be compared; null: they can.</summary>
    public string? Problem
    {
        get
        {
            string name = VisibleText.Shown(reference.Name);
            return reference.HasTooManyLevels || current.HasTooManyLevels ? $"column {name} has more than 10,000 levels, and is not compared"
                : HasReference && HasCurrent && reference.Sort != current.Sort
                    ? $"column {name} is of {Word(reference.Sort)} in the reference and of {Word(current.Sort)} in the current table, and is not compared"
                : null;
        }
    }

    public ComparedColumn Compare(SampleComparisonOptions? options)
    {
        if (Sort != ColumnSort.Levels)
        {
            return new ComparedColumn(reference.Name, Sort, SampleComparison.Numbers([.. reference.Values], [.. current.Values], options), []);
        }

        string[] levels = [.. reference.Levels.Union(current.Levels, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        (long[] Counts, long Missing) first = Counted(reference, levels), second = Counted(current, levels);
        bool[] isMet = [.. first.Counts.Zip(second.Counts, (a, b) => a + b > 0)];
        long[] Met(long[] counts) => [.. counts.Where((_, level) => isMet[level])];
        SampleDivergence divergence = SampleComparison.Categories(Met(first.Counts), Met(second.Counts), first.Missing, second.Missing, options);
        return new ComparedColumn(reference.Name, Sort, divergence, [.. levels.Where((_, level) => isMet[level])]);
    }

    private static string Word(ColumnSort sort) => sort switch
    {
        ColumnSort.Number => "numbers",
        ColumnSort.Date => "dates",
        ColumnSort.Time => "times",
        _ => "words",
    };

    private static (long[] Counts, long Missing) Counted(ReadColumn column, string[] levels)
    {
        int[] places = [.. column.Levels.Select(level => Array.BinarySearch(levels, level, StringComparer.Ordinal))];
        long[] counts = new long[levels.Length];
        long missing = 0;
        foreach (double value in column.Values)
        {
            if (double.IsNaN(value))
            {
                missing++;
            }
            else
            {
                counts[places[(int)value]]++;
            }
        }

        return (counts, missing);
    }
}
