using System.Globalization;

namespace KLDiv.Regression.Tables.Recognising;

/// <summary>Dates, with a time of day or without: ISO 8601, and the forms that are usually written.</summary>
/// <remarks>Of a time with a zone the clock is taken as it is written: the hour of the day is that of its place.</remarks>
/// <param name="order">The order of day, month and year where all three are numbers.</param>
internal sealed class DateFormat(DateOrder order) : CellFormat
{
    /// <summary>A year of two digits from here on is one of the last century.</summary>
    private const int Pivot = 50;

    private static readonly long s_start = DateTime.UnixEpoch.Ticks;

    public DateOrder Order => order;

    public override string Plural => "dates";

    /// <summary>How a date is written.</summary>
    public string Example => order switch
    {
        DateOrder.DayMonthYear => "31.12.2024",
        DateOrder.MonthDayYear => "12/31/2024",
        _ => "2024-12-31",
    };

    public override bool TryParse(ReadOnlySpan<char> text, out double number)
    {
        number = 0;
        var scanner = new TextScanner(text);
        if (!TryDate(ref scanner, out int year, out int month, out int day)
            || year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        double hours = 0;
        if (!scanner.IsAtEnd && !TryTime(ref scanner, out hours))
        {
            return false;
        }

        number = ((new DateTime(year, month, day).Ticks - s_start) / TimeSpan.TicksPerDay) + (hours / 24);
        return scanner.IsAtEnd;
    }

    public override string Shown(double number) => Text(number);

    /// <summary>A day as ISO 8601 has it, with the time where there is one.</summary>
    public static string Text(double days)
    {
        DateTime moment = DateTimeOf(days);
        return moment.ToString(moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>The moment that a number of days stands for, to the nearest hundredth of a second, which is what the number can tell.</summary>
    public static DateTime DateTimeOf(double days)
    {
        double least = (DateTime.MinValue.Ticks - s_start) / (double)TimeSpan.TicksPerDay, most = (DateTime.MaxValue.Ticks - s_start) / TimeSpan.TicksPerDay;
        double whole = Math.Floor(Math.Clamp(days, least, most));
        long hundredths = (long)Math.Round((Math.Clamp(days, least, most) - whole) * 24 * 3600 * 100);
        return DateTime.UnixEpoch.AddDays(whole).AddTicks(hundredths * (TimeSpan.TicksPerSecond / 100));
    }

    private bool TryDate(ref TextScanner scanner, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 1);
        TextScanner start = scanner;
        if (CalendarNames.Weekday(scanner.Word()) >= 0)
        {
            _ = scanner.Skip('.');
            _ = scanner.Skip(',');
            scanner.SkipBlanks();
        }
        else
        {
            scanner = start;
        }

        ReadOnlySpan<char> name = scanner.Word();
        if (name.Length > 0)
        {
            return TryNamed(name, ref scanner, out year, out month, out day);
        }

        if (!scanner.Number(out int first, out int digits))
        {
            return false;
        }

        if (digits == 8)
        {
            (year, month, day) = (first / 10_000, first / 100 % 100, first % 100);
            return true;
        }

        if (!TrySeparator(ref scanner, out char separator))
        {
            return false;
        }

        name = scanner.Word();
        return name.Length > 0
            ? TryNamed(first, digits, name, ref scanner, out year, out month, out day)
            : TryNumbers(first, digits, separator, ref scanner, out year, out month, out day);
    }

    /// <summary>March 14, 2024; March 2024.</summary>
    private static bool TryNamed(ReadOnlySpan<char> name, ref TextScanner scanner, out int year, out int month, out int day)
    {
        (year, month, day) = (0, CalendarNames.Month(name) + 1, 1);
        if (!TrySeparator(ref scanner, out _) || !scanner.Number(out int second, out int digits))
        {
            return false;
        }

        if (digits == 4)
        {
            year = second;
            return true;
        }

        day = second;
        return digits <= 2 && TrySeparator(ref scanner, out _) && scanner.Number(out year, out int last) && last == 4;
    }

    /// <summary>14 March 2024, 14-Mar-24, 2024-Mar-14.</summary>
    private static bool TryNamed(int first, int digits, ReadOnlySpan<char> name, ref TextScanner scanner, out int year, out int month, out int day)
    {
        (year, month, day) = (first, CalendarNames.Month(name) + 1, first);
        if (!TrySeparator(ref scanner, out _) || !scanner.Number(out int last, out int lastDigits))
        {
            return false;
        }

        if (digits == 4)
        {
            day = last;
            return lastDigits <= 2;
        }

        year = Year(last, lastDigits);
        return digits <= 2 && lastDigits is 2 or 4;
    }

    private bool TryNumbers(int first, int digits, char separator, ref TextScanner scanner, out int year, out int month, out int day)
    {
        (year, month, day) = (first, 0, 1);
        if (!scanner.Number(out int second, out int secondDigits) || secondDigits > 2)
        {
            return false;
        }

        if (scanner.IsAtEnd)
        {
            month = second;
            return order == DateOrder.YearMonthDay && digits == 4 && separator is '-' or '/' && secondDigits == 2;
        }

        if (!TrySeparator(ref scanner, out char other) || other != separator || !scanner.Number(out int third, out int thirdDigits))
        {
            return false;
        }

        if (digits == 4)
        {
            (month, day) = (second, third);
            return order == DateOrder.YearMonthDay && thirdDigits <= 2;
        }

        year = Year(third, thirdDigits);
        (day, month) = order == DateOrder.DayMonthYear ? (first, second) : (second, first);
        return digits <= 2 && thirdDigits is 2 or 4
            && (order == DateOrder.DayMonthYear || (order == DateOrder.MonthDayYear && separator != '.'));
    }

    private static bool TryTime(ref TextScanner scanner, out double hours)
    {
        hours = 0;
        bool isParted = scanner.Skip('T') || scanner.Skip('t') || scanner.Skip(',') || scanner.Next is ' ';
        scanner.SkipBlanks();
        if (!isParted || !ClockFormat.TryRead(ref scanner, out hours) || hours >= 24)
        {
            return false;
        }

        scanner.SkipBlanks();
        return TryZone(ref scanner);
    }

    /// <summary>Z, UTC, GMT, +01:00, -0500, or nothing.</summary>
    private static bool TryZone(ref TextScanner scanner)
    {
        ReadOnlySpan<char> name = scanner.Word();
        if (name.Length > 0)
        {
            return name is "Z" or "z" or "UTC" or "GMT";
        }

        if (!scanner.Skip('+') && !scanner.Skip('-') && !scanner.Skip('−'))
        {
            return true;
        }

        return scanner.Number(out _, out int digits)
            && (digits == 4 || (digits <= 2 && (!scanner.Skip(':') || (scanner.Number(out _, out int minutes) && minutes == 2))));
    }

    private static bool TrySeparator(ref TextScanner scanner, out char separator)
    {
        separator = scanner.Next;
        bool isThere = scanner.Skip('-') || scanner.Skip('/') || scanner.Skip('.') || scanner.Skip(',') || scanner.Next is ' ';
        scanner.SkipBlanks();
        return isThere;
    }

    private static int Year(int number, int digits) => digits > 2 ? number : number + (number < Pivot ? 2000 : 1900);
}
