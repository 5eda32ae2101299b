using System.Numerics;
using KLDiv.Files.Elements;
using KLDiv.Files.Loss;

namespace KLDiv.Files;

/// <summary>
/// The criterion over two sources of rows: the loss that <see cref="KLDivergence"/> documents, its gradients and the losses of the
/// elements, in one pass over both, in memory that does not grow with them.
/// </summary>
public static class RowLoss
{
    /// <summary>Computes the loss of two sources, and all else that is asked for, from one reading of each.</summary>
    /// <param name="input">The log-probabilities x; or what the options say, from which these are computed along the last axis.</param>
    /// <param name="target">The probabilities t, or what the options say; of the same shape.</param>
    /// <param name="outputs">The files to be written, which appear at the end, whole or not at all; null: none.</param>
    /// <param name="options">Reduction, kinds and weights; null: the defaults.</param>
    /// <param name="progress">Told how much is done, from 0 to 1, on the calling thread; null: nobody.</param>
    /// <param name="cancellationToken">Ends the work between two blocks.</param>
    /// <returns>The loss, and what it was computed from.</returns>
    /// <remarks>
    /// <para>Where both sides hold logits, the loss is that of <see cref="Distillation"/>, computed from these, exact to six digits however
    /// small it is. Logits on one side, and probabilities as the input, become log-probabilities; float16 in float32.</para>
    /// <para>Both sources are read at the same time, each by one thread at a time and from its first element to its last, in blocks of some
    /// 2^20 elements, which are whole rows only where a softmax is taken of them. A reduced loss of infinity or NaN is a result, and no error.</para>
    /// </remarks>
    /// <exception cref="DataFileException">The shapes differ, a source cannot be read or holds another kind than the options say, weights are not one
    /// finite number of at least 0 a row, there is no softmax of a row, a row is no distribution and must be one, or a file cannot be written.</exception>
    /// <exception cref="ArgumentException">The reduction is <see cref="Reduction.None"/> and <see cref="RowLossOutputs.Pointwise"/> is null, or the
    /// other way round.</exception>
    /// <exception cref="ArgumentNullException">A source is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction or a kind is not one of the enum's values.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is written.</exception>
    public static RowLossResult Evaluate(
        RowSource input,
        RowSource target,
        RowLossOutputs? outputs = null,
        RowLossOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        outputs ??= new();
        options ??= new();
        Check(outputs, options);
        if (!input.Lengths.SequenceEqual(target.Lengths))
        {
            throw new DataFileException(
                target.Name,
                $"has shape {TensorShape.Text(target.OwnLengths)}, and {input.Name} has shape {TensorShape.Text(input.OwnLengths)}; they must be equal{OperandShapes.AdviceOn(input, target)}");
        }

        LossTask task = new(
            DistributionRule.Of(input, OperandSide.Input, options.InputKind, options.Normalise),
            DistributionRule.Of(target, OperandSide.Target, options.TargetKind, options.Normalise),
            options,
            outputs,
            progress,
            cancellationToken);
        if (task.NeedsWholeRows && input.Support > Array.MaxLength)
        {
            throw new DataFileException(
                (options.Normalise || task.InputKind == RowKind.Logits ? input : target).Name,
                options.Normalise
                    ? $"has rows of {input.Support} elements; rows of at most {Array.MaxLength} are scaled to sum to 1"
                    : $"has rows of {input.Support} logits; a softmax is taken of at most {Array.MaxLength}");
        }

        return WithInput(task);
    }

    private static void Check(RowLossOutputs outputs, RowLossOptions options)
    {
        if (options.Reduction == Reduction.None != outputs.Pointwise is not null)
        {
            throw new ArgumentException(
                options.Reduction == Reduction.None
                    ? $"{nameof(Reduction)}.{nameof(Reduction.None)} gives a tensor, which goes to a file; set {nameof(RowLossOutputs.Pointwise)}."
                    : $"{nameof(RowLossOutputs.Pointwise)} takes the losses of the elements, which {nameof(Reduction)}.{nameof(Reduction.None)} gives; the reduced loss is returned.",
                nameof(outputs));
        }

        if (!Enum.IsDefined(options.Reduction))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Reduction, "There is no such reduction.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(options.Pseudocount, nameof(options));
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(options.Pseudocount), false, nameof(options));
        _ = options.InputKind?.Name();
        _ = options.TargetKind?.Name();
    }

    private static RowLossResult WithInput(LossTask task)
    {
        (DistributionRule rule, LossConversion conversion) = (task.Input, task.InputConversion);
        double pseudocount = task.Pseudocount;
        return (rule.Source.ElementType, conversion != LossConversion.None) switch
        {
            (ElementType.Float16, false) => WithTarget(task, new LossOperand<Half, Half>(rule, conversion, pseudocount)),
            (ElementType.Float16, true) => WithTarget(task, new LossOperand<Half, float>(rule, conversion, pseudocount)),
            (ElementType.Float32, _) => WithTarget(task, new LossOperand<float, float>(rule, conversion, pseudocount)),
            _ => WithTarget(task, new LossOperand<double, double>(rule, conversion, pseudocount)),
        };
    }

    private static RowLossResult WithTarget<TInput>(LossTask task, LossOperand<TInput> x)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
    {
        (DistributionRule rule, LossConversion conversion) = (task.Target, task.TargetConversion);
        return (rule.Source.ElementType, conversion != LossConversion.None) switch
        {
            (ElementType.Float16, false) => Run(task, x, new LossOperand<Half, Half>(rule, conversion, pseudocount: 0)),
            (ElementType.Float16, true) => Run(task, x, new LossOperand<Half, float>(rule, conversion, pseudocount: 0)),
            (ElementType.Float32, _) => Run(task, x, new LossOperand<float, float>(rule, conversion, pseudocount: 0)),
            _ => Run(task, x, new LossOperand<double, double>(rule, conversion, pseudocount: 0)),
        };
    }

    private static RowLossResult Run<TInput, TTarget>(LossTask task, LossOperand<TInput> x, LossOperand<TTarget> t)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        if (typeof(TInput) == typeof(double) || typeof(TTarget) == typeof(double))
        {
            using LossPass<TInput, TTarget, double> wide = new(task, x, t);
            return wide.Run();
        }

        using LossPass<TInput, TTarget, float> pass = new(task, x, t);
        return pass.Run();
    }
}
