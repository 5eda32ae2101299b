namespace KLDiv.Benchmarks.Accuracy;

/// <summary>The relative errors of each contender for a pair of logits whose divergence is about a given one.</summary>
internal sealed record NearRow(double Divergence, double Float, double Double, double Composed)
{
    public static IReadOnlyList<double> Divergences { get; } = [1e-2, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12];

    public static NearRow Measure(double divergence)
    {
        NearPair pair = new(divergence);
        double exact = pair.Divergence();
        double Error(double value) => Math.Abs((value / exact) - 1);
        return new(divergence, Error(pair.InFloat()), Error(pair.InDouble()), Error(pair.Composed()));
    }
}
