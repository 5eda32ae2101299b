using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression;

public abstract partial class DistributionModel
{
    /// <summary>What the divergences of the optimiser and of the criterion may differ by, beside 1 and themselves.</summary>
    private const double Rounding = 1e-8;

    /// <summary>
    /// Fits a model to distributions: minimises the criterion with <see cref="Reduction.BatchMean"/> between the model's log-probabilities and the targets,
    /// plus the penalty of <see cref="FitOptions.L2"/>, by L-BFGS.
    /// </summary>
    /// <remarks>
    /// The features are standardised (centred, unless there is no bias, and divided by their scale), and the weights mapped back; features and targets
    /// are read where they are. A column that is the same in every row gets the weight 0 where there is a bias. A target row need not
    /// sum to 1: it is fitted in proportion to its sum, and a row of zeros contributes nothing. The same data, options and seed give the same bits every time.
    /// </remarks>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">The distributions, of shape [rows, support]; dense or strided.</param>
    /// <param name="options">What is minimised, and how far; null: <see cref="FitOptions.Default"/>.</param>
    /// <param name="rowWeights">
    /// One finite weight of at least 0 a row; empty: all weigh 1. A row of weight 2 counts as if it were there twice; one of weight 0 is not read. Losses
    /// are averages over the sum of the weights.
    /// </param>
    /// <param name="progress">Told before the first iteration and after each; the objective never rises from call to call.</param>
    /// <param name="cancellationToken">Ends the fit within a block of rows.</param>
    /// <exception cref="RegressionDataException">
    /// Shapes do not fit, a feature is not finite, a target or weight is not finite and at least 0, or all weights are 0.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static FitResult Fit<TFeature, TTarget>(
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        FitOptions? options = null,
        ReadOnlySpan<double> rowWeights = default,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        PinnedRows.Use(features, targets, rowWeights, rows => Fit(rows, options ?? FitOptions.Default, progress, cancellationToken));

    /// <summary>Fits to rows.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="options">What is minimised, and how far.</param>
    /// <param name="progress">Told before the first iteration and after each.</param>
    /// <param name="cancellationToken">Ends the fit within a block of rows.</param>
    internal static FitResult Fit(FitRows data, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        DataChecks.LengthsOfFit(data, options);
        FitResult result = options.Form == ModelForm.Hidden
            ? new HiddenProblem(data, options, cancellationToken).Solve(progress)
            : new SoftmaxProblem(data, options, cancellationToken).Solve(options, progress);
        return double.IsFinite(result.Loss) && double.IsFinite(result.Objective) && double.IsFinite(result.GradientNorm)
            ? Compared(result, data, options, cancellationToken)
            : throw DataChecks.Overflow(result);
    }

    /// <summary>The result with the divergence that the criterion itself finds, where that is not the optimiser's but for rounding.</summary>
    private static FitResult Compared(FitResult result, FitRows data, FitOptions options, CancellationToken cancellationToken)
    {
        double loss = result.Model.Evaluate(data, cancellationToken);
        if (Math.Abs(loss - result.Loss) <= Rounding * (1 + Math.Abs(loss)))
        {
            return result;
        }

        StandardFeatures features = new(data, options.HasBias, options.MaxDegreeOfParallelism, cancellationToken);
        int column = Enumerable.Range(0, data.Features.Columns).MaxBy(one => features.Scales[one] > 0 ? Math.Abs(features.Means[one]) / features.Scales[one] : 0);
        return result with { Loss = loss, Objective = result.Objective - result.Loss + loss, OffsetColumn = column };
    }
}
