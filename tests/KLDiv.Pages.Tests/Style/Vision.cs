using System.Globalization;

namespace KLDiv.Pages.Tests.Style;

/// <summary>How colours look to eyes that lack a kind of cone.</summary>
internal static class Vision
{
    /// <summary>Linear red, green and blue as they are seen (Machado, Oliveira and Fernandes 2009, severity 1).</summary>
    private static readonly Dictionary<string, double[]> s_eyes = new(StringComparer.Ordinal)
    {
        ["all cones"] = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ["no red cones"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        ["no green cones"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        ["no blue cones"] = [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    };

    /// <summary>The distance of two colours in CIELAB (D65) as an eye sees them.</summary>
    public static double Distance(string one, string other, string eye)
    {
        double[] first = Lab(Multiply(s_eyes[eye], Linear(one))), second = Lab(Multiply(s_eyes[eye], Linear(other)));
        return Math.Sqrt(first.Zip(second, (a, b) => (a - b) * (a - b)).Sum());
    }

    private static double[] Linear(string colour) => [.. new[] { 1, 3, 5 }.Select(place =>
    {
        double value = int.Parse(colour.AsSpan(place, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    })];

    private static double[] Lab(double[] linear)
    {
        double[] xyz = Multiply([0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.0721750, 0.0193339, 0.1191920, 0.9503041], [.. linear.Select(value => Math.Clamp(value, 0, 1))]);
        double x = Curve(xyz[0] / 0.95047), y = Curve(xyz[1]), z = Curve(xyz[2] / 1.08883);
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];
    }

    private static double Curve(double value) => value > 216.0 / 24389 ? Math.Cbrt(value) : ((24389.0 / 27 * value) + 16) / 116;

    private static double[] Multiply(double[] matrix, double[] vector) =>
        [.. Enumerable.Range(0, 3).Select(row => Enumerable.Range(0, 3).Sum(column => matrix[(3 * row) + column] * vector[column]))];
}
