using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Distilling;
using KLDiv.Memory;

namespace KLDiv;

/// <summary>The distillation loss as a module: a divergence between the softmaxes of a teacher's and a student's logits, with its gradients.</summary>
/// <remarks>
/// Formulas, special values and the rest are as <see cref="Distillation"/> documents them. Results have the element type of the operand that they belong to, losses the student's;
/// where a loss could overflow it (<see cref="Half"/>), or every digit counts, <see cref="Distillation"/> returns doubles.
/// </remarks>
public sealed unsafe class DistillationLoss
{
    private readonly int _axis;

    /// <summary>Makes the loss.</summary>
    /// <param name="options">Temperature, divergence and reduction; gradients are multiplied by its upstream gradient on top of that of a call.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, or the reduction is undefined.</exception>
    public DistillationLoss(DistillationOptions options = default, int axis = -1)
    {
        Distillation.Request(options);
        Options = options;
        _axis = axis;
    }

    /// <summary>Temperature, divergence and reduction.</summary>
    public DistillationOptions Options { get; }

    /// <summary>The loss, in nats.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The teacher's logits, the shape of the student's.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <returns>One element; for <see cref="RowReduction.None"/> one a row, in the shape of the student without the axis of the classes (one element for a vector).</returns>
    /// <exception cref="ArgumentNullException">A tensor is null.</exception>
    /// <exception cref="ArgumentException">Shapes differ, row weights are not one finite number &gt;= 0 a row, or a row has no finite logit or one of +inf.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The operands have no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public Tensor<TStudent> Forward<TStudent, TTeacher>(
        Tensor<TStudent> student, Tensor<TTeacher> teacher, ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Run(student, teacher, default, default, null, rowWeights);

