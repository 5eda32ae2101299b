using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Distilling;
using KLDiv.Memory;
using KLDiv.Simd;
using KLDiv.Softmaxes;

namespace KLDiv;

/// <summary>KL(t || softmax(z / T)): from logits z to targets t that are probabilities, their logarithms, or classes, in one call, with the gradient for the logits.</summary>
/// <remarks>
/// <para>
/// With q = softmax(z / T) along the rows' axis, T the temperature and natural logarithms, the loss of a row is l = Σ t (ln t - ln q), in nats: what <see cref="KLDivergence"/> gives for
/// <see cref="LogSoftmax"/>'s result, without that in memory. The gradient for z is g (q Σ t - t) / T, g being the upstream gradient over the reduction's divisor times the row's weight.
/// </para>
/// <para>
/// Small losses are exact, to 1e-6 of themselves from float operands and to 1e-12 from double: l is Σ [t ln(t / (m q)) - t + m q] + m ln m with m = Σ t, and no term of the sum is negative.
/// A sum m that differs from 1 by no more than rounding of the target's type (2^-21 of float, 2^-8 of Half, 2^-49 of double) counts as 1, so that the loss of distributions is never negative.
/// </para>
/// <para>
/// Where a class c is given for each row (from 0 on), it has the share s of <see cref="TargetOptions.ClassShare"/>: l = s (-ln q_c) + (1 - s) KL(t || q), and the gradient is that of both.
/// With s = 1 that is the negative log-likelihood, and no target is read.
/// </para>
/// <para>
/// t = 0 adds 0 to the loss, whatever z is; t &gt; 0 beside z = -inf makes it +inf; a negative t, or a NaN in a row, makes the row's loss NaN.
/// A row of logits without a finite one, or with one of +inf, has no softmax: that is an <see cref="ArgumentException"/> that names the row; outputs may then be partly written.
/// </para>
/// <para>
/// Operands are tensors of any rank from 1 up, dense or strided, or flat memory with <c>lengths</c>, in row-major order (without lengths: one row); both in the same shape, of <see cref="float"/>, <see cref="double"/> or <see cref="Half"/>, in any pair.
/// The arithmetic runs in float, or in double where an operand is double, in rows of more than 32,768 classes and where float would not be exact; sums in double. Row weights, one finite number &gt;= 0 a row, multiply the losses of their rows and
/// the gradients; a row of weight 0 is not read, and its loss and gradient are 0. Nothing is allocated, and results have the same bits on any number of threads. The gradient may be written over exactly the logits.
/// </para>
/// </remarks>
public static class TargetDivergence
{
    /// <summary>The reduced loss of flat memory.</summary>
    /// <param name="logits">The logits z.</param>
    /// <param name="target">The target t, in the shape of the logits; <c>default</c> where classes have all of it.</param>
    /// <param name="options">Kind of the target, temperature, share of the classes and reduction.</param>
    /// <param name="classes">The class of each row; <c>default</c>: none.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <returns>The loss, in nats.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, classes or row weights are not one valid number a row, memory does not fit the lengths, the reduction is <see cref="RowReduction.None"/>, or a row has no softmax.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, the share is not from 0 to 1, the reduction is undefined, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double Loss<TLogits, TTarget>(
        ReadOnlySpan<TLogits> logits,
        ReadOnlySpan<TTarget> target,
        TargetOptions options = default,
        ReadOnlySpan<int> classes = default,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TLogits : unmanaged, IFloatingPointIeee754<TLogits>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Reduced(Operands(Operand.Of(logits, lengths, nameof(logits)), Operand.OfOptional(target, lengths, nameof(target)), rowWeights), default, options, classes);

    /// <summary>The reduced loss of tensors.</summary>
    /// <param name="logits">The logits z.</param>
    /// <param name="target">The target t, in the shape of the logits.</param>
    /// <param name="options">Kind of the target, temperature, share of the classes and reduction.</param>
    /// <param name="classes">The class of each row, in row-major order of the other axes; <c>default</c>: none.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <returns>The loss, in nats.</returns>
    /// <inheritdoc cref="Loss{TLogits, TTarget}(ReadOnlySpan{TLogits}, ReadOnlySpan{TTarget}, TargetOptions, ReadOnlySpan{int}, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static double Loss<TLogits, TTarget>(
        in ReadOnlyTensorSpan<TLogits> logits,
        in ReadOnlyTensorSpan<TTarget> target,
        TargetOptions options = default,
        ReadOnlySpan<int> classes = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TLogits : unmanaged, IFloatingPointIeee754<TLogits>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Reduced(Operands(Operand.Of(logits, nameof(logits)), Operand.Of(target, nameof(target)), rowWeights, axis), default, options, classes);

