namespace KLDiv.Regression.Fitting;

/// <summary>Divides the weights and biases that lead to a class by its share of the targets, as the curvature of its logit is in proportion to it.</summary>
internal sealed class HiddenScaling : IPreconditioner
{
    private readonly double[] _inverses;

    public HiddenScaling(HiddenShape shape, TargetMoments moments, double totalWeight)
    {
        // Less than an even share's hundredth is rare enough that steps would be guesses.
        double[] mean = MeanHessian.MeanDistribution(moments, totalWeight);
        double least = 0.01 / shape.Support;
        _inverses = new double[shape.Count];
        Array.Fill(_inverses, 1);
        for (int i = shape.WeightsAt; i < shape.Count; i++)
        {
            _inverses[i] = 1 / (shape.Support * Math.Max(least, mean[(i - shape.WeightsAt) % shape.Width]));
        }
    }

    public void Apply(Span<double> vector) => System.Numerics.Tensors.TensorPrimitives.Multiply(vector, _inverses, vector);
}
