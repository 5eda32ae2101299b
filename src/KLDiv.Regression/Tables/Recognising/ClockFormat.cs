using System.Globalization;

namespace KLDiv.Regression.Tables.Recognising;

/// <summary>Times and durations: hours and minutes (<c>08:00</c>), with seconds (<c>1:30:00</c>), with AM or PM; read as hours.</summary>
internal sealed class ClockFormat : CellFormat
{
    private const int MostHourDigits = 4;

    public static ClockFormat Instance { get; } = new();

    public override string Plural => "times";

    public override bool TryParse(ReadOnlySpan<char> text, out double number)
    {
        var scanner = new TextScanner(text);
        bool isNegative = scanner.Skip('-') || scanner.Skip('−');
        if (!TryRead(ref scanner, out number) || !scanner.IsAtEnd)
        {
            return false;
        }

        number = isNegative ? -number : number;
        return true;
    }

    public override string Shown(double number)
    {
        long seconds = (long)Math.Round(Math.Abs(number) * 3600);
        string text = string.Create(CultureInfo.InvariantCulture, $"{(number < 0 ? "-" : "")}{seconds / 3600:00}:{seconds / 60 % 60:00}");
        return seconds % 60 == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}:{seconds % 60:00}");
    }

    /// <summary>Reads a time from where a scanner stands.</summary>
    public static bool TryRead(ref TextScanner scanner, out double hours)
    {
        hours = 0;
        if (!scanner.Number(out int hour, out int digits) || digits > MostHourDigits || !scanner.Skip(':') || !Sixtieth(ref scanner, out int minute))
        {
            return false;
        }

        int second = 0;
        double fraction = 0;
        if (scanner.Skip(':') && (!Sixtieth(ref scanner, out second) || !TryFraction(ref scanner, out fraction)))
        {
            return false;
        }

        bool isRight = TryHalf(ref scanner, ref hour);
        hours = hour + (minute / 60.0) + ((second + fraction) / 3600);
        return isRight;
    }

    /// <summary>AM or PM, which make a clock of twelve hours one of a day; what else comes is left to be read.</summary>
    private static bool TryHalf(ref TextScanner scanner, ref int hour)
    {
        TextScanner before = scanner;
        scanner.SkipBlanks();
        ReadOnlySpan<char> half = scanner.Word();
        bool isMorning = half.Equals("AM", StringComparison.OrdinalIgnoreCase);
        if (!isMorning && !half.Equals("PM", StringComparison.OrdinalIgnoreCase))
        {
            scanner = before;
            return true;
        }

        bool isRight = hour is >= 1 and <= 12;
        hour = (hour % 12) + (isMorning ? 0 : 12);
        return isRight;
    }

    private static bool Sixtieth(ref TextScanner scanner, out int value) => scanner.Number(out value, out int digits) && digits == 2 && value < 60;

    private static bool TryFraction(ref TextScanner scanner, out double fraction)
    {
        fraction = 0;
        if (!scanner.Skip('.') && !scanner.Skip(','))
        {
            return true;
        }

        if (!scanner.Number(out int value, out int digits))
        {
            return false;
        }

        fraction = value / Math.Pow(10, Math.Min(digits, TextScanner.MostDigits));
        return true;
    }
}
