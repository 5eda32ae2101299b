using MathNet.Numerics;

namespace KLDiv.TwoSamples.Chance;

/// <summary>How many of the drawn are marked: some are drawn from a population of which some are marked, none of them twice.</summary>
internal readonly record struct Hypergeometric(long Population, long Marked, long Drawn)
{
    /// <summary>Probabilities beyond so many deviations are below what a double tells from 0.</summary>
    private const double Reach = 9;

    /// <summary>From this deviation on three points stand for the distribution: what they miss is far below the error of any figure.</summary>
    private const double Wide = 20;

    public long Least => Math.Max(0, Drawn + Marked - Population);

    public long Most => Math.Min(Marked, Drawn);

    public double Mean => (double)Drawn / Population * Marked;

    public double Deviation => Population == 1 ? 0
        : Math.Sqrt(Mean * ((double)(Population - Marked) / Population) * ((double)(Population - Drawn) / (Population - 1)));

    private long Mode => Math.Clamp((long)(((double)Drawn + 1) * ((double)Marked + 1) / ((double)Population + 2)), Least, Most);

    /// <summary>The expectation of a smooth function of the number.</summary>
    public double Expectation(Func<double, double> function)
    {
        double deviation = Deviation;
        if (deviation > Wide)
        {
            double side = Math.Sqrt(3) * deviation;
            return (2.0 / 3 * function(Mean)) + ((function(Mean - side) + function(Mean + side)) / 6);
        }

        long mode = Mode, reach = (long)(Reach * deviation) + 3;
        double total = 1, sum = function(mode), probability = 1;
        for (long number = mode; number < Math.Min(Most, mode + reach); number++)
        {
            probability *= Step(number);
            total += probability;
            sum += probability * function(number + 1);
        }

        probability = 1;
        for (long number = mode; number > Math.Max(Least, mode - reach); number--)
        {
            probability /= Step(number - 1);
            total += probability;
            sum += probability * function(number - 1);
        }

        return sum / total;
    }

    /// <summary>A number drawn: by inversion, outwards from the most probable one.</summary>
    public long Draw(Random random)
    {
        if (Least == Most)
        {
            return Least;
        }

        long low = Mode, high = low;
        double left = random.NextDouble() - Probability(low), below = Probability(low), above = below;
        while (left > 0 && (low > Least || high < Most))
        {
            if (high < Most)
            {
                above *= Step(high++);
                left -= above;
                if (left <= 0)
                {
                    return high;
                }
            }

            if (low > Least)
            {
                below /= Step(--low);
                left -= below;
                if (left <= 0)
                {
                    return low;
                }
            }

            // What rounding has left over is nowhere.
            if (above + below == 0)
            {
                break;
            }
        }

        return Mode;
    }

    /// <summary>ln P(number or more), or of so few if <paramref name="isLower"/>: a sum that begins with its largest term.</summary>
    public double LogTail(long number, bool isLower)
    {
        double sum = 1, term = 1;
        for (long at = number; isLower ? at > Least : at < Most; at += isLower ? -1 : 1)
        {
            term *= isLower ? 1 / Step(at - 1) : Step(at);
            sum += term;
            if (term < sum * 1e-17)
            {
                break;
            }
        }

        return Math.Min(0, LogProbability(number) + Math.Log(sum));
    }

    private double Probability(long number) => Math.Exp(LogProbability(number));

    private double LogProbability(long number) =>
        LogChoose(Marked, number) + LogChoose(Population - Marked, Drawn - number) - LogChoose(Population, Drawn);

    /// <summary>P(number + 1) / P(number).</summary>
    private double Step(long number) =>
        (double)(Marked - number) / (number + 1) * ((double)(Drawn - number) / (Population - Marked - Drawn + number + 1));

    private static double LogChoose(long of, long chosen) =>
        SpecialFunctions.GammaLn(of + 1.0) - SpecialFunctions.GammaLn(chosen + 1.0) - SpecialFunctions.GammaLn(of - chosen + 1.0);
}
