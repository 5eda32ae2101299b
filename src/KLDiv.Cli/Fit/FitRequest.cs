using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>What <c>kldiv fit</c> was asked for.</summary>
internal sealed record FitRequest
{
    public required string Features { get; init; }

    public required string Target { get; init; }

    public required FitOptions Options { get; init; }

    public int? Folds { get; init; }

    public required int Seed { get; init; }

    public string? Model { get; init; }

    public string? Predictions { get; init; }

    /// <summary>Refuses what contradicts itself.</summary>
    /// <exception cref="CommandLineException">Two options name one file, or an output is an input.</exception>
    public void Check() => OutputFiles.Check([Features, Target], ("--model", Model), ("--predictions", Predictions));
}