    /// <inheritdoc cref="Loss{TLogits, TTarget}(in ReadOnlyTensorSpan{TLogits}, in ReadOnlyTensorSpan{TTarget}, TargetOptions, ReadOnlySpan{int}, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static double Loss<TLogits, TTarget>(
        Tensor<TLogits> logits,
        Tensor<TTarget> target,
        TargetOptions options = default,
        ReadOnlySpan<int> classes = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TLogits : unmanaged, IFloatingPointIeee754<TLogits>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Reduced(Operands(Operand.Of(logits, nameof(logits)), Operand.Of(target, nameof(target)), rowWeights, axis), default, options, classes);

    /// <summary>The reduced loss of flat memory, and its gradient for the logits, in one call.</summary>
    /// <param name="logits">The logits z.</param>
    /// <param name="target">The target t, in the shape of the logits; <c>default</c> where classes have all of it.</param>
    /// <param name="gradient">Where the gradient for the logits goes; it may be exactly their memory.</param>
    /// <param name="options">Kind of the target, temperature, share of the classes, reduction and upstream gradient.</param>
    /// <param name="classes">The class of each row; <c>default</c>: none.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <returns>The loss, in nats. The upstream gradient does not enter it.</returns>
    /// <inheritdoc cref="Loss{TLogits, TTarget}(ReadOnlySpan{TLogits}, ReadOnlySpan{TTarget}, TargetOptions, ReadOnlySpan{int}, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static double LossAndGradient<TLogits, TTarget>(
        ReadOnlySpan<TLogits> logits,
        ReadOnlySpan<TTarget> target,
        Span<TLogits> gradient,
        TargetOptions options = default,
        ReadOnlySpan<int> classes = default,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TLogits : unmanaged, IFloatingPointIeee754<TLogits>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Reduced(
            Operands(Operand.Of(logits, lengths, nameof(logits)), Operand.OfOptional(target, lengths, nameof(target)), rowWeights),
            Operand.Of<TLogits>(gradient, lengths, nameof(gradient)),
            options,
            classes);

    /// <summary>The reduced loss of tensors, and its gradient for the logits, in one call.</summary>
    /// <param name="logits">The logits z.</param>
    /// <param name="target">The target t, in the shape of the logits.</param>
    /// <param name="gradient">Where the gradient for the logits goes, in their shape; it may be exactly their memory.</param>
    /// <param name="options">Kind of the target, temperature, share of the classes, reduction and upstream gradient.</param>
    /// <param name="classes">The class of each row, in row-major order of the other axes; <c>default</c>: none.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <returns>The loss, in nats. The upstream gradient does not enter it.</returns>
    /// <inheritdoc cref="Loss{TLogits, TTarget}(ReadOnlySpan{TLogits}, ReadOnlySpan{TTarget}, TargetOptions, ReadOnlySpan{int}, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static double LossAndGradient<TLogits, TTarget>(
        in ReadOnlyTensorSpan<TLogits> logits,
        in ReadOnlyTensorSpan<TTarget> target,
        in TensorSpan<TLogits> gradient,
        TargetOptions options = default,
        ReadOnlySpan<int> classes = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TLogits : unmanaged, IFloatingPointIeee754<TLogits>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Reduced(
            Operands(Operand.Of(logits, nameof(logits)), Operand.Of(target, nameof(target)), rowWeights, axis), Operand.Of(gradient, nameof(gradient)), options, classes);

    /// <inheritdoc cref="LossAndGradient{TLogits, TTarget}(in ReadOnlyTensorSpan{TLogits}, in ReadOnlyTensorSpan{TTarget}, in TensorSpan{TLogits}, TargetOptions, ReadOnlySpan{int}, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static double LossAndGradient<TLogits, TTarget>(
        Tensor<TLogits> logits,
        Tensor<TTarget> target,
        Tensor<TLogits> gradient,
        TargetOptions options = default,
        ReadOnlySpan<int> classes = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TLogits : unmanaged, IFloatingPointIeee754<TLogits>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        Reduced(
            Operands(Operand.Of(logits, nameof(logits)), Operand.Of(target, nameof(target)), rowWeights, axis), Operand.Of(gradient, nameof(gradient)), options, classes);

    /// <summary>The loss of each row of flat memory.</summary>
    /// <param name="logits">The logits z.</param>
    /// <param name="target">The target t, in the shape of the logits; <c>default</c> where classes have all of it.</param>
    /// <param name="destination">Where the losses go: one a row.</param>
    /// <param name="options">Kind of the target, temperature and share of the classes.</param>
    /// <param name="classes">The class of each row; <c>default</c>: none.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <inheritdoc cref="Loss{TLogits, TTarget}(ReadOnlySpan{TLogits}, ReadOnlySpan{TTarget}, TargetOptions, ReadOnlySpan{int}, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static void PerRow<TLogits, TTarget>(
        ReadOnlySpan<TLogits> logits,
        ReadOnlySpan<TTarget> target,
        Span<double> destination,
        TargetOptions options = default,
        ReadOnlySpan<int> classes = default,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TLogits : unmanaged, IFloatingPointIeee754<TLogits>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        PerRow(Operands(Operand.Of(logits, lengths, nameof(logits)), Operand.OfOptional(target, lengths, nameof(target)), rowWeights), destination, options, classes);

