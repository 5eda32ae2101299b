namespace KLDiv.Regression;

/// <summary>Classes of rows that were given about the same probability.</summary>
/// <param name="Count">How many: a row has as many as there are classes.</param>
/// <param name="Predicted">The mean of the probabilities that they were given.</param>
/// <param name="Observed">The mean of the target.</param>
/// <param name="StandardError">Of the mean of target less probability.</param>
public sealed record ReliabilityGroup(long Count, double Predicted, double Observed, double StandardError);
