using System.Globalization;

namespace KLDiv.Tests;

/// <summary>Comparison of numbers that says what differed.</summary>
public static class Close
{
    /// <summary>Whether two numbers are both NaN, the same infinity, or no further apart than <paramref name="tolerance"/>.</summary>
    public static bool Are(double expected, double actual, double tolerance) =>
        double.IsNaN(expected) ? double.IsNaN(actual)
        : double.IsFinite(expected) ? Math.Abs(actual - expected) <= tolerance
        : actual == expected;

    public static void Equal(double expected, double actual, double tolerance, string what)
    {
        if (!Are(expected, actual, tolerance))
        {
            Assert.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: expected {expected:R}, got {actual:R}; they differ by {actual - expected:R}, the tolerance is {tolerance:R}."));
        }
    }

    public static void Equal(double[] expected, double[] actual, double relative, string what) =>
        Equal(expected, actual, i => relative * Math.Abs(expected[i]), what);

    /// <summary>As near as a part of the largest of the numbers that are expected: where they are sums of terms that cancel.</summary>
    public static void EqualBesideTheLargest(double[] expected, double[] actual, double relative, string what)
    {
        double tolerance = relative * expected.Max(Math.Abs);
        Equal(expected, actual, _ => tolerance, what);
    }

    public static void Equal(double[] expected, double[] actual, Func<int, double> tolerance, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: expected {expected.Length} elements, got {actual.Length}.");
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = tolerance(i);
            if (!Are(expected[i], actual[i], allowed)) // What it is called is put together only where it is told.
            {
                Equal(expected[i], actual[i], allowed, $"{what}[{i}]");
            }
        }
    }

    /// <summary>Whether two outcomes are the same numbers, bit for bit but for the payload of NaN.</summary>
    public static void Same(Outcome expected, Outcome actual, string what)
    {
        Equal(expected.Loss, actual.Loss, 0, $"{what}: loss");
        Equal(expected.InputGradient, actual.InputGradient, 0, $"{what}: d/dx");
        Equal(expected.TargetGradient, actual.TargetGradient, 0, $"{what}: d/dt");
    }
}
