using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Tests.Support;

namespace KLDiv.Tests;

/// <summary>A call of the divergences from logits: operands in double, whatever types they are run in.</summary>
public sealed record LogitsBatch(nint[] Lengths, double[] Student, double[] Teacher)
{
    public double Temperature { get; init; } = 1;

    public double Beta { get; init; }

    public double[]? RowWeights { get; init; }

    public int Classes => (int)Lengths[^1];

    public int Rows => Student.Length / Math.Max(1, Classes);

    /// <summary>Normal deviates: the student is the teacher, moved by <paramref name="distance"/> of a deviate.</summary>
    public static LogitsBatch Draw(nint[] lengths, int seed, double spread = 3, double distance = 1)
    {
        Random random = new(seed);
        double Deviate() => Normal.Draw(random);
        int count = (int)TensorPrimitives.Product<nint>(lengths);
        double[] teacher = [.. Enumerable.Range(0, count).Select(_ => spread * Deviate())];
        double[] student = [.. teacher.Select(logit => logit + (distance * Deviate()))];
        return new(lengths, student, teacher);
    }

    /// <summary>The same operands, rounded to numbers that the types can hold.</summary>
    public LogitsBatch Rounded<TStudent, TTeacher>()
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        this with { Student = Student.To<TStudent>().ToDoubles(), Teacher = Teacher.To<TTeacher>().ToDoubles() };

    /// <summary>Losses without T², and the gradients of their sum.</summary>
    public LogitsOutcome Run<TStudent, TTeacher>(bool studentGradient = true, bool teacherGradient = true)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        double[] losses = new double[Rows];
        TStudent[]? ofStudent = studentGradient ? new TStudent[Student.Length] : null;
        TTeacher[]? ofTeacher = teacherGradient ? new TTeacher[Teacher.Length] : null;
        Distillation.PerRowAndGradient<TStudent, TTeacher>(
            Student.To<TStudent>(), Teacher.To<TTeacher>(), losses, ofStudent, ofTeacher, new(Temperature, Beta, scaleByTemperature: false), RowWeights);
        return new(losses, ofStudent?.ToDoubles() ?? [], ofTeacher?.ToDoubles() ?? []);
    }

    public LogitsOutcome Run() => Run<double, double>();

    /// <summary>The sum of the losses by the formulas as one writes them, which is right to some 1e-13 where the two sides are not near.</summary>
    public double Plain() => Enumerable.Range(0, Rows).Sum(row =>
    {
        double[] p = Softmax(Teacher.AsSpan(row * Classes, Classes)), q = Softmax(Student.AsSpan(row * Classes, Classes));
        double[] m = [.. p.Zip(q, (a, b) => (Beta * a) + ((1 - Beta) * b))];
        return Beta == 0 ? Divergence(p, q) : Beta == 1 ? Divergence(q, p) : (Beta * Divergence(p, m)) + ((1 - Beta) * Divergence(q, m));
    });

    private double[] Softmax(ReadOnlySpan<double> logits)
    {
        double largest = TensorPrimitives.Max(logits);
        double[] exponentials = [.. logits.ToArray().Select(logit => Math.Exp((logit - largest) / Temperature))];
        double sum = exponentials.Sum();
        return [.. exponentials.Select(e => e / sum)];
    }

    private static double Divergence(double[] p, double[] q) => p.Zip(q, (a, b) => a == 0 ? 0 : a * Math.Log(a / b)).Sum();
}

/// <summary>The losses of the rows, and the gradients of their sum.</summary>
public sealed record LogitsOutcome(double[] Losses, double[] StudentGradient, double[] TeacherGradient)
{
    public double Sum => Losses.Sum();
}
