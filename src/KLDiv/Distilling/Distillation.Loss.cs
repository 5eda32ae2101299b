using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Memory;

namespace KLDiv;

public static partial class Distillation
{
    /// <summary>The reduced loss of logits in flat memory.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The teacher's logits, in the shape of the student's.</param>
    /// <param name="options">Temperature, divergence and reduction.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <returns>The loss, in nats.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, the reduction is
    /// <see cref="RowReduction.None"/>, or a row has no finite logit or one of +inf.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, the reduction is undefined, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double Loss<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        ReadOnlySpan<TTeacher> teacher,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Reduced(Operands(student, teacher, rowWeights, lengths), default, default, options);

    /// <summary>The reduced loss of tensors of logits.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The teacher's logits, in the shape of the student's.</param>
    /// <param name="options">Temperature, divergence and reduction.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <returns>The loss, in nats.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, the reduction is <see cref="RowReduction.None"/>, or a row has no finite logit or one of +inf.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, the reduction is undefined, or there is no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double Loss<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        in ReadOnlyTensorSpan<TTeacher> teacher,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Reduced(Operands(student, teacher, rowWeights, axis), default, default, options);

    /// <inheritdoc cref="Loss{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, in ReadOnlyTensorSpan{TTeacher}, DistillationOptions, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static double Loss<TStudent, TTeacher>(
        Tensor<TStudent> student,
        Tensor<TTeacher> teacher,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Reduced(Operands(student, teacher, rowWeights, axis), default, default, options);

    /// <summary>The reduced loss of logits in flat memory, and its gradients for the logits, in one call.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The teacher's logits, in the shape of the student's.</param>
    /// <param name="studentGradient">Where the gradient for the student's logits goes; <c>default</c>: not wanted.</param>
    /// <param name="teacherGradient">Where the gradient for the teacher's logits goes; <c>default</c>: not wanted.</param>
    /// <param name="options">Temperature, divergence and reduction.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <returns>The loss, in nats. The upstream gradient does not enter it.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, the reduction is
    /// <see cref="RowReduction.None"/>, an output shares memory that it may not, or a row has no finite logit or one of +inf.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, the reduction is undefined, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double LossAndGradient<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        ReadOnlySpan<TTeacher> teacher,
        Span<TStudent> studentGradient,
        Span<TTeacher> teacherGradient = default,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Reduced(
            Operands(student, teacher, rowWeights, lengths),
            Operand.OfOptional<TStudent>(studentGradient, lengths, nameof(studentGradient)),
            Operand.OfOptional<TTeacher>(teacherGradient, lengths, nameof(teacherGradient)),
            options);

    /// <summary>The reduced loss of tensors of logits, and its gradients for the logits, in one call.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The teacher's logits, in the shape of the student's.</param>
    /// <param name="studentGradient">Where the gradient for the student's logits goes; <c>default</c>: not wanted.</param>
    /// <param name="teacherGradient">Where the gradient for the teacher's logits goes; <c>default</c>: not wanted.</param>
    /// <param name="options">Temperature, divergence and reduction.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <returns>The loss, in nats. The upstream gradient does not enter it.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, the reduction is <see cref="RowReduction.None"/>, an output shares memory that it may not,
    /// or a row has no finite logit or one of +inf.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, the reduction is undefined, or there is no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double LossAndGradient<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        in ReadOnlyTensorSpan<TTeacher> teacher,
        in TensorSpan<TStudent> studentGradient,
        in TensorSpan<TTeacher> teacherGradient = default,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Reduced(
            Operands(student, teacher, rowWeights, axis),
            Operand.OfOptional(studentGradient, nameof(studentGradient)),
            Operand.OfOptional(teacherGradient, nameof(teacherGradient)),
            options);

    /// <remarks>A gradient that is null is not wanted.</remarks>
    /// <inheritdoc cref="LossAndGradient{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, in ReadOnlyTensorSpan{TTeacher}, in TensorSpan{TStudent}, in TensorSpan{TTeacher}, DistillationOptions, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand other than a gradient is null.</exception>
    public static double LossAndGradient<TStudent, TTeacher>(
        Tensor<TStudent> student,
        Tensor<TTeacher> teacher,
        Tensor<TStudent>? studentGradient,
        Tensor<TTeacher>? teacherGradient = null,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Reduced(
            Operands(student, teacher, rowWeights, axis),
            Operand.OfOptional(studentGradient, nameof(studentGradient)),
            Operand.OfOptional(teacherGradient, nameof(teacherGradient)),
            options);
}
