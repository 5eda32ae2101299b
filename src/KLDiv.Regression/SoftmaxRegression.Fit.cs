using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression;

public sealed partial class SoftmaxRegression
{
    /// <summary>
    /// Fits a model to distributions: minimises the criterion with <see cref="Reduction.BatchMean"/> between ln softmax(x W + b) and the targets,
    /// plus the penalty of <see cref="FitOptions.L2"/>, by L-BFGS from zero weights.
    /// </summary>
    /// <remarks>
    /// The features are copied once and standardised (centred, unless there is no bias, and divided by their scale), and the weights mapped back;
    /// the targets are read where they are. A column that is the same in every row gets the weight 0 where there is a bias. A target row need not
    /// sum to 1: it is fitted in proportion to its sum, and a row of zeros contributes nothing.
    /// </remarks>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">The distributions, of shape [rows, support]; dense or strided.</param>
    /// <param name="options">What is minimised, and how far; null: <see cref="FitOptions.Default"/>.</param>
    /// <param name="progress">Called before the first iteration and after each; the objective never rises from call to call.</param>
    /// <param name="cancellationToken">Ends the fit within a block of rows.</param>
    /// <exception cref="RegressionDataException">Shapes do not fit, a feature is not finite, or a target is not finite and at least 0.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static unsafe FitResult Fit<TFeature, TTarget>(
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        FitOptions? options = null,
        Action<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        DataChecks.Shapes(features.Lengths, targets.Lengths);
        DataChecks.LengthsOfFit(features.Lengths, targets.Lengths);
        fixed (TFeature* x = &features.GetPinnableReference())
        fixed (TTarget* t = &targets.GetPinnableReference())
        {
            return Fit(
                new RowSet(new MatrixView<TFeature>(features, x)),
                new RowSet(new MatrixView<TTarget>(targets, t)),
                options ?? FitOptions.Default,
                progress,
                cancellationToken);
        }
    }

    internal static FitResult Fit(
        RowSet features, RowSet targets, FitOptions options, Action<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var standard = new StandardFeatures(features, centred: options.HasBias);
        var objective = new FitObjective(standard, targets, options, cancellationToken);
        var minimisation = new Minimisation(objective, options, progress);
        FitStop stop = minimisation.Run();

        int weightCount = standard.Columns * targets.Columns;
        double[] weights = minimisation.Parameters[..weightCount].ToArray();
        double[] bias = new double[targets.Columns];
        minimisation.Parameters[weightCount..].CopyTo(bias);
        standard.MapBack(weights, bias);
        return new FitResult(
            new SoftmaxRegression(weights, bias),
            objective.LossOf(minimisation.Value, minimisation.Parameters),
            objective.ObjectiveOf(minimisation.Value),
            minimisation.Searches,
            minimisation.Evaluations,
            minimisation.GradientNorm,
            stop);
    }
}
