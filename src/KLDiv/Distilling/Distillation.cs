using System.Numerics.Tensors;
using KLDiv.Distilling;
using KLDiv.Memory;
using KLDiv.Softmaxes;

namespace KLDiv;

/// <summary>Divergences between the softmaxes of a teacher's and a student's logits, straight from the logits, with their gradients.</summary>
/// <remarks>
/// <para>
/// With P = softmax(teacher / T) and Q = softmax(student / T) along the last axis, T the temperature and natural logarithms, the divergence of a row is
/// </para>
/// <list type="table">
/// <listheader><term>beta</term><description>divergence D, in nats</description></listheader>
/// <item><term>0 (the default)</term><description>KL(P || Q) = Σ p (ln p - ln q), the forward one</description></item>
/// <item><term>1</term><description>KL(Q || P), the reverse one</description></item>
/// <item><term>between</term><description>beta KL(P || M) + (1 - beta) KL(Q || M) with M = beta P + (1 - beta) Q, the generalised Jensen-Shannon divergence</description></item>
/// </list>
/// <para>
/// and its loss is l = T² D, so that gradients keep their scale whatever the temperature, or D without <see cref="DistillationOptions.ScaleByTemperature"/>.
/// Gradients, g being the upstream gradient over the reduction's divisor times the row's weight, are dl/dD g / T times
/// </para>
/// <list type="table">
/// <listheader><term>beta</term><description>student; teacher</description></listheader>
/// <item><term>0</term><description>q - p; p (ln p - ln q - D)</description></item>
/// <item><term>1</term><description>q (ln q - ln p - D); p - q</description></item>
/// <item><term>between</term><description>(1 - beta) q (ln(q / m) - KL(Q || M)); beta p (ln(p / m) - KL(P || M))</description></item>
/// </list>
/// <para>
/// Small divergences are exact: every term that is summed is &gt;= 0 and nothing cancels, so that a loss is never negative, 0 where the rows are equal,
/// and to 1e-6 of itself the divergence of the logits that are given, down to 1e-12 nats from float logits. From double logits it is exact to 1e-12 of itself.
/// A number added to all logits of a row changes nothing.
/// </para>
/// <para>
/// A logit of -inf is a suppressed class of probability 0: suppressed on both sides, it counts for nothing; on one side, it makes the divergence in which it
/// is divided by infinite, and the Jensen-Shannon divergence stays finite. Where the forward divergence is infinite the student's gradient is q - p
/// still, and the teacher's is -inf at its classes and +inf at those that the student suppresses; the reverse likewise.
/// A NaN among the logits makes the loss and the gradients of its row NaN. A row without a finite logit, or with one of +inf, has no softmax:
/// that is an <see cref="ArgumentException"/> that names the row, counted in row-major order; outputs may then be partly written.
/// </para>
/// <para>
/// Operands are tensors of any rank from 1 up, dense or strided, or flat memory with <c>lengths</c>, in row-major order (without lengths: one row);
/// both in the same shape, of <see cref="float"/>, <see cref="double"/> or <see cref="Half"/>, in any pair. A row is the classes along the last axis, or the <c>axis</c> that is told.
/// A gradient that is <c>default</c> is not wanted; one that is empty and not <c>default</c> has the wrong length.
/// The arithmetic runs in double if an operand is double, and for the Jensen-Shannon divergence unless beta is 1/2, no gradient is wanted and rows have no more than 8,192 classes;
/// in float otherwise; sums always in double. The loss and the student's
/// gradient have the same bits whether or not the teacher's is asked for.
/// <c>rowWeights</c>, one finite weight &gt;= 0 a row, multiply the losses of their rows, and so the gradients; a row of weight 0 is not read, and its loss and
/// gradients are 0. Nothing is allocated, and results have the same bits on any number of threads (<see cref="KLDivergence.MaxDegreeOfParallelism"/>).
/// Outputs may not share memory with operands, but a gradient may be written over exactly the operand that it belongs to.
/// </para>
/// <para>
/// Sources: G. Hinton, O. Vinyals, J. Dean, Distilling the Knowledge in a Neural Network (2015), for T²; R. Agarwal et al., On-Policy Distillation of
/// Language Models: Learning from Self-Generated Mistakes (ICLR 2024), for beta.
/// </para>
/// </remarks>
public static partial class Distillation
{
    /// <exception cref="ArgumentOutOfRangeException">An option is not in its range.</exception>
    internal static DistillationRequest Request(in DistillationOptions options)
    {
        double beta = options.Beta, temperature = Temperature.Checked(options.Temperature);
        options.Reduction.Defined();
        return beta is >= 0 and <= 1
            ? new() { Temperature = temperature, Beta = beta, LossScale = options.ScaleByTemperature ? temperature * temperature : 1 }
            : throw new ArgumentOutOfRangeException(nameof(options), beta, "beta must be at least 0 and at most 1.");
    }

    internal static Arguments Operands(Operand student, Operand teacher, ReadOnlySpan<double> rowWeights, int axis = -1) =>
        new(student, teacher, rowWeights, axis) { KeepsRows = true };

    internal static Arguments Operands<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student, ReadOnlySpan<TTeacher> teacher, ReadOnlySpan<double> rowWeights, ReadOnlySpan<nint> lengths)
        where TStudent : unmanaged
        where TTeacher : unmanaged =>
        Operands(Operand.Of(student, lengths, nameof(student)), Operand.Of(teacher, lengths, nameof(teacher)), rowWeights);

    internal static Arguments Operands<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student, in ReadOnlyTensorSpan<TTeacher> teacher, ReadOnlySpan<double> rowWeights, int axis)
        where TStudent : unmanaged
        where TTeacher : unmanaged =>
        Operands(Operand.Of(student, nameof(student)), Operand.Of(teacher, nameof(teacher)), rowWeights, axis);

    internal static Arguments Operands<TStudent, TTeacher>(
        Tensor<TStudent> student, Tensor<TTeacher> teacher, ReadOnlySpan<double> rowWeights, int axis)
        where TStudent : unmanaged
        where TTeacher : unmanaged =>
        Operands(Operand.Of(student, nameof(student)), Operand.Of(teacher, nameof(teacher)), rowWeights, axis);

    /// <summary>The reduced loss, and the gradients that are present.</summary>
    internal static double Reduced(Arguments arguments, Operand studentGradient, Operand teacherGradient, in DistillationOptions options)
    {
        DistillationRequest request = Request(options);
        double divisor = options.Reduction.Divisor(arguments.Rows, arguments.RowWeights, nameof(PerRow));
        request.SetGradients(ref arguments, studentGradient, teacherGradient, options.Upstream / divisor);
        return DistillationDriver.Run(arguments, request).Value / divisor;
    }

    /// <summary>The loss of each row, and the gradients that are present, of the sum of the rows' losses.</summary>
    private static void PerRow(Arguments arguments, Span<double> destination, Operand studentGradient, Operand teacherGradient, in DistillationOptions options)
    {
        DistillationRequest request = Request(options);
        arguments.SetRowSums(destination);
        request.SetGradients(ref arguments, studentGradient, teacherGradient, options.Upstream);
        DistillationDriver.Run(arguments, request);
    }
}
