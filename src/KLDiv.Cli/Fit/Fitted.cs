using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>A fitted model, and what was chosen on the way.</summary>
/// <param name="Result">The model and how it was reached.</param>
/// <param name="L2">The penalty that it was fitted with.</param>
internal sealed record Fitted(FitResult Result, double L2)
{
    /// <summary>The fit with the columns of the table that it was fitted to; null where it was fitted to matrices.</summary>
    public TableFit? Table { get; init; }

    /// <summary>The fit to matrices; null where it was fitted to a table.</summary>
    public MatrixFit? Matrices { get; init; }

    /// <summary>What the user should know; a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What looks wrong; a line each.</summary>
    public IReadOnlyList<string> Warnings => Table?.Warnings ?? Matrices?.Warnings ?? [];

    /// <summary>How far the values of a table were spread.</summary>
    public double Bandwidth => Table?.Model.Bandwidth ?? 0;

    /// <summary>The model as its file has it.</summary>
    public SavedModel Saved => new(Result.Model, Table?.Model);
}
