using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Validation;

/// <summary>One fold of a path of penalties: the rows that are fitted, and those that are held out.</summary>
internal sealed class PenaltyFold
{
    private readonly FitRows _training;
    private readonly FitRows _heldOut;
    private readonly FitOptions _options;
    private readonly SoftmaxProblem? _problem;
    private readonly CancellationToken _cancellationToken;

    private PenaltyFold(FitRows training, FitRows heldOut, FitOptions options, CancellationToken cancellationToken)
    {
        (_training, _heldOut, _options, _cancellationToken) = (training, heldOut, options, cancellationToken);
        _problem = options.Form == ModelForm.Hidden ? null : new SoftmaxProblem(training, options, cancellationToken);
    }

    /// <exception cref="ArgumentOutOfRangeException">The folds are not between 2 and the number of rows.</exception>
    public static IEnumerable<PenaltyFold> Cut(
        FitRows data, FitRows evaluated, int folds, ulong seed, FitOptions options, CancellationToken cancellationToken)
    {
        int[] order = Folds.Order(data.Rows, folds, seed);
        for (int fold = 0; fold < folds; fold++)
        {
            (int[] training, int[] heldOut) = Folds.Cut(order, fold, folds);
            yield return new PenaltyFold(data.Choose(training), evaluated.Choose(heldOut), options, cancellationToken);
        }
    }

    /// <summary>The divergence per held-out row of a fit with this penalty.</summary>
    public double HeldOutLoss(double penalty)
    {
        FitOptions options = _options with { L2 = penalty };
        FitResult fit = _problem is null
            ? new HiddenProblem(_training, options, _cancellationToken).Solve(progress: null)
            : _problem.Solve(options, progress: null);
        return fit.Model.Evaluate(_heldOut, _cancellationToken);
    }
}
