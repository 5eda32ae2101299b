namespace KLDiv.Tests.Golden;

/// <summary>The masses of a normal density between edges, over their sum.</summary>
public sealed record GaussianMassCase(double Value, double Deviation, double[] Edges, double[] Masses)
{
    public static GaussianMassCase[] All { get; } = GoldenFile.Read<GaussianMassCase>("gaussian-masses.json");
}
