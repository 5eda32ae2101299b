using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Memory;

namespace KLDiv;

public static partial class Distillation
{
    /// <summary>The loss of each row of logits in flat memory.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The teacher's logits, in the shape of the student's.</param>
    /// <param name="destination">One loss a row, in row-major order, in nats; times the row's weight.</param>
    /// <param name="options">Temperature and divergence.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, there is not one loss a row, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, the losses share memory with operands,
    /// or a row has no finite logit or one of +inf.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PerRow<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        ReadOnlySpan<TTeacher> teacher,
        Span<double> destination,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        PerRow(Operands(student, teacher, rowWeights, lengths), destination, default, default, options);

    /// <summary>The loss of each row of tensors of logits.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The teacher's logits, in the shape of the student's.</param>
    /// <param name="destination">One loss a row, in row-major order, in nats; times the row's weight.</param>
    /// <param name="options">Temperature and divergence.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, there is not one loss a row, row weights are not one finite number &gt;= 0 a row, the losses share memory with operands, or a row has no finite logit or one of +inf.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, or there is no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PerRow<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        in ReadOnlyTensorSpan<TTeacher> teacher,
        Span<double> destination,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        PerRow(Operands(student, teacher, rowWeights, axis), destination, default, default, options);

    /// <inheritdoc cref="PerRow{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, in ReadOnlyTensorSpan{TTeacher}, Span{double}, DistillationOptions, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static void PerRow<TStudent, TTeacher>(
        Tensor<TStudent> student,
        Tensor<TTeacher> teacher,
        Span<double> destination,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        PerRow(Operands(student, teacher, rowWeights, axis), destination, default, default, options);

    /// <summary>The loss of each row of logits in flat memory, and the gradients of their sum, in one call.</summary>
    /// <param name="student">The student's logits, row by row: as many rows as there are losses.</param>
    /// <param name="teacher">The teacher's logits, in the shape of the student's.</param>
    /// <param name="destination">One loss a row, in nats; times the row's weight.</param>
    /// <param name="studentGradient">Where the gradient for the student's logits goes; <c>default</c>: not wanted.</param>
    /// <param name="teacherGradient">Where the gradient for the teacher's logits goes; <c>default</c>: not wanted.</param>
    /// <param name="options">Temperature and divergence.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <exception cref="ArgumentException">
    /// The memory is not as many rows as there are losses, row weights are not one finite number &gt;= 0 a row, an output shares memory that it may not,
    /// or a row has no finite logit or one of +inf.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, or beta is not from 0 to 1.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PerRowAndGradient<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        ReadOnlySpan<TTeacher> teacher,
        Span<double> destination,
        Span<TStudent> studentGradient,
        Span<TTeacher> teacherGradient = default,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        ReadOnlySpan<nint> lengths = [destination.Length, destination.IsEmpty ? 0 : student.Length / destination.Length];
        PerRow(
            Operands(student, teacher, rowWeights, lengths),
            destination,
            Operand.OfOptional<TStudent>(studentGradient, lengths, nameof(studentGradient)),
            Operand.OfOptional<TTeacher>(teacherGradient, lengths, nameof(teacherGradient)),
            options);
    }

    /// <summary>The loss of each row of tensors of logits, and the gradients of their sum, in one call.</summary>
    /// <param name="student">The student's logits, with the classes along the last axis.</param>
    /// <param name="teacher">The teacher's logits, in the shape of the student's.</param>
    /// <param name="destination">One loss a row, in row-major order, in nats; times the row's weight.</param>
    /// <param name="studentGradient">Where the gradient for the student's logits goes; <c>default</c>: not wanted.</param>
    /// <param name="teacherGradient">Where the gradient for the teacher's logits goes; <c>default</c>: not wanted.</param>
    /// <param name="options">Temperature and divergence.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, there is not one loss a row, row weights are not one finite number &gt;= 0 a row, an output shares memory that it may not,
    /// or a row has no finite logit or one of +inf.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, or beta is not from 0 to 1.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PerRowAndGradient<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        in ReadOnlyTensorSpan<TTeacher> teacher,
        Span<double> destination,
        in TensorSpan<TStudent> studentGradient,
        in TensorSpan<TTeacher> teacherGradient = default,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        PerRow(
            Operands(student, teacher, rowWeights, axis: -1),
            destination,
            Operand.OfOptional(studentGradient, nameof(studentGradient)),
            Operand.OfOptional(teacherGradient, nameof(teacherGradient)),
            options);

    /// <remarks>A gradient that is null is not wanted.</remarks>
    /// <inheritdoc cref="PerRowAndGradient{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, in ReadOnlyTensorSpan{TTeacher}, Span{double}, in TensorSpan{TStudent}, in TensorSpan{TTeacher}, DistillationOptions, ReadOnlySpan{double})" />
    /// <exception cref="ArgumentNullException">An operand other than a gradient is null.</exception>
    public static void PerRowAndGradient<TStudent, TTeacher>(
        Tensor<TStudent> student,
        Tensor<TTeacher> teacher,
        Span<double> destination,
        Tensor<TStudent>? studentGradient,
        Tensor<TTeacher>? teacherGradient = null,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        PerRow(
            Operands(student, teacher, rowWeights, axis: -1),
            destination,
            Operand.OfOptional(studentGradient, nameof(studentGradient)),
            Operand.OfOptional(teacherGradient, nameof(teacherGradient)),
            options);
}
