namespace KLDiv.Regression.Scores;

/// <summary>The figures of one row of which the number itself was observed.</summary>
internal static class ValueRow
{
    /// <summary>Writes what <see cref="OrderedScores.Values"/> are for one row.</summary>
    /// <param name="predicted">The prediction.</param>
    /// <param name="observed">The number.</param>
    /// <param name="values">The figures.</param>
    public static void Write(BinnedDistribution predicted, double observed, Span<double> values)
    {
        double Held(double level) => predicted.Interval(level) is var (low, high) && observed >= low && observed <= high ? 1 : 0;
        values[0] = predicted.Crps(observed);
        values[1] = Held(0.5);
        values[2] = Held(0.8);
        values[3] = Held(0.95);
        Transform(predicted.ProbabilityBelow(observed), predicted.CumulativeProbability(observed), values[4..]);
    }

    /// <summary>The shares of the classes that lie between two probabilities; where these are one, all in the class of it.</summary>
    private static void Transform(double from, double to, Span<double> classes)
    {
        int count = classes.Length;
        classes.Clear();
        if (!(to - from > 1e-12))
        {
            classes[Math.Clamp((int)(from * count), 0, count - 1)] = 1;
            return;
        }

        for (int i = 0; i < count; i++)
        {
            classes[i] = Math.Max(0, Math.Min(to, (i + 1.0) / count) - Math.Max(from, (double)i / count)) / (to - from);
        }
    }
}
