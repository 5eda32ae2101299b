namespace KLDiv.Pages.Charts;

/// <summary>Equal differences take equal lengths.</summary>
internal sealed class LinearScale : Scale
{
    private readonly double _from;
    private readonly double _to;
    private readonly Func<double, string> _format;
    private readonly double _leastStep;

    /// <summary>A scale between two values.</summary>
    /// <param name="from">The value at its beginning.</param>
    /// <param name="to">The value at its end.</param>
    /// <param name="format">What is written at a value; null: the number.</param>
    /// <param name="isWhole">Whether only whole numbers are named, as of things that are counted.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite, or the first is not less than the second.</exception>
    public LinearScale(double from, double to, Func<double, string>? format = null, bool isWhole = false)
    {
        if (!double.IsFinite(from) || !double.IsFinite(to) || !double.IsFinite(to - from) || from >= to)
        {
            throw new ArgumentOutOfRangeException(nameof(to), $"A scale cannot go from {from} to {to}.");
        }

        (_from, _to) = (from, to);
        _leastStep = isWhole ? 1 : 0;
        _format = format ?? (value => Numbers.Of(value, 6));
    }

    /// <summary>A scale that goes from 0 to the first round number that is no less than a value.</summary>
    /// <param name="most">The greatest value, finite; 0 and less are taken for 1.</param>
    /// <param name="format">What is written at a value; null: the number.</param>
    /// <returns>The scale.</returns>
    public static LinearScale UpTo(double most, Func<double, string>? format = null) => new(0, NiceCeiling(most > 0 ? most : 1), format);

    /// <inheritdoc/>
    public override double Position(double value) => Math.Clamp((value - _from) / (_to - _from), 0, 1);

    /// <inheritdoc/>
    public override IReadOnlyList<Tick> Ticks(int most)
    {
        // Two at least, even where that takes more digits.
        for (int wanted = most; ; wanted++)
        {
            double step = Step(Math.Max(_leastStep, (_to - _from) / Math.Max(1, wanted - 1)));
            List<Tick> ticks = Multiples(step);
            if (ticks.Count >= 2 || step <= _leastStep)
            {
                return ticks;
            }
        }
    }

    private List<Tick> Multiples(double step)
    {
        long first = (long)Math.Ceiling((_from / step) - 1e-9), last = (long)Math.Floor((_to / step) + 1e-9);
        List<Tick> ticks = [];
        for (long i = first; i <= last; i++)
        {
            // Of the digits of the step, so that 3 times 0.1 is 0.3.
            double value = Rounded(i * step, step);
            ticks.Add(new Tick(value, _format(value)));
        }

        return ticks;
    }

    private static double Rounded(double value, double step)
    {
        int decimals = 1 - (int)Math.Floor(Math.Log10(step));
        return decimals is > 0 and <= 15 ? Math.Round(value, decimals) : value;
    }

    /// <summary>The least of 1, 2, 5 times a power of ten that is no less.</summary>
    private static double Step(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * new[] { 1.0, 2, 5, 10 }.First(nice => nice * power >= least * (1 - 1e-9));
    }

    private static double NiceCeiling(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return power * new[] { 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 }.First(nice => nice * power >= value * (1 - 1e-12));
    }
}
