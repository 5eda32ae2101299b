using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Memory;

namespace KLDiv;

public static partial class SparseDistillation
{
    /// <summary>The loss of each row of logits in flat memory.</summary>
    /// <param name="student">The student's logits, row by row: as many rows as the teacher has.</param>
    /// <param name="teacher">The classes of the teacher that are known; rows in row-major order of the student's.</param>
    /// <param name="destination">One loss a row, in nats; times the row's weight.</param>
    /// <param name="options">Temperature and divergence.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <exception cref="ArgumentException">
    /// The two have not as many rows, there is not one loss a row, row weights are not one finite number &gt;= 0 a row, an output shares memory that it may not,
    /// or a row cannot be compared (the message says which and why).
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, or the reduction is undefined.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PerRow<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        SparseTeacher<TTeacher> teacher,
        Span<double> destination,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        ReadOnlySpan<nint> lengths = Lengths(student, teacher.Rows, stackalloc nint[2]);
        EachRow(Student(student, rowWeights, lengths), teacher, destination, default, options);
    }

    /// <summary>The loss of each row of a tensor of logits.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The classes of the teacher that are known; rows in row-major order of the student's.</param>
    /// <param name="destination">One loss a row, in nats; times the row's weight.</param>
    /// <param name="options">Temperature and divergence.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <exception cref="ArgumentException">
    /// The two have not as many rows, there is not one loss a row, row weights are not one finite number &gt;= 0 a row, an output shares memory that it may not,
    /// or a row cannot be compared (the message says which and why).
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, the reduction is undefined, or there is no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PerRow<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        SparseTeacher<TTeacher> teacher,
        Span<double> destination,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        EachRow(Student(student, rowWeights, axis), teacher, destination, default, options);

    /// <inheritdoc cref="PerRow{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, SparseTeacher{TTeacher}, Span{double}, DistillationOptions, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">The student is null.</exception>
    public static void PerRow<TStudent, TTeacher>(
        Tensor<TStudent> student,
        SparseTeacher<TTeacher> teacher,
        Span<double> destination,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        EachRow(Student(student, rowWeights, axis), teacher, destination, default, options);

    /// <summary>The loss of each row of logits in flat memory, and the gradient of their sum, in one call.</summary>
    /// <param name="student">The student's logits, row by row: as many rows as the teacher has.</param>
    /// <param name="teacher">The classes of the teacher that are known; rows in row-major order of the student's.</param>
    /// <param name="destination">One loss a row, in nats; times the row's weight.</param>
    /// <param name="studentGradient">Where the gradient for the student's logits goes, in their shape; <c>default</c>: not wanted.</param>
    /// <param name="options">Temperature and divergence.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <exception cref="ArgumentException">
    /// The two have not as many rows, there is not one loss a row, row weights are not one finite number &gt;= 0 a row, an output shares memory that it may not,
    /// or a row cannot be compared (the message says which and why).
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, or the reduction is undefined.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PerRowAndGradient<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        SparseTeacher<TTeacher> teacher,
        Span<double> destination,
        Span<TStudent> studentGradient,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        ReadOnlySpan<nint> lengths = Lengths(student, teacher.Rows, stackalloc nint[2]);
        EachRow(Student(student, rowWeights, lengths), teacher, destination, Operand.OfOptional<TStudent>(studentGradient, lengths, nameof(studentGradient)), options);
    }

    /// <summary>The loss of each row of a tensor of logits, and the gradient of their sum, in one call.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The classes of the teacher that are known; rows in row-major order of the student's.</param>
    /// <param name="destination">One loss a row, in nats; times the row's weight.</param>
    /// <param name="studentGradient">Where the gradient for the student's logits goes, in their shape; <c>default</c>: not wanted.</param>
    /// <param name="options">Temperature and divergence.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <exception cref="ArgumentException">
    /// The two have not as many rows, there is not one loss a row, row weights are not one finite number &gt;= 0 a row, an output shares memory that it may not,
    /// or a row cannot be compared (the message says which and why).
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, the reduction is undefined, or there is no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PerRowAndGradient<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        SparseTeacher<TTeacher> teacher,
        Span<double> destination,
        in TensorSpan<TStudent> studentGradient,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        EachRow(Student(student, rowWeights, axis), teacher, destination, Operand.OfOptional(studentGradient, nameof(studentGradient)), options);

    /// <remarks>A gradient that is null is not wanted.</remarks>
    /// <inheritdoc cref="PerRowAndGradient{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, SparseTeacher{TTeacher}, Span{double}, in TensorSpan{TStudent}, DistillationOptions, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">The student is null.</exception>
    public static void PerRowAndGradient<TStudent, TTeacher>(
        Tensor<TStudent> student,
        SparseTeacher<TTeacher> teacher,
        Span<double> destination,
        Tensor<TStudent>? studentGradient,
        DistillationOptions options = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        EachRow(Student(student, rowWeights, axis), teacher, destination, Operand.OfOptional(studentGradient, nameof(studentGradient)), options);
}
