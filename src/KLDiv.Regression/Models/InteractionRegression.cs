using System.Buffers;
using System.Numerics.Tensors;
using KLDiv.Regression.Models;

namespace KLDiv.Regression;

/// <summary>q(x) = softmax(u W + b), where u are the standardised features z = (x - mean) / scale and then products z_i z_j of two of them.</summary>
/// <remarks>
/// As convex as <see cref="SoftmaxRegression"/>. The products are those of every two features i &lt; j, but for pairs that add nothing: pairs whose
/// product x_i x_j is the same in every row fitted, as that of two columns of one category is, and pairs with a feature that is itself the same in
/// every row. They are fitted standardised themselves, so that the penalty treats all alike; the weights here are those of the plain products.
/// </remarks>
public sealed class InteractionRegression : DistributionModel
{
    private readonly DenseLayer _layer;

    internal InteractionRegression(double[] means, double[] scales, FeaturePairs pairs, double[] weights, double[] bias)
        : base(means.Length, bias.Length)
    {
        MeanValues = means;
        ScaleValues = scales;
        Pairs = pairs;
        WeightValues = weights;
        BiasValues = bias;
        _layer = new DenseLayer(weights, bias);
    }

    /// <summary>The means of the features, 0 in a model without a bias.</summary>
    public ReadOnlySpan<double> Means => MeanValues;

    /// <summary>The scales of the features; 0 for one that was the same in every row, whose z is 0.</summary>
    public ReadOnlySpan<double> Scales => ScaleValues;

    /// <summary>The pairs of features whose products are terms, in the order of the terms.</summary>
    public IReadOnlyList<(int First, int Second)> Products => Pairs.ToList();

    /// <summary>W, of shape [features + products, support], for the standardised features and then the products.</summary>
    public ReadOnlyTensorSpan<double> Weights => new(WeightValues, [Features + Pairs.Count, Support], []);

    /// <summary>b, of shape [support]; zeros in a model without a bias.</summary>
    public ReadOnlySpan<double> Bias => BiasValues;

    internal double[] MeanValues { get; }

    internal double[] ScaleValues { get; }

    internal FeaturePairs Pairs { get; }

    internal double[] WeightValues { get; }

    internal double[] BiasValues { get; }

    internal override void LogProbabilities(ReadOnlySpan<double> features, Span<double> log, int rows)
    {
        int terms = Features + Pairs.Count;
        double[] block = ArrayPool<double>.Shared.Rent(rows * terms);
        for (int row = 0; row < rows; row++)
        {
            Span<double> u = block.AsSpan(row * terms, terms);
            Standardise(features.Slice(row * Features, Features), u);
            Pairs.Multiply(u[..Features], u[Features..]);
        }

        _layer.LogProbabilities(block.AsSpan(0, rows * terms), log, rows);
        ArrayPool<double>.Shared.Return(block);
    }

    private void Standardise(ReadOnlySpan<double> x, Span<double> z)
    {
        for (int i = 0; i < x.Length; i++)
        {
            // Each divided by itself: the difference of two of opposite signs may overflow.
            z[i] = ScaleValues[i] == 0 ? 0 : (x[i] / ScaleValues[i]) - (MeanValues[i] / ScaleValues[i]);
        }
    }
}
