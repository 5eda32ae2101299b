namespace KLDiv.Files.Loss;

/// <summary>
/// A sum that keeps what each addition rounds away, so that the number of blocks does not show. Source: Knuth, The Art of Computer
/// Programming, volume 2, 4.2.2 (TwoSum).
/// </summary>
internal struct LossSum
{
    private double _high;
    private double _low;

    /// <summary>The sum, rounded once.</summary>
    public readonly double Value => double.IsFinite(_high) ? _high + _low : _high;

    public static double Of(double[] values)
    {
        LossSum sum = default;
        foreach (double value in values)
        {
            sum.Add(value);
        }

        return sum.Value;
    }

    public void Add(double value)
    {
        double sum = _high + value;
        double added = sum - _high;
        _low += _high - (sum - added) + (value - added);
        _high = sum;
    }
}
