namespace KLDiv.Softmaxes;

/// <summary>What logits are divided by.</summary>
internal static class Temperature
{
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not a positive number whose inverse is one.</exception>
    public static double Checked(double temperature) => temperature > 0 && double.IsNormal(temperature) && double.IsNormal(1 / temperature)
        ? temperature
        : throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be positive and finite.");
}
