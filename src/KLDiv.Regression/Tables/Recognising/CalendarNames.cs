namespace KLDiv.Regression.Tables.Recognising;

/// <summary>The English names of days and months, in full and as they are shortened.</summary>
internal static class CalendarNames
{
    private const int ShortestName = 3;

    private static readonly string[] Weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    /// <summary>The names of the days from Monday on, in three letters.</summary>
    public static IReadOnlyList<string> ShortWeekdays { get; } = [.. Weekdays.Select(name => name[..ShortestName])];

    /// <summary>The number of a day from 0, Monday; -1 where it is none.</summary>
    public static int Weekday(ReadOnlySpan<char> name) => Of(name, Weekdays);

    /// <summary>The number of a month from 0; -1 where it is none.</summary>
    public static int Month(ReadOnlySpan<char> name) => Of(name, Months);

    /// <summary>The levels in the order of the calendar; null where they are not all days or all months.</summary>
    public static string[]? InOrder(IReadOnlyCollection<string> levels) =>
        levels.Count < 2 ? null
        : levels.All(level => Weekday(level) >= 0) ? [.. levels.OrderBy(level => Weekday(level)).ThenBy(level => level, StringComparer.Ordinal)]
        : levels.All(level => Month(level) >= 0) ? [.. levels.OrderBy(level => Month(level)).ThenBy(level => level, StringComparer.Ordinal)]
        : null;

    /// <summary>A beginning of at least three letters, with a dot behind it or not: <c>Tue</c>, <c>Tues.</c>, <c>Sept</c>.</summary>
    private static int Of(ReadOnlySpan<char> name, string[] names)
    {
        ReadOnlySpan<char> letters = name.TrimEnd('.');
        if (letters.Length >= ShortestName)
        {
            for (int i = 0; i < names.Length; i++)
            {
                if (names[i].AsSpan().StartsWith(letters, StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }

        return -1;
    }
}
