using KLDiv.Distilling;
using KLDiv.Softmaxes;

namespace KLDiv;

/// <summary>
/// What is known of a row of logits after a part of its classes: enough that states of disjoint parts merge to that of the whole row, which gives
/// the forward and the reverse divergence, and to everyone who holds a part the gradient for it.
/// </summary>
/// <remarks>
/// For ranks that each hold a slice of the classes (tensor parallelism): each computes the states of its slice by <see cref="ShardedDistillation.States{TStudent, TTeacher}(ReadOnlySpan{TStudent}, ReadOnlySpan{TTeacher}, Span{DistillationState}, double, ReadOnlySpan{double}, ReadOnlySpan{nint})"/>,
/// the ranks exchange them as the bytes that they are, and all merge them in the same order. A state holds the largest logit of each side, both sums of exponentials, the logarithm of
/// their ratio to twice the digits of double, and both divergences within the part. By the chain rule of the divergence, KL is the mean of the parts' and the one between the parts:
/// all terms are &gt;= 0, so that small divergences stay as exact as they are in one piece. The default is the state of no classes.
/// </remarks>
public readonly struct DistillationState
{
    internal readonly PairState Pair;

    internal DistillationState(in PairState pair, double temperature)
    {
        Pair = pair;
        Temperature = temperature;
    }

    /// <summary>The temperature at which the classes were met; 0 for the state of no classes.</summary>
    public double Temperature { get; }

    /// <summary>KL(teacher || student) of the two softmaxes over the classes met so far, in nats; +inf where the student suppresses a class that the teacher has.</summary>
    public double Forward => Divergence(Pair.Forward);

    /// <summary>KL(student || teacher) of the two softmaxes over the classes met so far, in nats; +inf where the teacher suppresses a class that the student has.</summary>
    public double Reverse => Divergence(Pair.Reverse);

    /// <summary>The state after the classes of both.</summary>
    /// <exception cref="ArgumentException">The temperatures differ.</exception>
    public static DistillationState operator +(DistillationState left, DistillationState right) => left.Merge(right);

    /// <summary>The state after the classes of this one and of another one, which have none in common.</summary>
    /// <exception cref="ArgumentException">The temperatures differ.</exception>
    public DistillationState Merge(DistillationState other)
    {
        if (Temperature == 0 || other.Temperature == 0)
        {
            return Temperature == 0 ? other : this;
        }

        return Temperature == other.Temperature
            ? new(PairState.Merge(Pair, other.Pair, 1 / Temperature), Temperature)
            : throw new ArgumentException($"The states are of the temperatures {Temperature} and {other.Temperature}; they must be equal.", nameof(other));
    }

    /// <summary>Without classes there is no divergence; without those of one side neither.</summary>
    private double Divergence(double value) => Pair.IsMissing || !Pair.HasP || !Pair.HasQ ? double.NaN : value;
}
