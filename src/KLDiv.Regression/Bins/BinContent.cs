namespace KLDiv.Regression.Bins;

/// <summary>
/// What was seen inside one bin, as the polygon of its distribution function: between knots a density, where several knots have one value an atom, where
/// they have one level a gap.
/// </summary>
internal sealed class BinContent
{
    private readonly double[] _values;
    private readonly double[] _levels;

    /// <summary>∫ F and ∫ F² from the first knot up to each.</summary>
    private readonly double[] _areas;
    private readonly double[] _squares;

    /// <param name="values">Of the knots, none below the one before it.</param>
    /// <param name="levels">The probability up to each, from 0 to 1, none below the one before it.</param>
    public BinContent(double[] values, double[] levels)
    {
        (_values, _levels) = (values, levels);
        (_areas, _squares) = (new double[values.Length], new double[values.Length]);
        for (int i = 1; i < values.Length; i++)
        {
            (double area, double square) = Areas(values[i] - values[i - 1], levels[i - 1], levels[i]);
            (_areas[i], _squares[i]) = (_areas[i - 1] + area, _squares[i - 1] + square);
            Mean += (levels[i] - levels[i - 1]) * ((0.5 * values[i - 1]) + (0.5 * values[i]));
        }

        Deviation = DeviationFrom(Mean);
    }

    public ReadOnlySpan<double> Values => _values;

    public ReadOnlySpan<double> Levels => _levels;

    public double Mean { get; }

    public double Deviation { get; }

    public double Low => _values[0];

    public double High => _values[^1];

    /// <summary>All at one value.</summary>
    public static BinContent At(double value) => new([value, value], [0, 1]);

    /// <summary>Evenly from one value to another.</summary>
    public static BinContent Even(double low, double high) => new([low, high], [0, 1]);

    /// <summary>The probability up to a value, it included.</summary>
    public double UpTo(double value)
    {
        int after = FirstAbove(value);
        return after == 0 ? 0
            : after == _values.Length ? 1
            : Between(_levels, after, (value - _values[after - 1]) / (_values[after] - _values[after - 1]));
    }

    /// <summary>The probability below a value.</summary>
    public double Below(double value)
    {
        int from = FirstFrom(_values, value);
        return from == 0 ? 0
            : from == _values.Length ? 1
            : Between(_levels, from, (value - _values[from - 1]) / (_values[from] - _values[from - 1]));
    }

    /// <summary>The least value up to which there is a probability.</summary>
    public double Quantile(double level)
    {
        int from = Math.Min(FirstFrom(_levels, level), _levels.Length - 1);
        return from == 0 ? Low : Between(_values, from, (level - _levels[from - 1]) / (_levels[from] - _levels[from - 1]));
    }

    /// <summary>The density at a value, and above it where it changes there.</summary>
    public double Density(double value)
    {
        int after = FirstAbove(value);
        return after == 0 || after == _values.Length ? 0 : (_levels[after] - _levels[after - 1]) / (_values[after] - _values[after - 1]);
    }

    /// <summary>∫ F and ∫ F² up to a value, from the first knot or any place below it on.</summary>
    public (double Area, double Square) AreasUpTo(double value)
    {
        int after = FirstAbove(value);
        if (after == 0)
        {
            return (0, 0);
        }

        double beyond = value - _values[after - 1], level = after == _values.Length ? 1 : UpTo(value);
        (double area, double square) = Areas(beyond, after == _values.Length ? 1 : _levels[after - 1], level);
        return (_areas[after - 1] + area, _squares[after - 1] + square);
    }

    /// <summary>The values that have a probability of their own, with it.</summary>
    public IEnumerable<(double Value, double Share)> Atoms()
    {
        for (int i = 1; i < _values.Length; i++)
        {
            if (_values[i] == _values[i - 1] && _levels[i] > _levels[i - 1])
            {
                yield return (_values[i], _levels[i] - _levels[i - 1]);
            }
        }
    }

    private static (double Area, double Square) Areas(double width, double from, double to) =>
        (width * (from + to) / 2, width * ((from * from) + (from * to) + (to * to)) / 3);

    private static double Between(double[] ends, int index, double share) =>
        share >= 1 ? ends[index] : ends[index - 1] + (share * (ends[index] - ends[index - 1]));

    /// <summary>The first element that is not below a number.</summary>
    private static int FirstFrom(double[] ascending, double number)
    {
        (int low, int high) = (0, ascending.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = ascending[middle] < number ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private int FirstAbove(double value)
    {
        (int low, int high) = (0, _values.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _values[middle] <= value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private double DeviationFrom(double mean)
    {
        // In units of a power of two, which takes no digit, so that no square overflows or vanishes.
        double size = Math.Max(Math.Abs(Low - mean), Math.Abs(High - mean)), sum = 0;
        int exponent = size > 0 ? Math.ILogB(size) : 0;
        for (int i = 1; i < _values.Length; i++)
        {
            double distance = Math.ScaleB((0.5 * _values[i - 1]) + (0.5 * _values[i]) - mean, -exponent), width = Math.ScaleB(_values[i] - _values[i - 1], -exponent);
            sum += (_levels[i] - _levels[i - 1]) * ((distance * distance) + (width * width / 12));
        }

        return Math.ScaleB(Math.Sqrt(sum), exponent);
    }
}
