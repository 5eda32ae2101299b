using System.Globalization;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;
using KLDiv.Regression.Validation;

namespace KLDiv.Cli.Fit;

/// <summary>Says how good a fit is, beside what it must beat.</summary>
internal static class FitSummary
{
    private const int MostFeatures = 8;

    /// <summary>Prints what was fitted, and the figures on rows held out and on the data.</summary>
    public static void Print(Host host, FitAnswer answer)
    {
        TextWriter output = host.Output;
        output.WriteLine();
        output.WriteLine(VisibleText.Of(Subject(answer)));
        output.WriteLine(Model(answer));
        if (answer.Folds is { } folds)
        {
            Print(host, answer, folds);
        }

        ContenderScores data = answer.OnTheData;
        FiguresTable.Print(output, "on the data", [.. Columns(answer, data.Model, data.Neighbours, data.Mean, data.Uniform)]);
        if (answer.Folds is not null)
        {
            output.WriteLine();
            output.WriteLine($"held out: {answer.FoldsText}{(HasDeviation(answer.Folds) ? "; deviation: of the model's, from fold to fold" : "")}");
        }
    }

    /// <summary>Prints the figures on rows held out, which tell what the model is worth.</summary>
    private static void Print(Host host, FitAnswer answer, CrossValidationResult folds)
    {
        TextWriter output = host.Output;
        (double model, double mean) = (folds.Mean, folds.ConstantMean.Mean.KL);
        output.WriteLine(model < mean
            ? $"held out, the divergence is {FiguresTable.Text(model, 5)} nats a row, and {FiguresTable.Text(mean, 5)} without the features"
            : $"held out, the features do not help: the divergence is {FiguresTable.Text(model, 5)} nats a row, and {FiguresTable.Text(mean, 5)} without them{Ranked(folds)}");
        List<(string, DistributionScores)> columns = [.. Columns(answer, folds.Model.Mean, folds.Neighbours?.Mean, folds.ConstantMean.Mean, folds.Uniform.Mean)];
        if (HasDeviation(folds))
        {
            columns.Insert(1, (FiguresTable.Deviation, folds.Model.StandardDeviation));
        }

        FiguresTable.Print(output, "held out", columns);
        if (folds.Confusion is { } confusion)
        {
            ConfusionText.Print(host, confusion, answer.Data.Classes);
        }
    }

    /// <summary>What a divergence that a few rows spoil does not tell: how near the values are.</summary>
    private static string Ranked(CrossValidationResult folds) =>
        folds.Model.Mean.Ordered?.Crps is { } model && folds.ConstantMean.Mean.Ordered?.Crps is { } mean && model < mean
            ? $"; but CRPS is {FiguresTable.Text(model, 5)}, and {FiguresTable.Text(mean, 5)} without them"
            : "";

    private static bool HasDeviation(CrossValidationResult folds) => folds.Folds.Count > 1;

    /// <summary>A number in four digits.</summary>
    public static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);

    private static string Subject(FitAnswer answer)
    {
        IReadOnlyList<string> features = answer.Data.Features;
        string names = string.Join(", ", features.Take(MostFeatures)) + (features.Count > MostFeatures ? $" and {features.Count - MostFeatures} more" : "");
        string support = answer.Data.Bins is { } bins ? Number.Counted(bins.Count, "bin") : $"{answer.Data.Classes.Count} classes";
        return $"{answer.Data.Value} ({support}) from {names}: {Number.Counted(answer.OnTheData.Model.Rows, "row")} of {answer.Data.Source}{Missing(answer.Data)}";
    }

    private static string Missing(FitData data) => (data.RowsLeftOut, data.RowsFilled) switch
    {
        (0, 0) => "",
        (var leftOut, 0) => $" ({leftOut} left out)",
        (0, var filled) => $" ({filled} with a missing feature)",
        var (leftOut, filled) => $" ({leftOut} left out, {filled} with a missing feature)",
    };

    private static string Model(FitAnswer answer)
    {
        static string Chosen(bool chosen) => chosen ? " (chosen)" : "";
        string bandwidth = answer.Data.Bins is null ? "" : $", bandwidth {Short(answer.Fitted.Bandwidth)}{Chosen(answer.Request.Table is { Bandwidth: null })}";
        return $"{answer.ModelText}, penalty {Short(answer.Fitted.L2)}{Chosen(answer.Request.ChoosesL2)}{bandwidth}";
    }

    private static IEnumerable<(string Name, DistributionScores Figures)> Columns(
        FitAnswer answer, DistributionScores model, DistributionScores? neighbours, DistributionScores mean, DistributionScores uniform)
    {
        yield return ("this model", model);
        if (neighbours is not null)
        {
            yield return ($"{answer.Request.Neighbours}-nn", neighbours);
        }

        yield return ("mean", mean);
        yield return ("uniform", uniform);
    }
}
