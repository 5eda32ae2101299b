using System.Globalization;
using KLDiv.Files;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>A value of a program as the cell of a table: what a CSV file would say of it.</summary>
internal static class CellValue
{
    /// <summary>The number that a value is, or that its text says.</summary>
    public static bool TryNumber<T>(T value, out double number)
    {
        switch (value)
        {
            case double real:
                number = real;
                return true;
            case float real:
                number = NumberText.ValueOf(real);
                return true;
            case Half real:
                number = NumberText.ValueOf(real);
                return true;
            case decimal or int or long or short or sbyte or uint or ulong or ushort or byte:
                number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
                return true;
            case string text:
                return CellText.TryNumber(text.AsSpan(), out number);
            default:
                number = 0;
                return false;
        }
    }

    /// <summary>The text of a value, in the invariant culture; none for null.</summary>
    public static string Word<T>(T value) => value switch
    {
        null or DBNull => "",
        string text => text,
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
