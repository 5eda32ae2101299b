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

    /// <summary>The penalty of least divergence on rows held out.</summary>
    /// <remarks>
    /// The path falls from a penalty at which hardly anything but the bias is left, by half powers of ten over eight powers; it ends early where smaller ones
    /// do worse and worse. On it each fold's fit starts from that of the penalty before, if the problem is convex; a hidden layer is fitted anew each time,
    /// from the same seed. The least mean over the folds is chosen, and not the largest penalty within a standard error of it: that rule looks for models that
    /// leave features out, which this penalty does not, and pays for it in divergence.
    /// </remarks>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">The distributions, of shape [rows, support]; dense or strided.</param>
    /// <param name="options">The fits, whose penalty is replaced, and the folds; null: <see cref="RegressionOptions.Default"/>.</param>
    /// <param name="rowWeights">As in <see cref="DistributionModel.Fit"/>.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more folds than rows.</exception>
    /// <exception cref="RegressionDataException">As from <see cref="DistributionModel.Fit"/>.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static PenaltyPath Choose<TFeature, TTarget>(
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        RegressionOptions? options = null,
        ReadOnlySpan<double> rowWeights = default,
        CancellationToken cancellationToken = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        PinnedRows.Use(features, targets, rowWeights, rows => Choose(rows, rows, options ?? RegressionOptions.Default, new ChoiceTeller(options?.Choosing, 1, (options ?? RegressionOptions.Default).Folds), cancellationToken));

    /// <param name="data">The rows with the targets that are fitted.</param>
    /// <param name="evaluated">The same rows with the targets that held-out rows are measured by.</param>
    /// <param name="options">The fits and the folds.</param>
    /// <param name="teller">Told of each candidate.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    internal static PenaltyPath Choose(FitRows data, FitRows evaluated, RegressionOptions options, ChoiceTeller teller, CancellationToken cancellationToken)
    {
        teller.Choose("penalty", (Decades * StepsPerDecade) + 1);
        DataChecks.LengthsOfFit(data, options.Fit);
        PenaltyFold[] all = PenaltyFold.Cut(data, evaluated, options, cancellationToken);
        var steps = new List<PenaltyStep>();
        double largest = LargestPenalty(data);
        int best = 0;
        for (int i = 0; i <= Decades * StepsPerDecade && i - best <= Patience; i++)
        {
            double penalty = largest * Math.Pow(10, -(double)i / StepsPerDecade);
            double[] losses = PenaltyFold.HeldOutLosses(all, penalty, options.Fit.Threads, teller);
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
