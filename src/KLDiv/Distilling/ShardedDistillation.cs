using System.Numerics;
using KLDiv.Criterion;
using KLDiv.Distilling;
using KLDiv.Memory;
using KLDiv.Simd;
using KLDiv.Softmaxes;

namespace KLDiv;

/// <summary>The divergences of <see cref="Distillation"/> where nobody holds all classes of a row: each rank has a slice of them, and all get the loss and their slice of the gradient.</summary>
/// <remarks>
/// <para>
/// 1. <see cref="States"/> of the rank's own slice. 2. The one exchange: every rank gets all ranks' states (they are plain bytes) and merges them, row by row and in the same order.
/// 3. <see cref="LossAndGradient"/> from the merged states and the rank's own slice. For the Jensen-Shannon divergence, whose terms need the whole row's sums, there is a second, smaller exchange:
/// <see cref="Mixtures"/> from the merged states, added up over the ranks.
/// </para>
/// <para>
/// Losses and gradients are those of the whole rows to within the rounding of the sums: near pairs keep their digits. Shapes, types, special values, row weights and threads are as
/// in <see cref="Distillation"/>; a rank may hold no finite logit of a row as long as another one does.
/// </para>
/// </remarks>
public static unsafe class ShardedDistillation
{
    /// <summary>The state of each row over the classes that are at hand.</summary>
    /// <param name="student">The slice of the student's logits.</param>
    /// <param name="teacher">The slice of the teacher's logits, in the shape of the student's.</param>
    /// <param name="destination">One state a row.</param>
    /// <param name="temperature">T: what both sides' logits are divided by.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1. A row of weight 0 is not read, and its state is that of no classes.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, there is not one state a row, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, or a row has a logit of +inf.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void States<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        ReadOnlySpan<TTeacher> teacher,
        Span<DistillationState> destination,
        double temperature = 1,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        DistillationRequest request = Distillation.Request(temperature, beta: 0, scaleByTemperature: false);
        Arguments arguments = Distillation.Operands(Operand.Of(student, lengths, nameof(student)), Operand.Of(teacher, lengths, nameof(teacher)), rowWeights);
        arguments.MustBeOneARow(destination.Length, nameof(destination));
        destination.Clear();
        fixed (DistillationState* states = destination)
        {
            request.States = states;
            request.WantsBoth = true;
            DistillationDriver.Run(arguments, request);
        }
    }

    /// <summary>For the Jensen-Shannon divergence: the share of the classes at hand in the divergences from the mixture, to be added up over the ranks.</summary>
    /// <param name="student">The slice of the student's logits.</param>
    /// <param name="teacher">The slice of the teacher's logits, in the shape of the student's.</param>
    /// <param name="states">The merged states, one a row.</param>
    /// <param name="destination">One pair of shares a row.</param>
    /// <param name="beta">The weight of the teacher in the mixture, between 0 and 1.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1. A row of weight 0 is not read, and its shares are 0.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, there is not one state or pair a row, the states are of different temperatures, row weights are not one finite number &gt;= 0 a row,
    /// memory does not fit the lengths, or a side of a row has no finite logit on any rank.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">beta is not between 0 and 1, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void Mixtures<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        ReadOnlySpan<TTeacher> teacher,
        ReadOnlySpan<DistillationState> states,
        Span<DistillationMixture> destination,
        double beta,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        DistillationRequest request = Distillation.Request(TemperatureOf(states), beta, scaleByTemperature: false);
        if (beta is 0 or 1)
        {
            throw new ArgumentOutOfRangeException(nameof(beta), beta, "There is a mixture where beta is more than 0 and less than 1.");
        }

        Arguments arguments = Distillation.Operands(Operand.Of(student, lengths, nameof(student)), Operand.Of(teacher, lengths, nameof(teacher)), rowWeights);
        arguments.MustBeOneARow(states.Length, nameof(states));
        arguments.MustBeOneARow(destination.Length, nameof(destination));
        destination.Clear();
        fixed (DistillationState* known = states)
        fixed (DistillationMixture* mixtures = destination)
        {
            request.Known = known;
            request.Mixtures = mixtures;
            DistillationDriver.Run(arguments, request);
        }
    }

    /// <summary>The reduced loss of the whole rows, and the gradients for the slice at hand.</summary>
    /// <param name="student">The slice of the student's logits.</param>
    /// <param name="teacher">The slice of the teacher's logits, in the shape of the student's.</param>
    /// <param name="states">The merged states, one a row.</param>
    /// <param name="studentGradient">Where the gradient for the slice of the student's logits goes; empty: not wanted.</param>
    /// <param name="teacherGradient">Where the gradient for the slice of the teacher's logits goes; empty: not wanted.</param>
    /// <param name="beta">0 is the forward divergence, 1 the reverse, between them the generalised Jensen-Shannon divergence.</param>
    /// <param name="mixtures">For the Jensen-Shannon divergence, the shares added up over the ranks, one pair a row; otherwise empty.</param>
    /// <param name="scaleByTemperature">Whether the loss is multiplied by T².</param>
    /// <param name="reduction">How the rows' losses are reduced.</param>
    /// <param name="upstream">The gradient that flows into the loss.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <returns>The loss, in nats: the same on every rank that merged the states in the same order.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, there is not one state (or, where beta is between 0 and 1, pair of shares) a row, the states are of different temperatures, row weights are
    /// not one finite number &gt;= 0 a row, memory does not fit the lengths, the reduction is <see cref="RowReduction.None"/>, an output shares memory that it may not,
    /// or a side of a row has no finite logit on any rank.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">beta is not from 0 to 1, the reduction is undefined, or a length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static double LossAndGradient<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        ReadOnlySpan<TTeacher> teacher,
        ReadOnlySpan<DistillationState> states,
        Span<TStudent> studentGradient,
        Span<TTeacher> teacherGradient = default,
        double beta = 0,
        ReadOnlySpan<DistillationMixture> mixtures = default,
        bool scaleByTemperature = true,
        RowReduction reduction = RowReduction.Mean,
        double upstream = 1,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        DistillationRequest request = Distillation.Request(TemperatureOf(states), beta, scaleByTemperature);
        Arguments arguments = Distillation.Operands(Operand.Of(student, lengths, nameof(student)), Operand.Of(teacher, lengths, nameof(teacher)), rowWeights);
        arguments.MustBeOneARow(states.Length, nameof(states));
        if (beta is not (0 or 1))
        {
            arguments.MustBeOneARow(mixtures.Length, nameof(mixtures));
        }

        Distillation.SetGradients(
            ref arguments,
            Operand.OfOptional<TStudent>(studentGradient, lengths, nameof(studentGradient)),
            Operand.OfOptional<TTeacher>(teacherGradient, lengths, nameof(teacherGradient)));
        fixed (DistillationState* known = states)
        fixed (DistillationMixture* shares = mixtures)
        {
            request.Known = known;
            request.KnownMixtures = shares;
            double divisor = reduction.Divisor(states.Length, rowWeights, nameof(States));
            double loss = Loss(request, states, mixtures, rowWeights) / divisor;
            Distillation.Run(ref arguments, ref request, upstream / divisor);
            return loss;
        }
    }

    /// <summary>The sum of the rows' losses, which needs none of their classes.</summary>
    private static double Loss(
        in DistillationRequest request, ReadOnlySpan<DistillationState> states, ReadOnlySpan<DistillationMixture> mixtures, ReadOnlySpan<double> rowWeights)
    {
        ExactSum sum = default;
        for (int row = 0; row < states.Length; row++)
        {
            double weight = rowWeights.IsEmpty ? 1 : rowWeights[row];
            if (weight != 0)
            {
                PairState state = request.IsReverse ? states[row].Pair.Exchanged : states[row].Pair;
                new RowFailure(row, RowFailure.Of(state, request.IsReverse)).Throw();
                sum.Add(request.LossOf(state, mixtures.IsEmpty ? default : mixtures[row], weight));
            }
        }

        return sum.Value;
    }

    /// <summary>The temperature that all states are of; rows of weight 0 have none, and 1 stands for it where no row has one.</summary>
    private static double TemperatureOf(ReadOnlySpan<DistillationState> states)
    {
        double temperature = 0;
        foreach (ref readonly DistillationState state in states)
        {
            if (temperature != 0 && state.Temperature != 0 && state.Temperature != temperature)
            {
                throw new ArgumentException($"states are of the temperatures {temperature} and {state.Temperature}; they must be equal.", nameof(states));
            }

            temperature = state.Temperature == 0 ? temperature : state.Temperature;
        }

        return temperature == 0 ? 1 : temperature;
    }
}
