using KLDiv.Cli.Terminal;
using KLDiv.Regression;
using KLDiv.Regression.Validation;

namespace KLDiv.Cli.Fit;

/// <summary>Says how far a cross-validation is.</summary>
/// <param name="progress">The line that says it.</param>
/// <param name="validation">The folds and their repeats.</param>
internal sealed class FoldsDone(ProgressLine progress, CrossValidationOptions validation) : IProgress<FoldResult>
{
    private int _done;

    private readonly int _folds = (validation.HeldOut ?? validation.Folds) * validation.Repeats;

    /// <summary>Says it before the first fold is done.</summary>
    public FoldsDone Begin()
    {
        Tell(0);
        return this;
    }

    public void Report(FoldResult value) => Tell(++_done);

    private void Tell(int done) => progress.Report((double)done / _folds, $"fold {Math.Min(done + 1, _folds)} of {_folds}");
}
