using System.CommandLine;
using KLDiv.Cli.Fit;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv predict</c>: applies a model to features.</summary>
internal static class PredictCommand
{
    private const string Examples =
        """
        kldiv predict model.safetensors features.npy --output log-q.npy
        kldiv loss log-q.npy p.npy --reduction batchmean
        """;

    public static Command Create(Host host)
    {
        Argument<string> model = Words.File("MODEL", "A model that kldiv fit has saved.");
        Argument<string> features = Words.File("FEATURES", "A .npy file of shape [rows, features].");
        Option<string?> output = Words.FileName("--output", "Where the log-probabilities go: float64, of shape [rows, support].");
        output.Required = true;

        ExemplifiedCommand command = new("predict", "The distributions that a fitted model predicts, as log-probabilities.", Examples)
        {
            model, features, output,
        };
        command.SetAction(parsed =>
        {
            string modelFile = parsed.GetRequiredValue(model);
            string featuresFile = parsed.GetRequiredValue(features);
            string outputFile = parsed.GetRequiredValue(output)!;
            OutputFiles.Check([modelFile, featuresFile], ("--output", outputFile));
            Run(modelFile, featuresFile, outputFile, host);
        });
        return command;
    }

    private static void Run(string modelFile, string featuresFile, string outputFile, Host host)
    {
        DistributionModel model = SavedModel.Load(modelFile);
        using TensorFile features = TensorFile.Open(featuresFile);
        new Prediction(model, features, host).Write(outputFile);
    }
}
