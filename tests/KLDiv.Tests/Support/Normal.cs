namespace KLDiv.Tests.Support;

/// <summary>Numbers of the normal distribution.</summary>
internal static class Normal
{
    /// <summary>Box and Muller's transform of two uniform numbers.</summary>
    public static double Draw(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
