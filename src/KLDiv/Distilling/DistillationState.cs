using System.Text.Json.Serialization;
using KLDiv.Criterion;
using KLDiv.Distilling;
using KLDiv.Simd;

namespace KLDiv;

/// <summary>
/// What is known of a row of logits after a part of its classes. States of disjoint parts merge to that of the whole row, which gives the forward and
/// the reverse divergence, and the gradient to everyone who holds a part.
/// </summary>
/// <remarks>
/// For ranks that each hold a slice of the classes (tensor parallelism): each computes the states of its slice by <see cref="ShardedDistillation"/>,
/// the ranks exchange them, as the bytes that they are in memory or as <see cref="Write"/> or System.Text.Json (as a string in base 64) has them, and all merge them in the same order. A state holds the largest logit of each side, both sums of exponentials, the logarithm of
/// their ratio to twice the digits of double, and both divergences within the part. By the chain rule of the divergence, KL is the mean of the parts' and the one between the parts:
/// all terms are &gt;= 0, so that small divergences stay as exact as they are in one piece. The default is the state of no classes.
/// </remarks>
[JsonConverter(typeof(StateConverter<DistillationState>))]
public readonly struct DistillationState : IState<DistillationState>
{
    /// <summary>The bytes of a state.</summary>
    public const int Size = 12 * sizeof(double);

    internal readonly PairState Pair;

    internal DistillationState(in PairState pair, double temperature, DistillationMixture mixture = default)
    {
        Pair = pair;
        Temperature = temperature;
        Mixture = mixture;
    }

    /// <summary>The temperature at which the classes were met; 0 for the state of no classes.</summary>
    public double Temperature { get; }

    /// <summary>KL(teacher || student) of the two softmaxes over the classes met so far, in nats; +inf where the student suppresses a class that the teacher has.</summary>
    public double Forward => Divergence(Pair.Forward);

    /// <summary>KL(student || teacher) of the two softmaxes over the classes met so far, in nats; +inf where the teacher suppresses a class that the student has.</summary>
    public double Reverse => Divergence(Pair.Reverse);

    /// <summary>The divergences from the mixture over all classes, once they are known: <see cref="With"/>. They are of the Jensen-Shannon divergence alone.</summary>
    public DistillationMixture Mixture { get; }

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

    /// <summary>The state with the divergences from the mixture, added up over all ranks.</summary>
    /// <param name="mixture">The sum of what all ranks' <see cref="ShardedDistillation"/> gave for the row.</param>
    public DistillationState With(DistillationMixture mixture) => new(Pair, Temperature, mixture);

    /// <summary>Writes the state: its numbers as doubles, the least significant byte first.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public void Write(Span<byte> destination)
    {
        (double high, double low) = Pair.LogRatio.Halves;
        DoubleBytes.Write(
            [Temperature, Pair.OriginP, Pair.SumP, Pair.OriginQ, Pair.SumQ, high, low, Pair.Forward, Pair.Reverse, Mixture.Teacher, Mixture.Student, Mixture.IsKnown ? 1 : 0],
            destination);
    }

    /// <summary>What <see cref="Write"/> wrote.</summary>
    /// <param name="source">The bytes: <see cref="Size"/> of them.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    /// <exception cref="FormatException">No state has such numbers.</exception>
    public static DistillationState Read(ReadOnlySpan<byte> source)
    {
        Span<double> numbers = stackalloc double[12];
        DoubleBytes.Read(source, numbers);
        PairState pair = new()
        {
            OriginP = numbers[1],
            SumP = numbers[2],
            OriginQ = numbers[3],
            SumQ = numbers[4],
            LogRatio = ExactSum.Of(numbers[5], numbers[6]),
            Forward = numbers[7],
            Reverse = numbers[8],
        };
        bool isPossible = numbers[0] >= 0 && double.IsFinite(numbers[0]) && numbers[11] is 0 or 1 && !(pair.SumP < 0 || pair.SumQ < 0 || pair.Forward < 0 || pair.Reverse < 0);
        return isPossible
            ? new(pair, numbers[0], numbers[11] == 0 ? default : new() { Teacher = numbers[9], Student = numbers[10], IsKnown = true })
            : throw new FormatException("The bytes are not those of a state of a row.");
    }

    static DistillationState IState<DistillationState>.FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Size ? Read(bytes) : throw new FormatException($"There are {bytes.Length} bytes; a state of a row has {Size}.");

    byte[] IState<DistillationState>.ToBytes()
    {
        byte[] bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }

    /// <summary>Without classes there is no divergence, nor without those of one side.</summary>
    private double Divergence(double value) => Pair.IsMissing || !Pair.HasP || !Pair.HasQ ? double.NaN : value;
}
