using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Regression.Fitting;

/// <summary>Tensors as the rows of a fit, checked, and pinned for as long as something is done with them.</summary>
internal static unsafe class PinnedRows
{
    /// <summary>Features and targets.</summary>
    /// <param name="features">[rows, features]; dense or strided.</param>
    /// <param name="targets">[rows, support]; dense or strided.</param>
    /// <param name="rowWeights">One for each row; empty: all weigh 1.</param>
    /// <param name="work">What is done with them; nothing that it gives back may still read them.</param>
    /// <exception cref="RegressionDataException">The shapes do not fit, or the weights are not as they must be.</exception>
    public static TResult Use<TFeature, TTarget, TResult>(
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        ReadOnlySpan<double> rowWeights,
        Func<FitRows, TResult> work)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        DataChecks.Shapes(features.Lengths, targets.Lengths);
        double[]? weights = DataChecks.Weights(rowWeights, targets.Lengths[0]);
        fixed (TFeature* x = &features.GetPinnableReference())
        fixed (TTarget* t = &targets.GetPinnableReference())
        {
            return work(new FitRows(new RowSet(new MatrixView<TFeature>(features, x)), new RowSet(new MatrixView<TTarget>(targets, t)), weights));
        }
    }

    /// <summary>Features, the targets that are fitted, and those that predictions are compared with, for the same rows.</summary>
    /// <inheritdoc cref="Use"/>
    public static TResult UseAgainst<TFeature, TTarget, TResult>(
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        in ReadOnlyTensorSpan<TTarget> evaluationTargets,
        ReadOnlySpan<double> rowWeights,
        Func<FitRows, FitRows, TResult> work)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        DataChecks.Shapes(features.Lengths, targets.Lengths);
        DataChecks.Shapes(features.Lengths, evaluationTargets.Lengths);
        DataChecks.TargetsOfModel(evaluationTargets.Lengths, checked((int)targets.Lengths[1]));
        fixed (TTarget* pinned = &evaluationTargets.GetPinnableReference())
        {
            var evaluated = new RowSet(new MatrixView<TTarget>(evaluationTargets, pinned));
            return Use(features, targets, rowWeights, rows => work(rows, rows.WithTargets(evaluated)));
        }
    }

    /// <summary>Targets that no features come with: the rows' features are the targets themselves, and nobody asks for them.</summary>
    /// <exception cref="RegressionDataException">The shape is not [rows, support], or a target is not finite and at least 0.</exception>
    public static TResult UseTargets<T, TResult>(in ReadOnlyTensorSpan<T> targets, Func<FitRows, TResult> work)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        DataChecks.TwoDimensions(targets.Lengths, DataChecks.TargetsName, DataChecks.SupportName);
        return Use(targets, targets, rowWeights: default, rows => work(rows.Checked()));
    }

    /// <summary>Features and the targets that a model's predictions for them are compared with.</summary>
    /// <inheritdoc cref="Use"/>
    /// <exception cref="RegressionDataException">The shapes do not fit each other or the model, or a target is not finite and at least 0.</exception>
    public static TResult UseWith<TFeature, TTarget, TResult>(
        DistributionModel model,
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        ReadOnlySpan<double> rowWeights,
        Func<FitRows, TResult> work)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        ArgumentNullException.ThrowIfNull(model);
        DataChecks.Shapes(features.Lengths, targets.Lengths);
        DataChecks.FeaturesOfModel(features.Lengths, model.Features);
        DataChecks.TargetsOfModel(targets.Lengths, model.Support);
        return Use(features, targets, rowWeights, rows => work(rows.Checked()));
    }
}
