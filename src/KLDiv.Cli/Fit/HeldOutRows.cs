using KLDiv.Cli.Terminal;
using KLDiv.Regression;
using KLDiv.Regression.Validation;

namespace KLDiv.Cli.Fit;

/// <summary>Decides how rows are held out: as is asked for, or by the size of the data, so that the same data always give the same.</summary>
internal static class HeldOutRows
{
    private const int Folds = 5;

    /// <summary>Fits that a choice takes, about.</summary>
    private const int FitsOfChoice = 65;

    /// <summary>Multiplications of one pass over the data, in a fit that takes long.</summary>
    private const double Long = 2e9;

    /// <summary>How rows are held out; null: none are.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="data">What is fitted.</param>
    /// <param name="note">What the user did not ask for; null: nothing.</param>
    /// <exception cref="CommandLineException">More folds than rows are asked for.</exception>
    public static CrossValidationOptions? Of(FitRequest request, FitData data, out string? note)
    {
        note = null;
        if (request.Folds is { } asked && asked > data.Rows)
        {
            throw new CommandLineException($"--folds is {asked}; {data.Source} has {Number.Counted(data.Rows, "row")}, and a fold needs one");
        }

        if (request.Folds == 0)
        {
            return null;
        }

        if (data.Rows < 2)
        {
            note = "a single row leaves none to be held out, so the figures are those on the data";
            return null;
        }

        bool isLong = request.Folds is null && data.Rows > Folds && CostOf(request, data) > Long;
        note = isLong ? $"a fit takes long, so one fifth of the rows is held out, once; --folds {Folds} holds each fifth out in turn" : null;

        return new CrossValidationOptions
        {
            Folds = request.Folds ?? (int)Math.Min(Folds, data.Rows),
            HeldOut = isLong ? 1 : null,
            Repeats = request.Repeats,
            ChoosesL2 = request.ChoosesL2,
            Seed = request.Options.Seed,
            Fit = request.Options,
            Neighbours = request.Neighbours,
        };
    }

    private static double CostOf(FitRequest request, FitData data)
    {
        double terms = request.Options.Form switch
        {
            ModelForm.Interactions => 0.5 * data.Width * (data.Width + 1.0),
            ModelForm.Hidden => data.Width + request.Options.HiddenUnits,
            _ => data.Width,
        };
        double row = terms * (request.Options.Form == ModelForm.Hidden ? Math.Max(data.Support, request.Options.HiddenUnits) : data.Support);
        int choices = (request.ChoosesL2 ? 1 : 0) + (request.Table is { Bandwidth: null } ? 1 : 0);
        return row * (data.Rows + ((double)choices * FitsOfChoice * Math.Min(data.Rows, TableRegression.MostRowsToChooseOn)));
    }
}