    /// <summary>The loss of each row of tensors, in row-major order of the other axes.</summary>
    /// <param name="logits">The logits z.</param>
    /// <param name="target">The target t, in the shape of the logits.</param>
    /// <param name="destination">Where the losses go: one a row.</param>
    /// <param name="options">Kind of the target, temperature and share of the classes.</param>
    /// <param name="classes">The class of each row; <c>default</c>: none.</param>
    /// <param name="rowWeights">One weight a row; <c>default</c>: all weigh 1.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <inheritdoc cref="Loss{TLogits, TTarget}(ReadOnlySpan{TLogits}, ReadOnlySpan{TTarget}, TargetOptions, ReadOnlySpan{int}, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static void PerRow<TLogits, TTarget>(
        in ReadOnlyTensorSpan<TLogits> logits,
        in ReadOnlyTensorSpan<TTarget> target,
        Span<double> destination,
        TargetOptions options = default,
        ReadOnlySpan<int> classes = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TLogits : unmanaged, IFloatingPointIeee754<TLogits>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        PerRow(Operands(Operand.Of(logits, nameof(logits)), Operand.Of(target, nameof(target)), rowWeights, axis), destination, options, classes);

    /// <inheritdoc cref="PerRow{TLogits, TTarget}(in ReadOnlyTensorSpan{TLogits}, in ReadOnlyTensorSpan{TTarget}, Span{double}, TargetOptions, ReadOnlySpan{int}, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static void PerRow<TLogits, TTarget>(
        Tensor<TLogits> logits,
        Tensor<TTarget> target,
        Span<double> destination,
        TargetOptions options = default,
        ReadOnlySpan<int> classes = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TLogits : unmanaged, IFloatingPointIeee754<TLogits>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        PerRow(Operands(Operand.Of(logits, nameof(logits)), Operand.Of(target, nameof(target)), rowWeights, axis), destination, options, classes);

    private static void PerRow(Arguments arguments, Span<double> destination, in TargetOptions options, ReadOnlySpan<int> classes)
    {
        arguments.SetRowSums(destination);
        Run(arguments, default, options, classes, options.Upstream);
    }

    /// <remarks>Classes that have all of the target stand beside the logits alone.</remarks>
    private static Arguments Operands(Operand logits, Operand target, ReadOnlySpan<double> rowWeights, int axis = -1) =>
        new(logits, target.IsPresent ? target : logits, rowWeights, axis) { KeepsRows = true };

    private static double Reduced(Arguments arguments, Operand gradient, in TargetOptions options, ReadOnlySpan<int> classes)
    {
        double divisor = options.Reduction.Divisor(arguments.Rows, arguments.RowWeights, nameof(PerRow));
        return Run(arguments, gradient, options, classes, options.Upstream / divisor).Value / divisor;
    }

    private static unsafe ExactSum Run(Arguments arguments, Operand gradient, in TargetOptions options, ReadOnlySpan<int> classes, double upstream)
    {
        double temperature = Temperature.Checked(options.Temperature);
        options.Reduction.Defined();
        if (!(options.ClassShare is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.ClassShare, "The share of the classes must be at least 0 and at most 1.");
        }

        bool hasTarget = !string.Equals(arguments.First.Name, arguments.Second.Name, StringComparison.Ordinal);
        if (!hasTarget && options.ClassShare != 1)
        {
            throw new ArgumentException($"There is no target, and the classes have {options.ClassShare} of it; without one they must have all, a share of 1.", nameof(options));
        }

        CheckClasses(arguments, classes, options.ClassShare);
        arguments.SetSecondResult(gradient with { MayReplace = hasTarget ? OperandSet.First : OperandSet.First | OperandSet.Second });
        fixed (int* first = classes)
        {
            return DistillationDriver.Run(arguments, new()
            {
                Target = options.LogTarget && options.ClassShare < 1 ? TargetKind.LogProbabilities : TargetKind.Probabilities,
                Temperature = temperature,
                LossScale = 1,
                GradientScale = upstream / temperature,
                StudentGradient = gradient.IsPresent,
                Classes = options.ClassShare > 0 ? first : null,
                ClassShare = options.ClassShare,
            });
        }
    }

    private static void CheckClasses(in Arguments arguments, ReadOnlySpan<int> classes, double share)
    {
        if (share == 0 && classes.IsEmpty)
        {
            return;
        }

        arguments.MustBeOneARow(classes.Length, nameof(classes));
        nint count = arguments.First.Lengths[arguments.Axis];
        for (int row = 0; row < classes.Length; row++)
        {
            bool isRead = arguments.RowWeights.IsEmpty || arguments.RowWeights[row] > 0;
            if (isRead && (classes[row] < 0 || classes[row] >= count))
            {
                throw new ArgumentException($"classes[{row}] is {classes[row]}; there are {count} classes, from 0 to {count - 1}.", nameof(classes));
            }
        }
    }
}
