using System.Numerics;

namespace KLDiv.Tests.Support;

/// <summary>A student's logits, and what a teacher with full rows gives of them.</summary>
public sealed record SparseBatch(int Rows, int Classes, double[] Student, double[] Teacher, long[] Ids, double[] LogProbabilities, long[] Offsets)
{
    public DistillationOptions Options { get; init; } = new(scaleByTemperature: false);

    public SparseTail Tail { get; init; }

    public SparseTeacher<double> Given => new(Ids, LogProbabilities, Offsets) { Tail = Tail };

    /// <summary>The most probable classes of a teacher of normal deviates, each row's count from <paramref name="given"/>, in an order that is drawn.</summary>
    public static SparseBatch Draw(int rows, int classes, int seed, Func<Random, int> given, double spread = 3, double distance = 1, Func<int, double>? logit = null)
    {
        Random random = new(seed);
        double[] teacher = [.. Enumerable.Range(0, rows * classes).Select(i => logit?.Invoke(i % classes) ?? (spread * Normal.Draw(random)))];
        double[] student = [.. teacher.Select(value => (double)(float)(value + (distance * Normal.Draw(random))))];
        List<long> ids = [], offsets = [0];
        List<double> logProbabilities = [];
        for (int row = 0; row < rows; row++)
        {
            double[] logs = LogSoftmaxOf(teacher[(row * classes)..((row + 1) * classes)]);
            int[] top = [.. Enumerable.Range(0, classes).OrderByDescending(id => logs[id]).Take(given(random))];
            random.Shuffle(top);
            ids.AddRange(top.Select(id => (long)id));
            logProbabilities.AddRange(top.Select(id => logs[id]));
            offsets.Add(ids.Count);
        }

        return new(rows, classes, student, teacher, [.. ids], [.. logProbabilities], [.. offsets]);
    }

    /// <summary>Losses, and the gradients of their sum.</summary>
    public (double[] Losses, double[] Gradient) Run<T>(double[]? rowWeights = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] losses = new double[Rows];
        T[] gradient = new T[Student.Length];
        SparseDistillation.PerRowAndGradient<T, double>(Student.To<T>(), Given, losses, gradient, Options, rowWeights);
        return (losses, gradient.ToDoubles());
    }

    public double[] Dense()
    {
        double[] losses = new double[Rows];
        Distillation.PerRow<double, double>(Student, Teacher, losses, new(beta: Options.Beta), lengths: [Rows, Classes]);
        return losses;
    }

    public double[] Bounds()
    {
        double[] bounds = new double[Rows];
        SparseDistillation.UpperBounds<double, double>(Student, Given, bounds, Options.Temperature);
        return bounds;
    }

    private static double[] LogSoftmaxOf(double[] logits)
    {
        LogSoftmax.Forward<double>(logits, logits);
        return logits;
    }
}
