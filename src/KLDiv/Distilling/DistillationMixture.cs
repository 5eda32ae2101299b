using System.Text.Json.Serialization;
using KLDiv.Criterion;
using KLDiv.Distilling;

namespace KLDiv;

/// <summary>How far teacher and student are from their mixture, over a part of the classes of a row: those of disjoint parts are added.</summary>
[JsonConverter(typeof(StateConverter<DistillationMixture>))]
public readonly struct DistillationMixture : IState<DistillationMixture>
{
    /// <summary>The bytes of a mixture.</summary>
    public const int Size = 2 * sizeof(double);

    /// <summary>The part's share of KL(teacher || mixture), in nats.</summary>
    public double Teacher { get; internal init; }

    /// <summary>The part's share of KL(student || mixture), in nats.</summary>
    public double Student { get; internal init; }

    /// <summary>Whether any classes have been looked at.</summary>
    internal bool IsKnown { get; init; }

    /// <summary>The shares over the classes of both.</summary>
    public static DistillationMixture operator +(DistillationMixture left, DistillationMixture right) => left.Add(right);

    /// <summary>The shares over the classes of this one and of another one, which have none in common.</summary>
    public DistillationMixture Add(DistillationMixture other) =>
        new() { Teacher = Teacher + other.Teacher, Student = Student + other.Student, IsKnown = IsKnown || other.IsKnown };

    /// <summary>Writes the shares as doubles, the least significant byte first.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public void Write(Span<byte> destination) => DoubleBytes.Write([Teacher, Student], destination);

    /// <summary>What <see cref="Write"/> wrote.</summary>
    /// <param name="source">The bytes: <see cref="Size"/> of them.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public static DistillationMixture Read(ReadOnlySpan<byte> source)
    {
        Span<double> numbers = stackalloc double[2];
        DoubleBytes.Read(source, numbers);
        return new() { Teacher = numbers[0], Student = numbers[1], IsKnown = true };
    }

    static DistillationMixture IState<DistillationMixture>.FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Size ? Read(bytes) : throw new FormatException($"There are {bytes.Length} bytes; a pair of shares has {Size}.");

    byte[] IState<DistillationMixture>.ToBytes()
    {
        byte[] bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }
}
