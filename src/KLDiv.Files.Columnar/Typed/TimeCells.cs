using System.Globalization;

namespace KLDiv.Files.Columnar.Typed;

/// <summary>Days since 1970, as ISO 8601 has them.</summary>
/// <param name="perDay">How many of the stored units are a day.</param>
internal sealed class DateCells(long perDay = 1) : CellType("date", TypedCells.Text, StoredCells.Wholes)
{
    public override bool TryWrite(CellBlock block, int at, Span<char> text, out int length)
    {
        long days = Math.DivRem(block.Wholes[at], perDay, out long rest) - (rest < 0 ? 1 : 0) + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return days >= DateOnly.MinValue.DayNumber && days <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)days).TryFormat(text, out length, "O", CultureInfo.InvariantCulture)
            : throw new InvalidDataException($"a date {block.Wholes[at]} after 1970-01-01, and years from 1 to 9999 are read");
    }
}

/// <summary>Times of the day and durations: hours, minutes and seconds.</summary>
/// <param name="name">The type, as messages say it.</param>
/// <param name="perSecond">How many of the stored units are a second.</param>
internal sealed class ClockCells(string name, long perSecond) : CellType(name, TypedCells.Text, StoredCells.Wholes)
{
    public override bool TryWrite(CellBlock block, int at, Span<char> text, out int length)
    {
        Int128 units = block.Wholes[at], size = Int128.Abs(units);
        long seconds = (long)(size / perSecond);
        decimal second = (seconds % 60) + ((decimal)(long)(size % perSecond) / perSecond);
        return text.TryWrite(CultureInfo.InvariantCulture, $"{(units < 0 ? "-" : "")}{seconds / 3600:00}:{seconds / 60 % 60:00}:{second:00.#########}", out length);
    }
}

/// <summary>Moments: dates with times, as ISO 8601 has them.</summary>
/// <param name="perSecond">How many of the stored units are a second.</param>
/// <param name="zone">The zone whose clock is told; null: the clock is told as it is stored, and has no zone.</param>
internal sealed class MomentCells(long perSecond, TimeZoneInfo? zone) : CellType(zone is null ? "timestamp" : $"timestamp in {zone.Id}", TypedCells.Text, StoredCells.Wholes)
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    public override bool TryWrite(CellBlock block, int at, Span<char> text, out int length)
    {
        long units = block.Wholes[at];
        Int128 ticks = perSecond <= TimeSpan.TicksPerSecond
            ? (Int128)units * (TimeSpan.TicksPerSecond / perSecond)
            : Math.DivRem(units, perSecond / TimeSpan.TicksPerSecond, out long rest) - (rest < 0 ? 1 : 0);
        ticks += DateTime.UnixEpoch.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            throw new InvalidDataException($"a timestamp {units} after 1970-01-01, and years from 1 to 9999 are read");
        }

        DateTime moment = new((long)ticks, DateTimeKind.Utc);
        return zone is null ? moment.TryFormat(text, out length, Form, CultureInfo.InvariantCulture)
            : zone.Equals(TimeZoneInfo.Utc) ? moment.TryFormat(text, out length, $"{Form}'Z'", CultureInfo.InvariantCulture)
            : TimeZoneInfo.ConvertTime(new DateTimeOffset(moment), zone).TryFormat(text, out length, $"{Form}zzz", CultureInfo.InvariantCulture);
    }
}
