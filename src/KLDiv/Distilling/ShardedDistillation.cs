using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Distilling;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv;

/// <summary>The divergences of <see cref="Distillation"/> where nobody holds all classes of a row: each rank has a slice of them, and all get the loss and their slice of the gradient.</summary>
/// <remarks>
/// <para>
/// All ranks make it with the same options. 1. <c>States</c> of the rank's own slice. 2. The one exchange: every rank gets all ranks' states (they are plain bytes) and merges them, row by row and in the same order.
/// 3. <c>LossAndGradient</c> from the merged states and the rank's own slice. For the Jensen-Shannon divergence, whose terms need the whole row's sums, there is a second, smaller exchange
/// before that: <c>Mixtures</c> from the merged states, added up over the ranks and handed to the states (<see cref="DistillationState.With"/>).
/// </para>
/// <para>
/// Losses and gradients are those of the whole rows to within the rounding of the sums: near pairs keep their digits. Shapes, types, special values, row weights and threads are as
/// in <see cref="Distillation"/>; a rank may hold no finite logit of a row as long as another one does.
/// </para>
/// </remarks>
public sealed unsafe class ShardedDistillation
{
    private readonly DistillationRequest _request;

    /// <summary>Makes the loss.</summary>
    /// <param name="options">Temperature, divergence, reduction and upstream gradient: the same on every rank.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, or the reduction is undefined.</exception>
    public ShardedDistillation(DistillationOptions options = default)
    {
        _request = Distillation.Request(options);
        Options = options;
    }

    /// <summary>Temperature, divergence, reduction and upstream gradient.</summary>
    public DistillationOptions Options { get; }

    /// <summary>The state of each row over the classes that are at hand.</summary>
    /// <param name="student">The slice of the student's logits.</param>
    /// <param name="teacher">The slice of the teacher's logits, in the shape of the student's.</param>
    /// <param name="destination">One state a row.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1. A row of weight 0 is not read, and its state is that of no classes.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, there is not one state a row, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, or a row has a logit of +inf.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public void States<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        ReadOnlySpan<TTeacher> teacher,
        Span<DistillationState> destination,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        States(Distillation.Operands(student, teacher, rowWeights, lengths), destination);

    /// <summary>The state of each row over the classes that are at hand.</summary>
    /// <param name="student">The slice of the student's logits.</param>
    /// <param name="teacher">The slice of the teacher's logits, in the shape of the student's.</param>
    /// <param name="destination">One state a row.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1. A row of weight 0 is not read, and its state is that of no classes.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, there is not one state a row, row weights are not one finite number &gt;= 0 a row, or a row has a logit of +inf.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public void States<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        in ReadOnlyTensorSpan<TTeacher> teacher,
        Span<DistillationState> destination,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        States(Distillation.Operands(student, teacher, rowWeights, axis), destination);

    /// <inheritdoc cref="States{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, in ReadOnlyTensorSpan{TTeacher}, Span{DistillationState}, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public void States<TStudent, TTeacher>(
        Tensor<TStudent> student,
        Tensor<TTeacher> teacher,
        Span<DistillationState> destination,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        States(Distillation.Operands(student, teacher, rowWeights, axis), destination);

    /// <summary>For the Jensen-Shannon divergence: the share of the classes at hand in the divergences from the mixture, to be added up over the ranks.</summary>
    /// <param name="student">The slice of the student's logits.</param>
    /// <param name="teacher">The slice of the teacher's logits, in the shape of the student's.</param>
    /// <param name="states">The merged states, one a row.</param>
    /// <param name="destination">One pair of shares a row.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1. A row of weight 0 is not read, and its shares are 0.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <exception cref="InvalidOperationException">The divergence is not Jensen-Shannon's: beta is 0 or 1.</exception>
    /// <exception cref="ArgumentException">
    /// Shapes differ, there is not one state or pair a row, the states are of another temperature, row weights are not one finite number &gt;= 0 a row,
    /// memory does not fit the lengths, or a side of a row has no finite logit on any rank.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public void Mixtures<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        ReadOnlySpan<TTeacher> teacher,
        ReadOnlySpan<DistillationState> states,
        Span<DistillationMixture> destination,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Mixtures(Distillation.Operands(student, teacher, rowWeights, lengths), states, destination);

