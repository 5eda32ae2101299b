using System.Numerics.Tensors;
using KLDiv.Regression.Models;

namespace KLDiv.Regression;

/// <summary>q(x) = softmax(x W + b).</summary>
/// <remarks>
/// The W and b that minimise the divergence of q from the targets: the problem is convex, and without a penalty its minimum may
/// lie at infinity, but where there is one it is found.
/// W is determined up to a constant added to the weights of one feature over the whole support, which leaves q as it is; of these, the weights that
/// sum to 0 over the support are taken.
/// </remarks>
public sealed class SoftmaxRegression : DistributionModel
{
    private readonly double[] _weights;
    private readonly double[] _bias;
    private readonly DenseLayer _layer;

    internal SoftmaxRegression(double[] weights, double[] bias)
        : base(weights.Length / bias.Length, bias.Length)
    {
        _weights = weights;
        _bias = bias;
        _layer = new DenseLayer(weights, bias);
    }

    /// <summary>W, of shape [features, support], for features in their own units.</summary>
    public ReadOnlyTensorSpan<double> Weights => new(_weights, [Features, Support], []);

    /// <summary>b, of shape [support]; zeros in a model without a bias.</summary>
    public ReadOnlySpan<double> Bias => _bias;

    internal double[] WeightValues => _weights;

    internal double[] BiasValues => _bias;

    internal override void LogProbabilities(ReadOnlySpan<double> features, Span<double> log, int rows) => _layer.LogProbabilities(features, log, rows);
}
