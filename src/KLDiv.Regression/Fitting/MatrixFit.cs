namespace KLDiv.Regression;

/// <summary>A model that was fitted to matrices, and how it was reached.</summary>
/// <param name="Result">The model, and its fit.</param>
/// <param name="L2">The penalty that it was fitted with.</param>
/// <param name="Penalties">The penalties that were tried; null where none was to be chosen.</param>
/// <param name="Notes">What the user should know of the choice; a line each.</param>
public sealed record MatrixFit(FitResult Result, double L2, PenaltyPath? Penalties, IReadOnlyList<string> Notes)
{
    /// <inheritdoc cref="TableFit.Warnings"/>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
