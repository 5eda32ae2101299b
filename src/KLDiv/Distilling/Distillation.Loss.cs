using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv;

public static partial class Distillation
{
    /// <summary>The reduced loss of logits in flat memory.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The teacher's logits, in the shape of the student's.</param>
    /// <param name="temperature">T: what both sides' logits are divided by.</param>
    /// <param name="beta">0 is the forward divergence KL(teacher || student), 1 the reverse, between them the generalised Jensen-Shannon divergence.</param>
    /// <param name="scaleByTemperature">Whether the loss is multiplied by T².</param>
    /// <param name="reduction">How the rows' losses are reduced.</param>
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
        double temperature = 1,
        double beta = 0,
        bool scaleByTemperature = true,
        RowReduction reduction = RowReduction.Mean,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        LossAndGradient(student, teacher, default, default, temperature, beta, scaleByTemperature, reduction, 1, rowWeights, lengths);

    /// <summary>The reduced loss of tensors of logits.</summary>
    /// <inheritdoc cref="Loss{TStudent, TTeacher}(ReadOnlySpan{TStudent}, ReadOnlySpan{TTeacher}, double, double, bool, RowReduction, ReadOnlySpan{double}, ReadOnlySpan{nint})" />
    public static double Loss<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        in ReadOnlyTensorSpan<TTeacher> teacher,
        double temperature = 1,
        double beta = 0,
        bool scaleByTemperature = true,
        RowReduction reduction = RowReduction.Mean,
        ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        LossAndGradient(student, teacher, default, default, temperature, beta, scaleByTemperature, reduction, 1, rowWeights);

    /// <inheritdoc cref="Loss{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, in ReadOnlyTensorSpan{TTeacher}, double, double, bool, RowReduction, ReadOnlySpan{double})" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public static double Loss<TStudent, TTeacher>(
        Tensor<TStudent> student,
        Tensor<TTeacher> teacher,
        double temperature = 1,
        double beta = 0,
        bool scaleByTemperature = true,
        RowReduction reduction = RowReduction.Mean,
        ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        LossAndGradient(student, teacher, null, null, temperature, beta, scaleByTemperature, reduction, 1, rowWeights);
}
