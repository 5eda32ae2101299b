namespace KLDiv.Benchmarks.Accuracy;

/// <summary>A pair of normalised distributions in float: softmaxes of normal deviates, seeded.</summary>
internal sealed class Distributions
{
    public Distributions(int length, bool logTarget, int seed)
    {
        Random random = new(seed);
        double[] logits = new double[length];
        Input = new float[length];
        Target = new float[length];
        LogSoftmaxOfNormals(random, logits);
        for (int i = 0; i < length; i++)
        {
            Input[i] = (float)logits[i];
        }

        LogSoftmaxOfNormals(random, logits);
        for (int i = 0; i < length; i++)
        {
            Target[i] = (float)(logTarget ? logits[i] : Math.Exp(logits[i]));
        }

        LogTarget = logTarget;
    }

    /// <summary>Log-probabilities.</summary>
    public float[] Input { get; }

    /// <summary>Probabilities, or log-probabilities.</summary>
    public float[] Target { get; }

    public bool LogTarget { get; }

    /// <summary>The divergence of exactly these floats.</summary>
    public DoubleDouble Divergence()
    {
        DoubleDouble sum = 0;
        for (int i = 0; i < Input.Length; i++)
        {
            double x = Input[i], t = Target[i];
            sum += LogTarget ? DoubleDouble.Exp(t) * ((DoubleDouble)t - x) : t * (DoubleDouble.Log(t) - x);
        }

        return sum;
    }

    /// <summary>Fills the values with the logarithms of a softmax of normal deviates.</summary>
    public static void LogSoftmaxOfNormals(Random random, Span<double> values)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            // Box and Muller 1958.
            values[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            sum += Math.Exp(values[i]);
        }

        double logSum = Math.Log(sum);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] -= logSum;
        }
    }
}
