namespace KLDiv.Regression;

/// <summary>How distributions over classes compare with the one class that each row has, as means over the rows.</summary>
/// <param name="Accuracy">The share of the rows whose class is the most probable one. Higher is better.</param>
/// <param name="LogLoss">The mean of -ln q of the row's class, in nats; +∞ where it was ruled out. Lower is better.</param>
public sealed record CategoryScores(double Accuracy, double LogLoss)
{
    /// <summary>The length of <see cref="Values"/>.</summary>
    internal const int Count = 2;

    internal static CategoryScores Of(ReadOnlySpan<double> values) => new(values[0], values[1]);

    internal double[] Values() => [Accuracy, LogLoss];
}
