namespace KLDiv;

/// <summary>How far teacher and student are from their mixture, over a part of the classes of a row: those of disjoint parts are added.</summary>
public struct DistillationMixture
{
    /// <summary>The part's share of KL(teacher || mixture), in nats.</summary>
    public double Teacher { get; internal set; }

    /// <summary>The part's share of KL(student || mixture), in nats.</summary>
    public double Student { get; internal set; }

    /// <summary>The shares over the classes of both.</summary>
    public static DistillationMixture operator +(DistillationMixture left, DistillationMixture right) => left.Add(right);

    /// <summary>The shares over the classes of this one and of another one, which have none in common.</summary>
    public readonly DistillationMixture Add(DistillationMixture other) => new() { Teacher = Teacher + other.Teacher, Student = Student + other.Student };
}