    /// <summary>The gradient for the student's logits.</summary>
    /// <param name="student">As for <see cref="Forward"/>.</param>
    /// <param name="teacher">As for <see cref="Forward"/>.</param>
    /// <param name="upstream">The gradient that flows into the loss, in its shape: one finite number, or one a row; null: 1. Nothing is read of a row with 0.</param>
    /// <param name="rowWeights">As for <see cref="Forward"/>.</param>
    /// <returns>The gradient, in the shape of the student.</returns>
    /// <exception cref="ArgumentNullException">A tensor is null, other than the upstream gradient.</exception>
    /// <exception cref="ArgumentException">
    /// Shapes differ, the upstream gradient is not of the loss's shape, row weights are not one finite number &gt;= 0 a row, or a row has no finite logit or one of +inf.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The operands have no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public Tensor<TStudent> Backward<TStudent, TTeacher>(
        Tensor<TStudent> student, Tensor<TTeacher> teacher, Tensor<TStudent>? upstream = null, ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        Tensor<TStudent> gradient = Like(student);
        RunBackward(student, teacher, Operand.Of(gradient, nameof(gradient)), default, upstream, rowWeights);
        return gradient;
    }

    /// <summary>The gradient for the teacher's logits.</summary>
    /// <returns>The gradient, in the shape of the teacher.</returns>
    /// <inheritdoc cref="Backward" />
    public Tensor<TTeacher> BackwardTeacher<TStudent, TTeacher>(
        Tensor<TStudent> student, Tensor<TTeacher> teacher, Tensor<TStudent>? upstream = null, ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        Tensor<TTeacher> gradient = Like(teacher);
        RunBackward(student, teacher, default, Operand.Of(gradient, nameof(gradient)), upstream, rowWeights);
        return gradient;
    }

    /// <summary>What <see cref="Forward"/> and <see cref="Backward"/> give, in one pass over the operands.</summary>
    /// <returns>The loss, and the gradient for the student's logits.</returns>
    /// <inheritdoc cref="Backward" />
    public (Tensor<TStudent> Loss, Tensor<TStudent> Gradient) LossAndGradient<TStudent, TTeacher>(
        Tensor<TStudent> student, Tensor<TTeacher> teacher, Tensor<TStudent>? upstream = null, ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        Tensor<TStudent> gradient = Like(student);
        return (Run(student, teacher, Operand.Of(gradient, nameof(gradient)), default, upstream, rowWeights), gradient);
    }

    private static Tensor<T> Like<T>(Tensor<T> operand)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(operand);
        return Tensor.CreateFromShape<T>(operand.Lengths);
    }

    /// <summary>Writes the gradients that are present.</summary>
    /// <returns>The loss.</returns>
    private Tensor<TStudent> Run<TStudent, TTeacher>(
        Tensor<TStudent> student, Tensor<TTeacher> teacher, Operand studentGradient, Operand teacherGradient, Tensor<TStudent>? upstream, ReadOnlySpan<double> rowWeights)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        Arguments arguments = Distillation.Operands(Operand.Of(student, nameof(student)), Operand.Of(teacher, nameof(teacher)), rowWeights, _axis);
        if (Options.Reduction != RowReduction.None)
        {
            return Tensor.Create([TStudent.CreateTruncating(RunReduced(arguments, studentGradient, teacherGradient, upstream))]);
        }

        double[] losses = new double[(int)arguments.Rows];
        arguments.SetRowSums(losses);
        RunRows(arguments, studentGradient, teacherGradient, upstream);
        return Tensor.Create(Array.ConvertAll(losses, TStudent.CreateTruncating), LengthsOfRows(arguments));
    }

    private void RunBackward<TStudent, TTeacher>(
        Tensor<TStudent> student, Tensor<TTeacher> teacher, Operand studentGradient, Operand teacherGradient, Tensor<TStudent>? upstream, ReadOnlySpan<double> rowWeights)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        Arguments arguments = Distillation.Operands(Operand.Of(student, nameof(student)), Operand.Of(teacher, nameof(teacher)), rowWeights, _axis);
        if (Options.Reduction == RowReduction.None)
        {
            RunRows(arguments, studentGradient, teacherGradient, upstream);
        }
        else
        {
            RunReduced(arguments, studentGradient, teacherGradient, upstream);
        }
    }

    private double RunReduced<T>(Arguments arguments, Operand studentGradient, Operand teacherGradient, Tensor<T>? upstream)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double into = upstream is null ? 1 : double.CreateTruncating(Numbers(upstream, [1])[0]);
        return Distillation.Reduced(arguments, studentGradient, teacherGradient, Options with { Upstream = Options.Upstream * into });
    }

    private void RunRows<T>(Arguments arguments, Operand studentGradient, Operand teacherGradient, Tensor<T>? upstream)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] into = upstream is null ? [] : Array.ConvertAll(Numbers(upstream, LengthsOfRows(arguments)), double.CreateTruncating);
        fixed (double* upstreams = into)
        {
            DistillationRequest request = Distillation.Request(Options);
            request.RowUpstreams = upstreams;
            request.SetGradients(ref arguments, studentGradient, teacherGradient, Options.Upstream);
            DistillationDriver.Run(arguments, request);
        }
    }

    private static T[] Numbers<T>(Tensor<T> upstream, nint[] lengths)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Shapes.MustEqual(upstream.Lengths, nameof(upstream), lengths, "the loss");
        T[] numbers = new T[(int)upstream.FlattenedLength];
        upstream.FlattenTo(numbers);
        int odd = Array.FindIndex(numbers, number => !T.IsFinite(number));
        return odd < 0 ? numbers : throw new ArgumentException($"upstream has {numbers[odd]} for row {odd}; it must be finite.", nameof(upstream));
    }

    /// <summary>The shape of one number a row.</summary>
    private static nint[] LengthsOfRows(in Arguments arguments) =>
        arguments.Rank == 1 ? [1] : [.. arguments.First.Lengths[..arguments.Axis], .. arguments.First.Lengths[(arguments.Axis + 1)..]];
}