    /// <summary>For the Jensen-Shannon divergence: the share of the classes at hand in the divergences from the mixture, to be added up over the ranks.</summary>
    /// <param name="student">The slice of the student's logits.</param>
    /// <param name="teacher">The slice of the teacher's logits, in the shape of the student's.</param>
    /// <param name="states">The merged states, one a row.</param>
    /// <param name="destination">One pair of shares a row.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1. A row of weight 0 is not read, and its shares are 0.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <exception cref="InvalidOperationException">The divergence is not Jensen-Shannon's: beta is 0 or 1.</exception>
    /// <exception cref="ArgumentException">
    /// Shapes differ, there is not one state or pair a row, the states are of another temperature, row weights are not one finite number &gt;= 0 a row,
    /// or a side of a row has no finite logit on any rank.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public void Mixtures<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        in ReadOnlyTensorSpan<TTeacher> teacher,
        ReadOnlySpan<DistillationState> states,
        Span<DistillationMixture> destination,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Mixtures(Distillation.Operands(student, teacher, rowWeights, axis), states, destination);

    /// <inheritdoc cref="Mixtures{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, in ReadOnlyTensorSpan{TTeacher}, ReadOnlySpan{DistillationState}, Span{DistillationMixture}, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public void Mixtures<TStudent, TTeacher>(
        Tensor<TStudent> student,
        Tensor<TTeacher> teacher,
        ReadOnlySpan<DistillationState> states,
        Span<DistillationMixture> destination,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Mixtures(Distillation.Operands(student, teacher, rowWeights, axis), states, destination);

    /// <summary>The reduced loss of the whole rows, and the gradients for the slice at hand.</summary>
    /// <param name="student">The slice of the student's logits.</param>
    /// <param name="teacher">The slice of the teacher's logits, in the shape of the student's.</param>
    /// <param name="states">The merged states, one a row; for the Jensen-Shannon divergence <see cref="DistillationState.With"/> the sums of all ranks' shares.</param>
    /// <param name="studentGradient">Where the gradient for the slice of the student's logits goes; <c>default</c>: not wanted.</param>
    /// <param name="teacherGradient">Where the gradient for the slice of the teacher's logits goes; <c>default</c>: not wanted.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <returns>The loss, in nats: the same on every rank that merged the states in the same order.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, there is not one state a row, the states are of another temperature or lack the shares, row weights are not one finite number &gt;= 0 a row,
    /// memory does not fit the lengths, the reduction is <see cref="RowReduction.None"/>, an output shares memory that it may not, or a side of a row has no finite logit on any rank.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public double LossAndGradient<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        ReadOnlySpan<TTeacher> teacher,
        ReadOnlySpan<DistillationState> states,
        Span<TStudent> studentGradient,
        Span<TTeacher> teacherGradient = default,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        LossAndGradient(
            Distillation.Operands(student, teacher, rowWeights, lengths),
            states,
            Operand.OfOptional<TStudent>(studentGradient, lengths, nameof(studentGradient)),
            Operand.OfOptional<TTeacher>(teacherGradient, lengths, nameof(teacherGradient)));

    /// <summary>The reduced loss of the whole rows, and the gradients for the slice at hand.</summary>
    /// <param name="student">The slice of the student's logits.</param>
    /// <param name="teacher">The slice of the teacher's logits, in the shape of the student's.</param>
    /// <param name="states">The merged states, one a row; for the Jensen-Shannon divergence <see cref="DistillationState.With"/> the sums of all ranks' shares.</param>
    /// <param name="studentGradient">Where the gradient for the slice of the student's logits goes; <c>default</c>: not wanted.</param>
    /// <param name="teacherGradient">Where the gradient for the slice of the teacher's logits goes; <c>default</c>: not wanted.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <returns>The loss, in nats: the same on every rank that merged the states in the same order.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, there is not one state a row, the states are of another temperature or lack the shares, row weights are not one finite number &gt;= 0 a row,
    /// the reduction is <see cref="RowReduction.None"/>, an output shares memory that it may not, or a side of a row has no finite logit on any rank.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public double LossAndGradient<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        in ReadOnlyTensorSpan<TTeacher> teacher,
        ReadOnlySpan<DistillationState> states,
        in TensorSpan<TStudent> studentGradient,
        in TensorSpan<TTeacher> teacherGradient = default,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        LossAndGradient(
            Distillation.Operands(student, teacher, rowWeights, axis),
            states,
            Operand.OfOptional(studentGradient, nameof(studentGradient)),
            Operand.OfOptional(teacherGradient, nameof(teacherGradient)));

