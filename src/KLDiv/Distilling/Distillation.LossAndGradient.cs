using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Distilling;
using KLDiv.Memory;
using KLDiv.Simd;
using KLDiv.Softmaxes;

namespace KLDiv;

public static partial class Distillation
{
    /// <summary>The reduced loss of logits in flat memory, and its gradients for the logits, in one call.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The teacher's logits, in the shape of the student's.</param>
    /// <param name="studentGradient">Where the gradient for the student's logits goes; empty: not wanted.</param>
    /// <param name="teacherGradient">Where the gradient for the teacher's logits goes; empty: not wanted.</param>
    /// <param name="temperature">T: what both sides' logits are divided by.</param>
    /// <param name="beta">0 is the forward divergence KL(teacher || student), 1 the reverse, between them the generalised Jensen-Shannon divergence.</param>
    /// <param name="scaleByTemperature">Whether the loss is multiplied by T².</param>
    /// <param name="reduction">How the rows' losses are reduced.</param>
    /// <param name="upstream">The gradient that flows into the loss.</param>
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
        double temperature = 1,
        double beta = 0,
        bool scaleByTemperature = true,
        RowReduction reduction = RowReduction.Mean,
        double upstream = 1,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        DistillationRequest request = Request(temperature, beta, scaleByTemperature);
        Arguments arguments = Operands(Operand.Of(student, lengths, nameof(student)), Operand.Of(teacher, lengths, nameof(teacher)), rowWeights);
        SetGradients(
            ref arguments,
            Operand.OfOptional<TStudent>(studentGradient, lengths, nameof(studentGradient)),
            Operand.OfOptional<TTeacher>(teacherGradient, lengths, nameof(teacherGradient)));
        return Reduced(ref arguments, ref request, reduction, upstream);
    }

    /// <summary>The reduced loss of tensors of logits, and its gradients for the logits, in one call.</summary>
    /// <inheritdoc cref="LossAndGradient{TStudent, TTeacher}(ReadOnlySpan{TStudent}, ReadOnlySpan{TTeacher}, Span{TStudent}, Span{TTeacher}, double, double, bool, RowReduction, double, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static double LossAndGradient<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        in ReadOnlyTensorSpan<TTeacher> teacher,
        in TensorSpan<TStudent> studentGradient,
        in TensorSpan<TTeacher> teacherGradient = default,
        double temperature = 1,
        double beta = 0,
        bool scaleByTemperature = true,
        RowReduction reduction = RowReduction.Mean,
        double upstream = 1,
        ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        DistillationRequest request = Request(temperature, beta, scaleByTemperature);
        Arguments arguments = Operands(Operand.Of(student, nameof(student)), Operand.Of(teacher, nameof(teacher)), rowWeights);
        SetGradients(ref arguments, Operand.OfOptional(studentGradient, nameof(studentGradient)), Operand.OfOptional(teacherGradient, nameof(teacherGradient)));
        return Reduced(ref arguments, ref request, reduction, upstream);
    }

    /// <remarks>A gradient that is null is not wanted.</remarks>
    /// <inheritdoc cref="LossAndGradient{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, in ReadOnlyTensorSpan{TTeacher}, in TensorSpan{TStudent}, in TensorSpan{TTeacher}, double, double, bool, RowReduction, double, ReadOnlySpan{double})" />
    /// <exception cref="ArgumentNullException">An operand other than a gradient is null.</exception>
    public static double LossAndGradient<TStudent, TTeacher>(
        Tensor<TStudent> student,
        Tensor<TTeacher> teacher,
        Tensor<TStudent>? studentGradient,
        Tensor<TTeacher>? teacherGradient = null,
        double temperature = 1,
        double beta = 0,
        bool scaleByTemperature = true,
        RowReduction reduction = RowReduction.Mean,
        double upstream = 1,
        ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        return LossAndGradient(
            student.AsReadOnlyTensorSpan(),
            teacher.AsReadOnlyTensorSpan(),
            studentGradient is null ? default : studentGradient.AsTensorSpan(),
            teacherGradient is null ? default : teacherGradient.AsTensorSpan(),
            temperature,
            beta,
            scaleByTemperature,
            reduction,
            upstream,
            rowWeights);
    }

    private static double Reduced(ref Arguments arguments, ref DistillationRequest request, RowReduction reduction, double upstream)
    {
        double divisor = reduction.Divisor(arguments.Rows, arguments.RowWeights, nameof(PerRow));
        return Run(ref arguments, ref request, upstream / divisor).Value / divisor;
    }

    /// <param name="arguments">The operands.</param>
    /// <param name="request">What is asked about them.</param>
    /// <param name="upstream">The gradient that flows into the sum of the rows' losses.</param>
    internal static ExactSum Run(ref Arguments arguments, ref DistillationRequest request, double upstream)
    {
        request.StudentGradient = arguments.SecondResult.IsPresent;
        request.TeacherGradient = arguments.ThirdResult.IsPresent;
        request.GradientScale = upstream * request.LossScale / request.Temperature;
        return DistillationDriver.Run(arguments, request);
    }
}
