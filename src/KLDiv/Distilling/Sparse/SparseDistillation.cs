using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Distilling;
using KLDiv.Distilling.Sparse;
using KLDiv.Memory;

namespace KLDiv;

/// <summary>Divergences between the softmax of a student's logits and a teacher of whom some classes of each row are known, with the student's gradient.</summary>
/// <remarks>
/// <para>
/// A row's teacher gives k of V classes with probabilities p_i; r = 1 - Σ p_i is the mass of the others. The student has q = softmax(z / T) over all classes, and s, the mass of
/// the classes that are not given: summed over them, never 1 minus the others. Natural logarithms; the temperature T divides the student's logits alone.
/// </para>
/// <list type="table">
/// <listheader><term>tail</term><description>the distributions P and Q that are compared</description></listheader>
/// <item><term><see cref="SparseTail.Bucket"/> (the default)</term><description>k + 1 categories: the k classes, and all others together: P = (p_i, r), Q = (q_i, s)</description></item>
/// <item><term><see cref="SparseTail.Uniform"/></term><description>all V classes, each of the others with r / (V - k)</description></item>
/// <item><term><see cref="SparseTail.Renormalise"/></term><description>the k classes: p_i / Σ p, q_i / Σ q</description></item>
/// </list>
/// <para>
/// The divergence D of P and Q is that of <see cref="Distillation"/>: forward KL(P || Q) with beta 0, reverse with 1, generalised Jensen-Shannon between, never negative and exact for near rows;
/// the loss is T² D, or D without <see cref="DistillationOptions.ScaleByTemperature"/>. The gradient for z of the forward divergence with a bucket is (q_j - p_j) / T for a class that is given
/// and q_j (1 - r / s) / T for another.
/// </para>
/// <para>
/// Where the probabilities sum to more than 1 by rounding (at most 1e-3), or all classes are given, they are scaled to sum 1 and r = 0. 0 ln 0 = 0; where r = 0 and s &gt; 0 the reverse divergence is infinite.
/// A NaN among the logits that are compared makes the loss and the gradient of its row NaN. A row with an id twice or outside the student's classes, with a log-probability that is no number, with probabilities that sum to
/// more, without a probability on any class, without a finite logit or with one of +inf is a <see cref="SparseRowException"/> that names the row and the position; outputs may then be partly written.
/// </para>
/// <para>
/// Student and gradient are flat memory, one row of V logits after the other, tensor spans, dense or strided, or tensors; of <see cref="float"/>, <see cref="double"/> or <see cref="Half"/>. A gradient that is
/// <c>default</c> is not wanted; it may be written over exactly the student's memory. <c>rowWeights</c> are those of <see cref="Distillation"/>; a row of weight 0 is not read. Results have the same bits on any number of threads.
/// </para>
/// <para>Source: the bucket's bound is the data-processing inequality; see docs/sparse-teachers.md.</para>
/// </remarks>
public static partial class SparseDistillation
{
    private static Arguments Student<T>(ReadOnlySpan<T> student, ReadOnlySpan<double> rowWeights, ReadOnlySpan<nint> lengths)
        where T : unmanaged => new(Operand.Of(student, lengths, nameof(student)), default, rowWeights) { KeepsRows = true };

    private static Arguments Student<T>(in ReadOnlyTensorSpan<T> student, ReadOnlySpan<double> rowWeights, int axis)
        where T : unmanaged => new(Operand.Of(student, nameof(student)), default, rowWeights, axis) { KeepsRows = true };

    private static Arguments Student<T>(Tensor<T> student, ReadOnlySpan<double> rowWeights, int axis)
        where T : unmanaged => new(Operand.Of(student, nameof(student)), default, rowWeights, axis) { KeepsRows = true };

    /// <summary>The reduced loss, and the gradient if it is present.</summary>
    private static double Reduced<TTeacher>(
        Arguments arguments, scoped SparseTeacher<TTeacher> teacher, Operand studentGradient, in DistillationOptions options)
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        SparseRequest request = Request(options, teacher.Tail);
        double divisor = options.Reduction.Divisor(arguments.Rows, arguments.RowWeights, nameof(PerRow));
        request.GradientScale *= options.Upstream / divisor;
        arguments.SetSecondResult(studentGradient with { MayReplace = OperandSet.First });
        return SparseDriver.Run(arguments, teacher, request).Value / divisor;
    }

    /// <summary>The loss of each row, and the gradient of their sum if it is present.</summary>
    private static void EachRow<TTeacher>(
        Arguments arguments, scoped SparseTeacher<TTeacher> teacher, Span<double> destination, Operand studentGradient, in DistillationOptions options)
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        SparseRequest request = Request(options, teacher.Tail);
        request.GradientScale *= options.Upstream;
        arguments.SetRowSums(destination);
        arguments.SetSecondResult(studentGradient with { MayReplace = OperandSet.First });
        SparseDriver.Run(arguments, teacher, request);
    }

    /// <exception cref="ArgumentOutOfRangeException">An option is not in its range.</exception>
    private static SparseRequest Request(in DistillationOptions options, SparseTail tail)
    {
        DistillationRequest dense = Distillation.Request(options);
        return new() { Temperature = dense.Temperature, Beta = dense.Beta, LossScale = dense.LossScale, GradientScale = dense.LossScale / dense.Temperature, Tail = tail };
    }

    /// <summary>The lengths of flat memory: as many rows as the teacher has.</summary>
    private static ReadOnlySpan<nint> Lengths<T>(scoped ReadOnlySpan<T> student, int rows, Span<nint> room)
    {
        room[0] = rows;
        room[1] = rows == 0 ? 0 : student.Length / rows;
        return room;
    }
}
