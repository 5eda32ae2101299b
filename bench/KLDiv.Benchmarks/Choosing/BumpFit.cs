namespace KLDiv.Benchmarks.Choosing;

/// <summary>One bump, fitted to a target of two by gradient descent on a divergence from logits.</summary>
internal sealed class BumpFit
{
    private const int Points = 401;

    private const int MostSteps = 4000;

    private readonly double _beta;
    private readonly double[] _student = new double[Points];
    private readonly double[] _gradient = new double[Points];

    private BumpFit(double beta, double mean)
    {
        _beta = beta;
        Mean = mean;
    }

    /// <summary>Where the distributions are sampled: -6 to 6.</summary>
    public static double[] Places { get; } = [.. Enumerable.Range(0, Points).Select(i => -6 + (12.0 * i / (Points - 1)))];

    /// <summary>The logarithm of the density of the target: two normal ones, of 0.75 at -2 and 0.25 at 2.</summary>
    public static double[] Target { get; } = Array.ConvertAll(Places, x => Math.Log((0.75 * Normal(x, -2, 0.7)) + (0.25 * Normal(x, 2, 1.2))));

    public double Mean { get; private set; }

    public double Deviation { get; private set; } = 1;

    public double Loss { get; private set; }

    /// <summary>The best of descents from several places.</summary>
    public static BumpFit Fit(double beta) => ((double[])[-2, 0, 2]).Select(mean => new BumpFit(beta, mean).Descended()).MinBy(fit => fit.Loss)!;

    /// <summary>The bump's density at the places.</summary>
    public double[] Density() => Array.ConvertAll(Places, x => Normal(x, Mean, Deviation));

    private BumpFit Descended()
    {
        double step = 0.1;
        for (int i = 0; i < MostSteps; i++)
        {
            (double mean, double deviation) = (Mean, Deviation);
            double loss = Evaluate(out double slopeOfMean, out double slopeOfLog);
            Mean -= step * slopeOfMean;
            Deviation *= Math.Exp(-step * slopeOfLog);
            bool isWorse = Evaluate(out _, out _) > loss;
            (Mean, Deviation) = isWorse ? (mean, deviation) : (Mean, Deviation);
            step *= isWorse ? 0.5 : 1.2;
        }

        Loss = Evaluate(out _, out _);
        return this;
    }

    /// <summary>The divergence and its slopes for the mean and for the logarithm of the deviation, by the chain rule through the logits.</summary>
    private double Evaluate(out double slopeOfMean, out double slopeOfLog)
    {
        double variance = Deviation * Deviation;
        for (int i = 0; i < Points; i++)
        {
            double distance = Places[i] - Mean;
            _student[i] = -distance * distance / (2 * variance);
        }

        double loss = Distillation.LossAndGradient<double, double>(_student, Target, _gradient, options: new(beta: _beta));
        slopeOfMean = slopeOfLog = 0;
        for (int i = 0; i < Points; i++)
        {
            double distance = Places[i] - Mean;
            slopeOfMean += _gradient[i] * distance / variance;
            slopeOfLog += _gradient[i] * distance * distance / variance;
        }

        return loss;
    }

    private static double Normal(double x, double mean, double deviation) =>
        Math.Exp(-(x - mean) * (x - mean) / (2 * deviation * deviation)) / (deviation * Math.Sqrt(2 * Math.PI));
}
