namespace KLDiv.Pages.Charts;

/// <summary>
/// Equal ratios take equal lengths. Zero and infinity, which have no place among them, get one of their own before the
/// beginning and after the end, set off by a gap.
/// </summary>
internal sealed class LogScale : Scale
{
    private const double SlotWidth = 0.07, Gap = 0.035, RoomOfSlotLabel = 0.06;

    private readonly double _from;
    private readonly double _to;
    private readonly string? _zero;
    private readonly bool _hasInfinity;

    /// <summary>A scale between two values.</summary>
    /// <param name="least">The value at its beginning, greater than 0 and finite.</param>
    /// <param name="most">The value at its end, no less and finite; an extent of less than a factor of two is widened.</param>
    /// <param name="zero">What the place of zero is called, such as 0, or &lt;10⁻¹² where it takes what lies below the beginning as well; null: there is none.</param>
    /// <param name="hasInfinity">Whether there is a place for infinity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The values are not as they have to be.</exception>
    public LogScale(double least, double most, string? zero = null, bool hasInfinity = false)
    {
        if (!(least > 0) || !double.IsFinite(most) || least > most)
        {
            throw new ArgumentOutOfRangeException(nameof(least), $"A logarithmic scale cannot go from {least} to {most}.");
        }

        (_from, _to) = (Math.Log10(least), Math.Log10(most));
        double lack = Math.Log10(2) - (_to - _from);
        if (lack > 0)
        {
            (_from, _to) = (_from - (lack / 2), _to + (lack / 2));
        }

        (_zero, _hasInfinity) = (zero, hasInfinity);
    }

    private double Begin => _zero is null ? 0 : SlotWidth + Gap;

    private double End => _hasInfinity ? 1 - SlotWidth - Gap : 1;

    /// <inheritdoc/>
    public override double Position(double value) => value switch
    {
        <= 0 => _zero is null ? 0 : SlotWidth / 2,
        double.PositiveInfinity => _hasInfinity ? 1 - (SlotWidth / 2) : 1,
        _ => Begin + ((End - Begin) * Math.Clamp((Math.Log10(value) - _from) / (_to - _from), 0, 1)),
    };

    /// <inheritdoc/>
    public override (double From, double To) Span(double first, double last) => (first, last) switch
    {
        (0, 0) when _zero is not null => (0, SlotWidth),
        (double.PositiveInfinity, double.PositiveInfinity) when _hasInfinity => (1 - SlotWidth, 1),
        _ => base.Span(first, last),
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Tick> Ticks(int most)
    {
        int room = Math.Max(2, most - (_zero is null ? 0 : 1) - (_hasInfinity ? 1 : 0));
        List<Tick> ticks = [.. Inner(room)];
        if (_zero is not null)
        {
            ticks.Insert(0, new Tick(0, _zero));
        }

        if (_hasInfinity)
        {
            ticks.Add(new Tick(double.PositiveInfinity, "∞"));
        }

        return ticks;
    }

    /// <summary>The densest choice that has room: 1, 2 and 5 of every power of ten, each power, every second, ...</summary>
    private IEnumerable<Tick> Inner(int most)
    {
        int first = (int)Math.Floor(_from), last = (int)Math.Ceiling(_to);
        (int Digit, int Power)[] fine = [.. Enumerable.Range(first, last - first + 1).SelectMany(power => new[] { (1, power), (2, power), (5, power) }).Where(IsInside)];
        (int Digit, int Power)[] chosen = fine;
        for (int stride = 1; chosen.Length > most; stride++)
        {
            chosen = [.. fine.Where(tick => tick.Digit == 1 && Math.Abs(tick.Power) % stride == 0)];
        }

        // Zero and infinity are values to go by as well.
        if (chosen.Length == 0 || (chosen.Length == 1 && _zero is null && !_hasInfinity))
        {
            return new LinearScale(Math.Pow(10, _from), Math.Pow(10, _to)).Ticks(most);
        }

        // One way of writing along the axis.
        bool isPlain = chosen.All(tick => tick.Power is >= -3 and <= 4);
        return chosen.Select(tick => new Tick(tick.Digit * Math.Pow(10, tick.Power), isPlain
            ? Numbers.Of(tick.Digit * Math.Pow(10, tick.Power))
            : tick.Digit == 1 ? Numbers.PowerOfTen(tick.Power) : $"{tick.Digit}·{Numbers.PowerOfTen(tick.Power)}"));
    }

    private bool IsInside((int Digit, int Power) tick)
    {
        double place = (Math.Log10(tick.Digit) + tick.Power - _from) / (_to - _from);
        double least = _zero is null ? 0 : RoomOfSlotLabel, most = _hasInfinity ? 1 - RoomOfSlotLabel : 1;
        return place >= least - 1e-9 && place <= most + 1e-9;
    }
}
