using KLDiv.Regression.Fitting;
using KLDiv.Regression.Fitting.Dense;

namespace KLDiv.Regression.Validation;

/// <summary>One fold of a path of penalties: the rows that are fitted, and those that are held out.</summary>
internal sealed class PenaltyFold
{
    /// <summary>Of the gradients: what is left is far below what folds differ by.</summary>
    private const double Tolerance = 1e-6;

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

    /// <param name="data">The rows with the targets that are fitted.</param>
    /// <param name="evaluated">The same rows with the targets that held-out rows are measured by.</param>
    /// <param name="options">The folds, and the fits, which are not carried further than folds differ.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The folds are not between 2 and the number of rows.</exception>
    public static PenaltyFold[] Cut(FitRows data, FitRows evaluated, RegressionOptions options, CancellationToken cancellationToken)
    {
        FitOptions loose = options.Fit with
        {
            GradientTolerance = Math.Max(Tolerance, options.Fit.GradientTolerance),
            MaxDegreeOfParallelism = Math.Max(1, options.Fit.Threads / options.Folds),
        };
        int[] order = Folds.Order(data.Rows, options.Folds, options.Seed);
        var all = new PenaltyFold[options.Folds];
        RowParts.Run(all.Length, options.Fit.Threads, fold =>
        {
            (int[] training, int[] heldOut) = Folds.Cut(order, fold, all.Length);
            all[fold] = new PenaltyFold(data.Choose(training), evaluated.Choose(heldOut), loose, cancellationToken);
        });
        return all;
    }

    /// <summary>The divergences per held-out row of fits with a penalty, side by side on the threads.</summary>
    /// <param name="folds">The folds.</param>
    /// <param name="penalty">The penalty; null: the default one of the rows that are fitted.</param>
    /// <param name="threads">As <see cref="FitOptions.MaxDegreeOfParallelism"/>.</param>
    /// <param name="teller">Told of each fold.</param>
    public static double[] HeldOutLosses(PenaltyFold[] folds, double? penalty, int threads, ChoiceTeller teller)
    {
        double[] losses = new double[folds.Length];
        teller.Try();
        RowParts.Run(folds.Length, threads, fold =>
        {
            losses[fold] = folds[fold].HeldOutLoss(penalty);
            teller.FoldIsDone();
        });
        return losses;
    }

    private double HeldOutLoss(double? penalty)
    {
        FitOptions options = _options with { L2 = penalty };
        FitResult fit = _problem is null
            ? new HiddenProblem(_training, options, _cancellationToken).Solve(progress: null)
            : _problem.Solve(options, progress: null);
        return fit.Model.Evaluate(_heldOut, _cancellationToken);
    }
}
