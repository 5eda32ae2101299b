using KLDiv.Regression;
using KLDiv.Regression.Validation;

namespace KLDiv.Cli.Fit;

/// <summary>What a fit gave, beside what it must beat.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Data">What was fitted.</param>
/// <param name="Fitted">The model and how it was reached.</param>
/// <param name="Progress">The loss from iteration to iteration.</param>
/// <param name="OnTheData">The figures on the rows that were fitted.</param>
/// <param name="Validation">How rows were held out; null: none were.</param>
/// <param name="Folds">What was found on them.</param>
internal sealed record FitAnswer(
    FitRequest Request, FitData Data, Fitted Fitted, IReadOnlyList<FitProgress> Progress, ContenderScores OnTheData, CrossValidationOptions? Validation, CrossValidationResult? Folds)
{
    /// <summary>What the model is called, with what was chosen for it.</summary>
    public string ModelText
    {
        get
        {
            FitOptions options = Request.Options;
            string form = options.Form switch
            {
                ModelForm.Interactions => "softmax regression with pairwise interactions",
                ModelForm.Hidden => $"hidden layer of {options.HiddenUnits} units",
                _ => "softmax regression",
            };
            return options.HasBias ? form : $"{form}, no bias";
        }
    }

    /// <summary>How rows were held out, such as means over 10 folds, 10 times.</summary>
    public string FoldsText
    {
        get
        {
            string times = Validation!.Repeats > 1 ? $", {Validation.Repeats} times" : "";
            return Validation.HeldOut is null ? $"means over {Validation.Folds} folds{times}" : $"one of {Validation.Folds} parts of the rows{times}";
        }
    }
}
