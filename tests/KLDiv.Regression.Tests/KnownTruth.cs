using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests;

/// <summary>A conditional distribution that is known, to draw data from: p(x) = softmax of logits that are a function of x.</summary>
/// <param name="support">The number of points.</param>
/// <param name="features">The number of features.</param>
/// <param name="logits">Writes the logits at x.</param>
/// <param name="draw">Draws a feature.</param>
internal sealed class KnownTruth(int features, int support, KnownTruth.Logits logits, Func<Random, double> draw)
{
    public delegate void Logits(ReadOnlySpan<double> features, Span<double> logits);

    public int Features => features;

    public int Support => support;

    /// <summary>A softmax regression with weights that are normal deviates, of normal features.</summary>
    public static KnownTruth Linear(int features, int support, int seed)
    {
        Random random = new(seed);
        double[] weights = [.. Enumerable.Range(0, (features + 1) * support).Select(_ => 0.5 * Normal(random))];
        return new KnownTruth(
            features,
            support,
            (x, logits) =>
            {
                weights.AsSpan(features * support).CopyTo(logits);
                for (int i = 0; i < x.Length; i++)
                {
                    TensorPrimitives.MultiplyAdd(weights.AsSpan(i * support, support), x[i], logits, logits);
                }
            },
            Normal);
    }

    /// <summary>A number whose spread grows with the distance of the one feature from 0: ln p at y is -(5 - 4.5 |x|) y² / 2 and a constant.</summary>
    /// <param name="places">The y, one for each point of the support.</param>
    /// <param name="nearest">The least |x| that is drawn.</param>
    /// <param name="farthest">The greatest |x| that is drawn, at most 1; between them all are as likely, on either side.</param>
    public static KnownTruth Spreading(double[] places, double nearest = 0, double farthest = 1) => new(
        features: 1,
        places.Length,
        (x, logits) =>
        {
            for (int i = 0; i < places.Length; i++)
            {
                logits[i] = -(5 - (4.5 * Math.Abs(x[0]))) * places[i] * places[i] / 2;
            }
        },
        random => (random.Next(2) == 0 ? -1 : 1) * (nearest + ((farthest - nearest) * random.NextDouble())));

    /// <summary>Features, and for each row one outcome, as a distribution that is all at its point.</summary>
    public (Tensor<double> Features, Tensor<double> Outcomes) Draw(int rows, int seed)
    {
        Random random = new(seed);
        double[] x = [.. Enumerable.Range(0, rows * features).Select(_ => draw(random))];
        double[] p = Distributions(x);
        double[] outcomes = new double[p.Length];
        for (int row = 0; row < rows; row++)
        {
            double left = random.NextDouble();
            int point = 0;
            for (; point < support - 1 && left >= p[(row * support) + point]; point++)
            {
                left -= p[(row * support) + point];
            }

            outcomes[(row * support) + point] = 1;
        }

        return (Tensor.Create(x, [rows, features]), Tensor.Create(outcomes, [rows, support]));
    }

    /// <summary>KL(p(x) || q(x)) of a model, averaged over fresh x.</summary>
    public double Divergence(DistributionModel model, int rows = 2000, int seed = -1)
    {
        Tensor<double> x = Draw(rows, seed).Features;
        double[] values = new double[x.FlattenedLength];
        x.FlattenTo(values);
        return model.Evaluate(x.AsReadOnlyTensorSpan(), new ReadOnlyTensorSpan<double>(Distributions(values), [rows, support], []));
    }

    private double[] Distributions(double[] x)
    {
        double[] p = new double[x.Length / features * support];
        for (int row = 0; row < x.Length / features; row++)
        {
            Span<double> distribution = p.AsSpan(row * support, support);
            logits(x.AsSpan(row * features, features), distribution);
            TensorPrimitives.SoftMax<double>(distribution, distribution);
        }

        return p;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
