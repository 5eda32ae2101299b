using System.CommandLine;
using KLDiv.Cli.Fit;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Regression;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv fit</c>: regression of whole distributions.</summary>
internal static class FitCommand
{
    private const string Notes =
        """
        The model is q(x) = softmax(x W + b), one distribution for each row x of the
        features, and the fit minimises its divergence from the rows of the target.
        Features are standardised inside and the weights mapped back; without a bias
        they are scaled and not centred. The penalty is on the weights of the
        standardised features.

        It prints the loss as it falls, then the divergence on the data beside that of
        two constants: the mean distribution of the target and the uniform one. With
        --folds K the rows are shuffled and cut into K parts, and each part is held out
        in turn: mean and standard deviation of the divergence over the K parts.

        A NaN, an infinity or a negative probability in the data is an error.
        """;

    private const string Examples =
        """
        kldiv fit features.npy p.npy
        kldiv fit features.npy p.npy --folds 10 --seed 1 --l2 1e-4 --json
        kldiv fit features.npy p.npy --model model.safetensors --predictions log-q.npy
        """;

    public static Command Create(Host host)
    {
        Argument<string> features = Words.File("FEATURES", "A .npy file of shape [rows, features].");
        Argument<string> target = Words.File("TARGET", "The distributions, a .npy file of shape [rows, support].");
        Option<int?> folds = Words.Count("--folds", "Cross-validate with K folds.", "K", least: 2);
        Option<int?> seed = Words.Count("--seed", "Determines the folds. [default: 0]", "S", least: 0);
        Option<double?> l2 = Words.NotNegative("--l2", "Add LAMBDA times the sum of the squared weights to the loss. [default: 0]", "LAMBDA");
        Option<bool> noBias = new("--no-bias") { Description = "Leave b out: softmax(x W)." };
        Option<string?> model = Words.FileName("--model", "Where the model goes, for kldiv predict.", "FILE");
        Option<string?> predictions = Words.FileName("--predictions", "Where the log-probabilities of the rows go.");
        Option<bool> json = new("--json") { Description = "Print a JSON object and nothing else." };

        ExemplifiedCommand command = new("fit", "Direct regression over distributions by minimising the loss.", Examples, Notes)
        {
            features, target, folds, seed, l2, noBias, model, predictions, json,
        };
        command.SetAction(parsed =>
        {
            FitRequest request = new()
            {
                Features = parsed.GetRequiredValue(features),
                Target = parsed.GetRequiredValue(target),
                Options = new FitOptions { L2 = parsed.GetValue(l2) ?? 0, HasBias = !parsed.GetValue(noBias) },
                Folds = parsed.GetValue(folds),
                Seed = parsed.GetValue(seed) ?? 0,
                Model = parsed.GetValue(model),
                Predictions = parsed.GetValue(predictions),
            };
            request.Check();
            Run(request, parsed.GetValue(json), host);
        });
        return command;
    }

    private static void Run(FitRequest request, bool json, Host host)
    {
        FitAnswer answer = FitOverFiles.Run(request, host, json ? null : host.Output);
        if (answer.Result.Stop == FitStop.IterationLimit)
        {
            host.Tell($"stopped after {answer.Result.Iterations} iterations while the loss still fell; its minimum may lie at infinity, and --l2 brings it back");
        }

        if (json)
        {
            Json.Print(host, writer => FitSummary.Write(writer, answer));
        }
        else
        {
            FitSummary.Print(host.Output, answer);
        }
    }
}
