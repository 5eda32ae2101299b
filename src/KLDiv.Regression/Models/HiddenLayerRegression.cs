using System.Buffers;
using System.Numerics.Tensors;
using KLDiv.Regression.Models;

namespace KLDiv.Regression;

/// <summary>q(x) = softmax(tanh(x V + a) W + b): one hidden layer.</summary>
/// <remarks>
/// The hyperbolic tangent, and not a function without bounds, so that a row far from those that were fitted is given a distribution between them
/// and no extreme one. The objective has many minima; which of them is found depends on the first weights, which are drawn from the seed: the same data,
/// options and seed give the same bits.
/// </remarks>
public sealed class HiddenLayerRegression : DistributionModel
{
    private readonly DenseLayer _hidden;
    private readonly DenseLayer _output;

    internal HiddenLayerRegression(double[] hiddenWeights, double[] hiddenBias, double[] weights, double[] bias)
        : base(hiddenWeights.Length / hiddenBias.Length, bias.Length)
    {
        HiddenWeightValues = hiddenWeights;
        HiddenBiasValues = hiddenBias;
        WeightValues = weights;
        BiasValues = bias;
        _hidden = new DenseLayer(hiddenWeights, hiddenBias);
        _output = new DenseLayer(weights, bias);
    }

    /// <summary>The number of hidden units.</summary>
    public int HiddenUnits => HiddenBiasValues.Length;

    /// <summary>V, of shape [features, hidden units], for features in their own units.</summary>
    public ReadOnlyTensorSpan<double> HiddenWeights => new(HiddenWeightValues, [Features, HiddenUnits], []);

    /// <summary>a, of shape [hidden units].</summary>
    public ReadOnlySpan<double> HiddenBias => HiddenBiasValues;

    /// <summary>W, of shape [hidden units, support].</summary>
    public ReadOnlyTensorSpan<double> Weights => new(WeightValues, [HiddenUnits, Support], []);

    /// <summary>b, of shape [support].</summary>
    public ReadOnlySpan<double> Bias => BiasValues;

    internal double[] HiddenWeightValues { get; }

    internal double[] HiddenBiasValues { get; }

    internal double[] WeightValues { get; }

    internal double[] BiasValues { get; }

    internal override void LogProbabilities(ReadOnlySpan<double> features, Span<double> log, int rows)
    {
        double[] activations = ArrayPool<double>.Shared.Rent(rows * HiddenUnits);
        _hidden.Activations(features, activations, rows);
        _output.LogProbabilities(activations.AsSpan(0, rows * HiddenUnits), log, rows);
        ArrayPool<double>.Shared.Return(activations);
    }
}