    /// <inheritdoc cref="LossAndGradient{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, in ReadOnlyTensorSpan{TTeacher}, ReadOnlySpan{DistillationState}, in TensorSpan{TStudent}, in TensorSpan{TTeacher}, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public double LossAndGradient<TStudent, TTeacher>(
        Tensor<TStudent> student,
        Tensor<TTeacher> teacher,
        ReadOnlySpan<DistillationState> states,
        Tensor<TStudent>? studentGradient,
        Tensor<TTeacher>? teacherGradient = null,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        LossAndGradient(
            Distillation.Operands(student, teacher, rowWeights, axis),
            states,
            Operand.OfOptional(studentGradient, nameof(studentGradient)),
            Operand.OfOptional(teacherGradient, nameof(teacherGradient)));

    private void States(in Arguments arguments, Span<DistillationState> destination)
    {
        arguments.MustBeOneARow(destination.Length, nameof(destination));
        destination.Clear();
        fixed (DistillationState* states = destination)
        {
            DistillationRequest request = _request;
            request.States = states;
            request.WantsBoth = true;
            DistillationDriver.Run(arguments, request);
        }
    }

    private void Mixtures(in Arguments arguments, ReadOnlySpan<DistillationState> states, Span<DistillationMixture> destination)
    {
        if (!_request.IsMixture)
        {
            throw new InvalidOperationException($"There is a mixture where beta is more than 0 and less than 1; it is {Options.Beta}.");
        }

        arguments.MustBeOneARow(destination.Length, nameof(destination));
        Check(arguments, states);
        destination.Clear();
        fixed (DistillationState* known = states)
        fixed (DistillationMixture* mixtures = destination)
        {
            DistillationRequest request = _request;
            request.Known = known;
            request.Mixtures = mixtures;
            DistillationDriver.Run(arguments, request);
        }
    }

    private double LossAndGradient(Arguments arguments, ReadOnlySpan<DistillationState> states, Operand studentGradient, Operand teacherGradient)
    {
        Check(arguments, states);
        double divisor = Options.Reduction.Divisor(states.Length, arguments.RowWeights, nameof(States));
        double loss = Loss(states, arguments.RowWeights) / divisor;
        fixed (DistillationState* known = states)
        {
            DistillationRequest request = _request;
            request.Known = known;
            request.SetGradients(ref arguments, studentGradient, teacherGradient, Options.Upstream / divisor);
            DistillationDriver.Run(arguments, request);
            return loss;
        }
    }

    /// <summary>The sum of the rows' losses, which needs none of their classes.</summary>
    private double Loss(ReadOnlySpan<DistillationState> states, ReadOnlySpan<double> rowWeights)
    {
        ExactSum sum = default;
        for (int row = 0; row < states.Length; row++)
        {
            double weight = rowWeights.IsEmpty ? 1 : rowWeights[row];
            if (weight != 0)
            {
                PairState state = _request.IsReverse ? states[row].Pair.Exchanged : states[row].Pair;
                new RowFailure(row, RowFailure.Of(state, _request.IsReverse)).Throw("student");
                if (_request.IsMixture && !states[row].Mixture.IsKnown)
                {
                    throw new ArgumentException($"states[{row}] lacks the shares in the mixture: add up what Mixtures gives on all ranks, and hand it to With.", nameof(states));
                }

                sum.Add(_request.LossOf(state, states[row].Mixture, weight));
            }
        }

        return sum.Value;
    }

    /// <summary>Makes sure that there is a state for each row, of the temperature; rows of weight 0 have none.</summary>
    private void Check(in Arguments arguments, ReadOnlySpan<DistillationState> states)
    {
        arguments.MustBeOneARow(states.Length, nameof(states));
        for (int row = 0; row < states.Length; row++)
        {
            if (states[row].Temperature != 0 && states[row].Temperature != Options.Temperature)
            {
                throw new ArgumentException(
                    $"states[{row}] is of the temperature {states[row].Temperature}; it must be {Options.Temperature}.", nameof(states));
            }
        }
    }
}
