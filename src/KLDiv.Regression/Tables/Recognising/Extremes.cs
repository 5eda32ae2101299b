using System.Globalization;

namespace KLDiv.Regression.Tables.Recognising;

/// <summary>The least and the greatest numbers of a column, each once, with how many rows have it: where a number that stands for a missing value is found.</summary>
internal sealed class Extremes
{
    /// <summary>So many numbers at an end are looked at, and one that is surely of the rest.</summary>
    private const int MostSpikes = 3;

    /// <summary>A single number below 0 is one where it is so many times as large as any other.</summary>
    private const double FarBelow = 10;

    /// <summary>Numbers that nothing else speaks for are one where they are so many times as far from the others as these reach.</summary>
    private const double FarAway = 5;

    private readonly List<(double Value, long Rows)> _least = new(MostSpikes + 2);
    private readonly List<(double Value, long Rows)> _greatest = new(MostSpikes + 2);
    private long _rows;

    /// <summary>Numbers between these are at no end.</summary>
    private double _low = double.PositiveInfinity, _high = double.NegativeInfinity;

    public void Add(double value)
    {
        _rows++;
        if (value > _low && value < _high)
        {
            return;
        }

        Add(_least, value, sign: 1);
        Add(_greatest, value, sign: -1);
        if (_least.Count > MostSpikes)
        {
            (_low, _high) = (_least[MostSpikes].Value, _greatest[MostSpikes].Value);
        }
    }

    /// <summary>
    /// The numbers that look as if they stood for a missing value: at an end of the column, in less than half of the rows. Farther from all others than these are
    /// from each other, they are written as programs do (nines, or far below 0 where no other is), or in several rows and below 0 where no other is, or whole and
    /// five times as far. Nearer, they are below 0 where no other is, and nines, or one number of several rows, ten times as far from the next as the next three reach.
    /// </summary>
    public IEnumerable<Spike> Spikes() => Spikes(_least, _greatest[0].Value, 1).Concat(Spikes(_greatest, _least[0].Value, -1));

    private IEnumerable<Spike> Spikes(List<(double Value, long Rows)> ends, double other, int sign)
    {
        int count = Enumerable.Range(1, Math.Max(0, ends.Count - 1)).FirstOrDefault(count => IsSpike(ends, count, other, sign));
        double nearest = count > 0 ? ends[count].Value : 0;
        return ends.Take(count).Select(end => new Spike(end.Value, end.Rows, Math.Min(nearest, other), Math.Max(nearest, other)));
    }

    private bool IsSpike(List<(double Value, long Rows)> ends, int count, double other, int sign)
    {
        double rest = ends[count].Value, gap = Math.Abs(rest - ends[count - 1].Value), range = Math.Abs(other - rest);
        bool isBelow = sign > 0 && rest >= 0 && ends[count - 1].Value < 0, isFarBelow = isBelow && -ends[count - 1].Value >= FarBelow * other;
        bool StandsOut((double Value, long Rows) end) =>
            isFarBelow || IsNines(end.Value) || (end.Rows > 1 && (isBelow || (double.IsInteger(end.Value) && gap > FarAway * range)));
        bool LooksWritten((double Value, long Rows) end) => isBelow && (IsNines(end.Value) || IsApart(ends, count, gap));
        return range > 0 && count <= MostSpikes && 2 * ends.Take(count).Sum(end => end.Rows) < _rows && ends.Take(count).All(gap > range ? StandsOut : LooksWritten);
    }

    private static bool IsApart(List<(double Value, long Rows)> ends, int count, double gap) =>
        count == 1 && ends[0].Rows > 1 && ends.Count > MostSpikes && gap > FarBelow * (ends[MostSpikes].Value - ends[1].Value);

    /// <summary>Whether a number is written with two nines or more, and with no other digit.</summary>
    private static bool IsNines(double value)
    {
        string digits = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal);
        return digits.Length > 1 && digits.All(digit => digit == '9');
    }

    private static void Add(List<(double Value, long Rows)> ends, double value, int sign)
    {
        int at = ends.Count;
        while (at > 0 && sign * value <= sign * ends[at - 1].Value)
        {
            if (value == ends[at - 1].Value)
            {
                ends[at - 1] = (value, ends[at - 1].Rows + 1);
                return;
            }

            at--;
        }

        if (at <= MostSpikes)
        {
            ends.Insert(at, (value, 1));
            if (ends.Count > MostSpikes + 1)
            {
                ends.RemoveAt(MostSpikes + 1);
            }
        }
    }
}
