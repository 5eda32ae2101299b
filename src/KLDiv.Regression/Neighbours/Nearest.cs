namespace KLDiv.Regression.Neighbours;

/// <summary>The nearest points found so far, by distance and among equals by number.</summary>
/// <param name="most">How many are wanted.</param>
internal sealed class Nearest(int most)
{
    private readonly double[] _distances = new double[most];
    private readonly int[] _numbers = new int[most];

    public int Count { get; private set; }

    /// <summary>The numbers of the points, the nearest first.</summary>
    public ReadOnlySpan<int> Numbers => _numbers.AsSpan(0, Count);

    /// <summary>The number of a point that is none of them; -1: no such point.</summary>
    public int Excluded { get; set; } = -1;

    public void Clear() => Count = 0;

    /// <summary>Whether a point at this distance with this number would be among them.</summary>
    public bool Takes(double distance, int number) =>
        Count < most || distance < _distances[^1] || (distance == _distances[^1] && number < _numbers[^1]);

    public void Add(double distance, int number)
    {
        if (number == Excluded || !Takes(distance, number))
        {
            return;
        }

        int place = Count < most ? Count++ : most - 1;
        for (; place > 0 && (distance < _distances[place - 1] || (distance == _distances[place - 1] && number < _numbers[place - 1])); place--)
        {
            _distances[place] = _distances[place - 1];
            _numbers[place] = _numbers[place - 1];
        }

        _distances[place] = distance;
        _numbers[place] = number;
    }
}
