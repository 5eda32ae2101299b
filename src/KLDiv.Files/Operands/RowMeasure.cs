namespace KLDiv.Files;

/// <summary>What tells whether a row is a distribution.</summary>
/// <param name="Least">Its least number.</param>
/// <param name="Largest">Its largest number.</param>
/// <param name="Sum">The sum of its probabilities.</param>
public readonly record struct RowMeasure(double Least, double Largest, double Sum)
{
    internal static RowMeasure Nothing { get; } = new(double.PositiveInfinity, double.NegativeInfinity, 0);
}
