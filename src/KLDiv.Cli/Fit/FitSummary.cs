using System.Text.Json;
using KLDiv.Cli.Terminal;
using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>Says how good a fit is, beside what it must beat.</summary>
internal static class FitSummary
{
    /// <summary>Prints the divergences as a table.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="answer">What was found.</param>
    /// <param name="decimals">How many decimals are shown; null: as many as <see cref="FallingLoss"/> shows.</param>
    public static void Print(TextWriter output, FitAnswer answer, int? decimals = null)
    {
        int shown = decimals ?? Number.DecimalsFor(answer.BaselineUniform);
        void Line(string what, double divergence, string more = "") =>
            output.WriteLine($"  {what,-24}{Number.Fixed(divergence, shown)}{more}");

        output.WriteLine();
        output.WriteLine("KL, nats a row");
        Line("uniform distribution", answer.BaselineUniform);
        Line("mean distribution", answer.BaselineMean);
        Line("this model", answer.Result.Loss);
        if (answer.Folds is { } folds)
        {
            Line($"{folds.Folds.Count} folds, held out", folds.Mean, $", deviation {Number.Fixed(folds.StandardDeviation, shown)}");
        }
    }

    /// <summary>Writes the same as members of a JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, FitAnswer answer)
    {
        writer.WriteReal("kl", answer.Result.Loss);
        writer.WriteNumber("iterations", answer.Result.Iterations);
        writer.WriteBoolean("converged", answer.Result.Stop != FitStop.IterationLimit);
        writer.WriteReal("baseline_mean_kl", answer.BaselineMean);
        writer.WriteReal("baseline_uniform_kl", answer.BaselineUniform);
        if (answer.Folds is { } folds)
        {
            writer.WriteStartObject("folds");
            writer.WriteNumber("k", folds.Folds.Count);
            writer.WriteReal("mean", folds.Mean);
            writer.WriteReal("std", folds.StandardDeviation);
            writer.WriteEndObject();
        }
    }
}
