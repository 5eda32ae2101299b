using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Validation;

namespace KLDiv.Regression;

/// <summary>Chooses <see cref="FitOptions.L2"/> by cross-validation.</summary>
public static class PenaltyChoice
{
    /// <summary>The steps of the path for each power of ten.</summary>
    private const int StepsPerDecade = 2;

    private const int Decades = 8;

    /// <summary>Penalties in a row that may do worse than the best before the path ends.</summary>
    private const int Patience = 4;

    /// <summary>Far below what folds differ by.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>The penalty of least divergence on rows held out.</summary>
    /// <remarks>
    /// The path falls from a penalty at which hardly anything but the bias is left, by half powers of ten over eight powers; it ends early where smaller ones
    /// do worse and worse. On it each fold's fit starts from that of the penalty before, if the problem is convex; a hidden layer is fitted anew each time,
    /// from the same seed. The least mean over the folds is chosen, and not the largest penalty within a standard error of it: that rule looks for models that
    /// leave features out, which this penalty does not, and pays for it in divergence.
    /// </remarks>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">The distributions, of shape [rows, support]; dense or strided.</param>
    /// <param name="options">Of the fits; their penalty is replaced.</param>
    /// <param name="folds">From 2 to the number of rows.</param>
    /// <param name="seed">Determines the folds.</param>
    /// <param name="rowWeights">As in <see cref="DistributionModel.Fit"/>.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">K is not between 2 and the number of rows.</exception>
    /// <exception cref="RegressionDataException">As from <see cref="DistributionModel.Fit"/>.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static unsafe PenaltyPath Choose<TFeature, TTarget>(
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        FitOptions? options = null,
        int folds = 5,
        ulong seed = 0,
        ReadOnlySpan<double> rowWeights = default,
        CancellationToken cancellationToken = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        DataChecks.Shapes(features.Lengths, targets.Lengths);
        double[]? weights = DataChecks.Weights(rowWeights, targets.Lengths[0]);
        fixed (TFeature* x = &features.GetPinnableReference())
        fixed (TTarget* t = &targets.GetPinnableReference())
        {
            return Choose(
                new RowSet(new MatrixView<TFeature>(features, x)),
                new RowSet(new MatrixView<TTarget>(targets, t)),
                weights,
                options ?? FitOptions.Default,
                folds,
                seed,
                evaluationTargets: null,
                cancellationToken);
        }
    }

    /// <summary>The same over a choice of rows.</summary>
    /// <param name="features">The features.</param>
    /// <param name="targets">The targets that are fitted.</param>
    /// <param name="rowWeights">One a row of the matrix that <paramref name="targets"/> is of; null: all weigh 1.</param>
    /// <param name="options">Of the fits.</param>
    /// <param name="folds">From 2 to the number of rows.</param>
    /// <param name="seed">Determines the folds.</param>
    /// <param name="evaluationTargets">The targets that held-out rows are measured by, of the same rows in the same order; null: those that are fitted.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    internal static PenaltyPath Choose(
        RowSet features,
        RowSet targets,
        double[]? rowWeights,
        FitOptions options,
        int folds,
        ulong seed,
        RowSet? evaluationTargets,
        CancellationToken cancellationToken)
    {
        DataChecks.LengthsOfFit(features, targets, options);
        var data = new FitRows(features, targets, rowWeights);
        FitRows evaluated = evaluationTargets is null ? data : data.WithTargets(evaluationTargets);
        FitOptions loose = options with { GradientTolerance = Math.Max(Tolerance, options.GradientTolerance) };
        PenaltyFold[] all = [.. PenaltyFold.Cut(data, evaluated, folds, seed, loose, cancellationToken)];
        var steps = new List<PenaltyStep>();
        double largest = LargestPenalty(data);
        int best = 0;
        for (int i = 0; i <= Decades * StepsPerDecade && i - best <= Patience; i++)
        {
            double penalty = largest * Math.Pow(10, -(double)i / StepsPerDecade);
            double[] losses = [.. all.Select(fold => fold.HeldOutLoss(penalty))];
            steps.Add(PenaltyStep.Of(penalty, losses));
            best = steps[i].Mean < steps[best].Mean ? i : best;
        }

        return new PenaltyPath(steps[best].L2, steps);
    }

    /// <summary>
    /// Ten times the curvature that the logit of a class has on average, for standardised features: m / support. There the penalty leaves a twentieth of what the data ask for.
    /// </summary>
    private static double LargestPenalty(FitRows data)
    {
        double mass = DataChecks.MeanMass(data.Targets);
        return 10 * (mass > 0 ? mass : 1) / data.Targets.Columns;
    }
}
