namespace KLDiv.Regression.Fitting;

/// <summary>softmax(x W + b) for a block of dense rows, and the way back from a gradient for it.</summary>
internal static class SoftmaxRows
{
    /// <param name="features">[rows, features].</param>
    /// <param name="weights">[features, support].</param>
    /// <param name="bias">[support], or empty: none.</param>
    /// <param name="destination">[rows, support]: the log-probabilities.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="support">The length of a distribution.</param>
    public static void LogProbabilities(
        ReadOnlySpan<double> features, ReadOnlySpan<double> weights, ReadOnlySpan<double> bias, Span<double> destination, int rows, int support)
    {
        destination.Clear();
        for (int row = 0; row < rows && !bias.IsEmpty; row++)
        {
            bias.CopyTo(destination.Slice(row * support, support));
        }

        int width = weights.Length / support;
        MatrixProduct.Accumulate(features, width, 1, weights, destination, rows, width, support);
        for (int row = 0; row < rows; row++)
        {
            Span<double> values = destination.Slice(row * support, support);
            LogSoftmax.Forward<double>(values, values);
        }
    }

    /// <summary>Turns the gradient for the log-probabilities into the gradient for the logits, in place.</summary>
    public static void Backward(ReadOnlySpan<double> logProbabilities, Span<double> gradient, int support)
    {
        for (int start = 0; start < gradient.Length; start += support)
        {
            Span<double> values = gradient.Slice(start, support);
            LogSoftmax.Backward<double>(logProbabilities.Slice(start, support), values, values);
        }
    }
}
