namespace KLDiv.Benchmarks.Accuracy;

/// <summary>The relative errors of each contender for one length: the worst of the samples.</summary>
internal sealed record AccuracyRow(int Length, bool LogTarget, double Ours, double FloatLoop, double Composed)
{
    /// <summary>Enough that no contender is merely lucky.</summary>
    public const int Samples = 3;

    public static AccuracyRow Measure(int length, bool logTarget)
    {
        AccuracyRow worst = new(length, logTarget, 0, 0, 0);
        for (int sample = 0; sample < Samples; sample++)
        {
            Distributions pair = new(length, logTarget, seed: sample);
            DoubleDouble divergence = pair.Divergence();
            worst = worst with
            {
                Ours = Math.Max(worst.Ours, Error(Contenders.Ours(pair), divergence)),
                FloatLoop = Math.Max(worst.FloatLoop, Error(Contenders.FloatLoop(pair), divergence)),
                Composed = Math.Max(worst.Composed, Error(Contenders.Composed(pair), divergence)),
            };
        }

        return worst;
    }

    private static double Error(double value, DoubleDouble divergence) => Math.Abs((divergence - value).High / divergence.High);
}
