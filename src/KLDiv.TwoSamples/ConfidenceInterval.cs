namespace KLDiv.TwoSamples;

/// <summary>An interval that holds the truth in 95 of 100 cases.</summary>
/// <param name="Low">Its lower end, at least 0.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct ConfidenceInterval(double Low, double High)
{
    private const double Normal95 = 1.959963984540054;

    internal static ConfidenceInterval Around(double value, double deviation, double most = double.PositiveInfinity)
    {
        double half = Normal95 * deviation;
        return new ConfidenceInterval(Math.Max(0, value - half), Math.Clamp(value + half, 0, most));
    }
}
