using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Memory;

namespace KLDiv;

public static partial class SparseDistillation
{
    /// <summary>The reduced loss of logits in flat memory.</summary>
    /// <param name="student">The student's logits, row by row: as many rows as the teacher has.</param>
    /// <param name="teacher">The classes of the teacher that are known; rows in row-major order of the student's.</param>
    /// <param name="options">Temperature, divergence and reduction.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <returns>The loss, in nats.</returns>
    /// <exception cref="ArgumentException">
    /// The two have not as many rows, the reduction is <see cref="RowReduction.None"/>, row weights are not one finite number &gt;= 0 a row, an output shares memory that it may not,
    /// or a row cannot be compared (the message says which and why).
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, or the reduction is undefined.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double Loss<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        SparseTeacher<TTeacher> teacher,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        ReadOnlySpan<nint> lengths = Lengths(student, teacher.Rows, stackalloc nint[2]);
        return Reduced(Student(student, rowWeights, lengths), teacher, default, options);
    }

    /// <summary>The reduced loss of a tensor of logits.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The classes of the teacher that are known; rows in row-major order of the student's.</param>
    /// <param name="options">Temperature, divergence and reduction.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <returns>The loss, in nats.</returns>
    /// <exception cref="ArgumentException">
    /// The two have not as many rows, the reduction is <see cref="RowReduction.None"/>, row weights are not one finite number &gt;= 0 a row, an output shares memory that it may not,
    /// or a row cannot be compared (the message says which and why).
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, the reduction is undefined, or there is no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double Loss<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        SparseTeacher<TTeacher> teacher,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Reduced(Student(student, rowWeights, axis), teacher, default, options);

    /// <inheritdoc cref="Loss{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, SparseTeacher{TTeacher}, DistillationOptions, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">The student is null.</exception>
    public static double Loss<TStudent, TTeacher>(
        Tensor<TStudent> student,
        SparseTeacher<TTeacher> teacher,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Reduced(Student(student, rowWeights, axis), teacher, default, options);

    /// <summary>The reduced loss of logits in flat memory, and its gradient for them, in one call.</summary>
    /// <param name="student">The student's logits, row by row: as many rows as the teacher has.</param>
    /// <param name="teacher">The classes of the teacher that are known; rows in row-major order of the student's.</param>
    /// <param name="studentGradient">Where the gradient for the student's logits goes, in their shape; <c>default</c>: not wanted.</param>
    /// <param name="options">Temperature, divergence and reduction.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <returns>The loss, in nats. The upstream gradient does not enter it.</returns>
    /// <exception cref="ArgumentException">
    /// The two have not as many rows, the reduction is <see cref="RowReduction.None"/>, row weights are not one finite number &gt;= 0 a row, an output shares memory that it may not,
    /// or a row cannot be compared (the message says which and why).
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, or the reduction is undefined.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double LossAndGradient<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        SparseTeacher<TTeacher> teacher,
        Span<TStudent> studentGradient,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        ReadOnlySpan<nint> lengths = Lengths(student, teacher.Rows, stackalloc nint[2]);
        return Reduced(Student(student, rowWeights, lengths), teacher, Operand.OfOptional<TStudent>(studentGradient, lengths, nameof(studentGradient)), options);
    }

    /// <summary>The reduced loss of a tensor of logits, and its gradient for them, in one call.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The classes of the teacher that are known; rows in row-major order of the student's.</param>
    /// <param name="studentGradient">Where the gradient for the student's logits goes, in their shape; <c>default</c>: not wanted.</param>
    /// <param name="options">Temperature, divergence and reduction.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <returns>The loss, in nats. The upstream gradient does not enter it.</returns>
    /// <exception cref="ArgumentException">
    /// The two have not as many rows, the reduction is <see cref="RowReduction.None"/>, row weights are not one finite number &gt;= 0 a row, an output shares memory that it may not,
    /// or a row cannot be compared (the message says which and why).
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, the reduction is undefined, or there is no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double LossAndGradient<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        SparseTeacher<TTeacher> teacher,
        in TensorSpan<TStudent> studentGradient,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Reduced(Student(student, rowWeights, axis), teacher, Operand.OfOptional(studentGradient, nameof(studentGradient)), options);

    /// <remarks>A gradient that is null is not wanted.</remarks>
    /// <inheritdoc cref="LossAndGradient{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, SparseTeacher{TTeacher}, in TensorSpan{TStudent}, DistillationOptions, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">The student is null.</exception>
    public static double LossAndGradient<TStudent, TTeacher>(
        Tensor<TStudent> student,
        SparseTeacher<TTeacher> teacher,
        Tensor<TStudent>? studentGradient,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Reduced(Student(student, rowWeights, axis), teacher, Operand.OfOptional(studentGradient, nameof(studentGradient)), options);
}
