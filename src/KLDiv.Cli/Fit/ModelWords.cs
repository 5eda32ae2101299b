using System.CommandLine;
using KLDiv.Cli.Parsing;
using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>The options that say which model is fitted, and how.</summary>
internal sealed class ModelWords
{
    private const int MostHidden = 4096;

    private readonly Option<bool> _interactions = new("--interactions") { Description = "Add the products of all pairs of features." };
    private readonly Option<int?> _hidden = Words.Count("--hidden", "Put a hidden layer of N units between; a tenth of the rows stops it early.", "N", least: 1);
    private readonly Option<Chosen?> _l2 = Words.NotNegativeOrAuto("--l2", "Add LAMBDA times the sum of the squared weights to the loss; 0: nothing. [default: 1/(2 rows)]", "LAMBDA");
    private readonly Option<bool> _noBias = new("--no-bias") { Description = "Leave b out: softmax(x W)." };
    private readonly Option<int?> _seed = Words.Count("--seed", "Determines folds, and what a hidden layer starts from. [default: 0]", "S", least: 0);
    private readonly Option<int?> _threads = Words.Count("--threads", "The threads of a fit. [default: all processors]", "N", least: 1);

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _interactions, _hidden, _l2, _noBias, _seed, _threads })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether the penalty is to be chosen.</summary>
    public bool ChoosesL2(ParseResult parsed) => parsed.GetValue(_l2) is { Value: null };

    /// <summary>What is fitted.</summary>
    /// <exception cref="CommandLineException">The options contradict each other.</exception>
    public FitOptions Of(ParseResult parsed)
    {
        (bool interactions, int? hidden) = (parsed.GetValue(_interactions), parsed.GetValue(_hidden));
        if (interactions && hidden is not null)
        {
            throw new CommandLineException($"{_interactions.Name} and {_hidden.Name} are two models; give one of them");
        }

        if (hidden > MostHidden)
        {
            throw new CommandLineException($"{_hidden.Name} is {hidden}; a hidden layer has at most {MostHidden} units");
        }

        return new FitOptions
        {
            Form = interactions ? ModelForm.Interactions : hidden is not null ? ModelForm.Hidden : ModelForm.Softmax,
            HiddenUnits = hidden ?? FitOptions.Default.HiddenUnits,
            L2 = parsed.GetValue(_l2)?.Value,
            HasBias = !parsed.GetValue(_noBias),
            Seed = (ulong)(parsed.GetValue(_seed) ?? 0),
            MaxDegreeOfParallelism = parsed.GetValue(_threads) ?? 0,
        };
    }
}
