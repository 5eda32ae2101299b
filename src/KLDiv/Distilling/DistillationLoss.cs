using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Distilling;
using KLDiv.Softmaxes;

namespace KLDiv;

/// <summary>The distillation loss as a module: a divergence between the softmaxes of a teacher's and a student's logits, with its gradients.</summary>
/// <remarks>
/// Formulas, special values and the rest are as <see cref="Distillation"/> documents them. Results have the element type of the operand that they belong to, losses the student's;
/// where a loss could overflow it (<see cref="Half"/>), or every digit counts, <see cref="Distillation"/> returns doubles, and it gives loss and gradient in one call.
/// </remarks>
public sealed class DistillationLoss
{
    /// <summary>Makes the loss.</summary>
    /// <param name="temperature">T: what both sides' logits are divided by.</param>
    /// <param name="beta">0 is the forward divergence KL(teacher || student), 1 the reverse, between them the generalised Jensen-Shannon divergence.</param>
    /// <param name="scaleByTemperature">Whether the loss is multiplied by T².</param>
    /// <param name="reduction">How the rows' losses are reduced.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, or the reduction is undefined.</exception>
    public DistillationLoss(
        double temperature = 1, double beta = 0, bool scaleByTemperature = true, RowReduction reduction = RowReduction.Mean)
    {
        Distillation.Request(temperature, beta, scaleByTemperature);
        Temperature = temperature;
        Beta = beta;
        ScaleByTemperature = scaleByTemperature;
        Reduction = reduction.Defined();
    }

    /// <summary>T: what both sides' logits are divided by.</summary>
    public double Temperature { get; }

    /// <summary>0 is the forward divergence, 1 the reverse, between them the generalised Jensen-Shannon divergence.</summary>
    public double Beta { get; }

    /// <summary>Whether the loss is multiplied by T².</summary>
    public bool ScaleByTemperature { get; }

    /// <summary>How the rows' losses are reduced.</summary>
    public RowReduction Reduction { get; }

    /// <summary>The loss, in nats.</summary>
    /// <param name="student">The student's logits, shape (*, C) with C classes.</param>
    /// <param name="teacher">The teacher's logits, the shape of the student's.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <returns>One element; for <see cref="RowReduction.None"/> one a row, in the shape of the student without its last axis (one element for a vector).</returns>
    /// <exception cref="ArgumentNullException">A tensor is null.</exception>
    /// <exception cref="ArgumentException">Shapes differ, row weights are not one finite number &gt;= 0 a row, or a row has no finite logit or one of +inf.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public Tensor<TStudent> Forward<TStudent, TTeacher>(
        Tensor<TStudent> student, Tensor<TTeacher> teacher, ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        if (Reduction != RowReduction.None)
        {
            return Tensor.Create([TStudent.CreateTruncating(
                Distillation.Loss(student, teacher, Temperature, Beta, ScaleByTemperature, Reduction, rowWeights))]);
        }

