namespace KLDiv.Softmaxes;

/// <summary>What logits are divided by.</summary>
internal static class Temperature
{
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not a positive number whose inverse is one.</exception>
    public static double Checked(double temperature) => temperature > 0 && double.IsNormal(temperature) && double.IsNormal(1 / temperature)
        ? temperature
        : throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be positive and finite.");
}

/// <summary>1 / T as a kernel multiplies by it: what the type of the elements holds of it, and what is left.</summary>
internal static class InverseTemperature
{
    public static (double High, double Low) Of<T>(double temperature)
    {
        double inverse = 1 / temperature, rest = Math.FusedMultiplyAdd(-inverse, temperature, 1) / temperature;
        double high = typeof(T) == typeof(float) ? (float)inverse : inverse;
        return (high, inverse - high + rest);
    }

    /// <summary>Whether both parts are numbers of a size that products with them stay exact.</summary>
    public static bool IsOrdinary(double temperature) => temperature is > 1e-6 and < 1e6;
}
