using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Distilling;
using KLDiv.Memory;

namespace KLDiv;

public static partial class Distillation
{
    /// <summary>The loss of each row of logits in flat memory, and, where wanted, the gradients of their sum.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The teacher's logits, in the shape of the student's.</param>
    /// <param name="destination">One loss a row, in row-major order, in nats; times the row's weight.</param>
    /// <param name="studentGradient">Where the gradient for the student's logits goes; empty: not wanted.</param>
    /// <param name="teacherGradient">Where the gradient for the teacher's logits goes; empty: not wanted.</param>
    /// <param name="temperature">T: what both sides' logits are divided by.</param>
    /// <param name="beta">0 is the forward divergence KL(teacher || student), 1 the reverse, between them the generalised Jensen-Shannon divergence.</param>
    /// <param name="scaleByTemperature">Whether the losses are multiplied by T².</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, an output shares memory that it may not,
    /// or a row has no finite logit or one of +inf.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void PerRow<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        ReadOnlySpan<TTeacher> teacher,
        Span<double> destination,
        Span<TStudent> studentGradient = default,
        Span<TTeacher> teacherGradient = default,
        double temperature = 1,
        double beta = 0,
        bool scaleByTemperature = true,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        DistillationRequest request = Request(temperature, beta, scaleByTemperature);
        Arguments arguments = Operands(Operand.Of(student, lengths, nameof(student)), Operand.Of(teacher, lengths, nameof(teacher)), rowWeights);
        arguments.SetRowSums(destination);
        SetGradients(
            ref arguments,
            Operand.OfOptional<TStudent>(studentGradient, lengths, nameof(studentGradient)),
            Operand.OfOptional<TTeacher>(teacherGradient, lengths, nameof(teacherGradient)));
        Run(ref arguments, ref request, 1);
    }

    /// <summary>The loss of each row of tensors of logits, and, where wanted, the gradients of their sum.</summary>
    /// <inheritdoc cref="PerRow{TStudent, TTeacher}(ReadOnlySpan{TStudent}, ReadOnlySpan{TTeacher}, Span{double}, Span{TStudent}, Span{TTeacher}, double, double, bool, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static void PerRow<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        in ReadOnlyTensorSpan<TTeacher> teacher,
        Span<double> destination,
        in TensorSpan<TStudent> studentGradient = default,
        in TensorSpan<TTeacher> teacherGradient = default,
        double temperature = 1,
        double beta = 0,
        bool scaleByTemperature = true,
        ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        DistillationRequest request = Request(temperature, beta, scaleByTemperature);
        Arguments arguments = Operands(Operand.Of(student, nameof(student)), Operand.Of(teacher, nameof(teacher)), rowWeights);
        arguments.SetRowSums(destination);
        SetGradients(ref arguments, Operand.OfOptional(studentGradient, nameof(studentGradient)), Operand.OfOptional(teacherGradient, nameof(teacherGradient)));
        Run(ref arguments, ref request, 1);
    }

    /// <remarks>A gradient that is null is not wanted.</remarks>
    /// <inheritdoc cref="PerRow{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, in ReadOnlyTensorSpan{TTeacher}, Span{double}, in TensorSpan{TStudent}, in TensorSpan{TTeacher}, double, double, bool, ReadOnlySpan{double})" />
    /// <exception cref="ArgumentNullException">An operand other than a gradient is null.</exception>
    public static void PerRow<TStudent, TTeacher>(
        Tensor<TStudent> student,
        Tensor<TTeacher> teacher,
        Span<double> destination,
        Tensor<TStudent>? studentGradient = null,
        Tensor<TTeacher>? teacherGradient = null,
        double temperature = 1,
        double beta = 0,
        bool scaleByTemperature = true,
        ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        PerRow(
            student.AsReadOnlyTensorSpan(),
            teacher.AsReadOnlyTensorSpan(),
            destination,
            studentGradient is null ? default : studentGradient.AsTensorSpan(),
            teacherGradient is null ? default : teacherGradient.AsTensorSpan(),
            temperature,
            beta,
            scaleByTemperature,
            rowWeights);
    }
}