        ArgumentNullException.ThrowIfNull(student);
        nint[] lengths = LengthsOfRows(student);
        double[] losses = new double[(int)TensorPrimitives.Product<nint>(lengths)];
        Distillation.PerRow(student, teacher, losses, null, null, Temperature, Beta, ScaleByTemperature, rowWeights);
        return Tensor.Create(Array.ConvertAll(losses, TStudent.CreateTruncating), lengths);
    }

    /// <summary>The gradient for the student's logits; for <see cref="RowReduction.None"/> of the sum of the rows' losses.</summary>
    /// <param name="student">As for <see cref="Forward"/>.</param>
    /// <param name="teacher">As for <see cref="Forward"/>.</param>
    /// <param name="upstream">The gradient that flows into the loss.</param>
    /// <param name="rowWeights">As for <see cref="Forward"/>.</param>
    /// <returns>The gradient, in the shape of the student.</returns>
    /// <exception cref="ArgumentNullException">A tensor is null.</exception>
    /// <exception cref="ArgumentException">Shapes differ, row weights are not one finite number &gt;= 0 a row, or a row has no finite logit or one of +inf.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public Tensor<TStudent> Backward<TStudent, TTeacher>(
        Tensor<TStudent> student, Tensor<TTeacher> teacher, double upstream = 1, ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        ArgumentNullException.ThrowIfNull(student);
        Tensor<TStudent> gradient = Tensor.CreateFromShape<TStudent>(student.Lengths);
        Distillation.LossAndGradient(
            student, teacher, gradient, null, Temperature, Beta, ScaleByTemperature, ReductionOfGradient, upstream, rowWeights);
        return gradient;
    }

    /// <summary>The gradient for the student's logits, without a reduction: of the sum of the rows' losses, each times what flows into it.</summary>
    /// <param name="student">As for <see cref="Forward"/>.</param>
    /// <param name="teacher">As for <see cref="Forward"/>.</param>
    /// <param name="upstream">The gradients that flow into the rows' losses: one a row, finite. Of a row with 0 nothing is read.</param>
    /// <param name="rowWeights">As for <see cref="Forward"/>.</param>
    /// <returns>The gradient, in the shape of the student.</returns>
    /// <exception cref="InvalidOperationException">The module reduces the rows' losses to one number.</exception>
    /// <exception cref="ArgumentException">There is not one number a row, or <see cref="Forward"/> throws it.</exception>
    /// <exception cref="ArgumentNullException">A tensor is null.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public Tensor<TStudent> Backward<TStudent, TTeacher>(
        Tensor<TStudent> student, Tensor<TTeacher> teacher, ReadOnlySpan<double> upstream, ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        ArgumentNullException.ThrowIfNull(student);
        int classes = (int)student.Lengths[^1];
        double[] weights = Magnitudes(upstream, rowWeights, (int)TensorPrimitives.Product<nint>(LengthsOfRows(student)));
        Tensor<TStudent> gradient = Backward(student, teacher, upstream: 1, weights);
        Span<TStudent> elements = gradient.GetSpan(new nint[gradient.Rank], (int)gradient.FlattenedLength);
        for (int row = 0; row < weights.Length; row++)
        {
            if (upstream[row] < 0)
            {
                Span<TStudent> ofRow = elements.Slice(row * classes, classes);
                TensorPrimitives.Negate<TStudent>(ofRow, ofRow);
            }
        }

        return gradient;
    }

    /// <summary>The gradient for the teacher's logits; for <see cref="RowReduction.None"/> of the sum of the rows' losses.</summary>
    /// <inheritdoc cref="Backward{TStudent, TTeacher}(Tensor{TStudent}, Tensor{TTeacher}, double, ReadOnlySpan{double})" path="/param" />
    /// <returns>The gradient, in the shape of the teacher.</returns>
    /// <inheritdoc cref="Backward{TStudent, TTeacher}(Tensor{TStudent}, Tensor{TTeacher}, double, ReadOnlySpan{double})" path="/exception" />
    public Tensor<TTeacher> BackwardTeacher<TStudent, TTeacher>(
        Tensor<TStudent> student, Tensor<TTeacher> teacher, double upstream = 1, ReadOnlySpan<double> rowWeights = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        ArgumentNullException.ThrowIfNull(teacher);
        Tensor<TTeacher> gradient = Tensor.CreateFromShape<TTeacher>(teacher.Lengths);
        Distillation.LossAndGradient(
            student, teacher, null, gradient, Temperature, Beta, ScaleByTemperature, ReductionOfGradient, upstream, rowWeights);
        return gradient;
    }

    /// <summary>The shape of one number a row.</summary>
    private static nint[] LengthsOfRows<T>(Tensor<T> logits) => logits.Lengths.Length == 1 ? [1] : logits.Lengths[..^1].ToArray();

    /// <summary>The weights of the rows with what flows into their losses, but for its sign.</summary>
    private double[] Magnitudes(ReadOnlySpan<double> upstream, ReadOnlySpan<double> rowWeights, int rows)
    {
        if (Reduction != RowReduction.None)
        {
            throw new InvalidOperationException($"The reduction is {Reduction}: one number flows into the loss, and not one a row.");
        }

        if (upstream.Length != rows || (!rowWeights.IsEmpty && rowWeights.Length != rows))
        {
            throw new ArgumentException(
                $"There are {rows} rows, upstream has {upstream.Length} numbers, and rowWeights {rowWeights.Length}.", nameof(upstream));
        }

        double[] magnitudes = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            magnitudes[row] = Math.Abs(upstream[row]) * (rowWeights.IsEmpty ? 1 : rowWeights[row]);
        }

        return magnitudes;
    }

    private RowReduction ReductionOfGradient => Reduction == RowReduction.None ? RowReduction.Sum : Reduction;
}
