namespace KLDiv.TwoSamples.Estimating;

/// <summary>Harmonic numbers: H(n) = 1 + 1/2 + ... + 1/n = ψ(n + 1) + γ.</summary>
internal static class Harmonic
{
    private const double Euler = 0.57721566490153286061;

    /// <summary>From here on the asymptotic series is exact to the last digit.</summary>
    private const int FirstOfSeries = 64;

    private static readonly double[] s_small = Small();

    /// <summary>H(n) for whole and other numbers of at least 0, among which it is ψ(n + 1) + γ.</summary>
    public static double Of(double number)
    {
        if (number < FirstOfSeries)
        {
            return number == Math.Floor(number) ? s_small[(int)number] : Of(number + 1) - (1 / (number + 1));
        }

        double inverse = 1 / number, square = inverse * inverse;
        return Math.Log(number) + Euler + (inverse / 2) - (square * ((1.0 / 12) - (square * ((1.0 / 120) - (square / 252)))));
    }

    private static double[] Small()
    {
        double[] sums = new double[FirstOfSeries];
        for (int n = 1; n < sums.Length; n++)
        {
            sums[n] = sums[n - 1] + (1.0 / n);
        }

        return sums;
    }
}
