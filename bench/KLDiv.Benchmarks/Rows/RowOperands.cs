namespace KLDiv.Benchmarks.Rows;

/// <summary>Rows of logits and what belongs to them: normal deviates, seeded.</summary>
internal sealed class RowOperands
{
    public RowOperands(int rows, int classes)
    {
        Rows = rows;
        Classes = classes;
        Lengths = [rows, classes];
        Random random = new(17);
        Student = Draw(random, rows * classes);
        Teacher = Draw(random, rows * classes);
        LogProbabilities = new float[rows * classes];
        Targets = new float[rows * classes];
        Result = new float[rows * classes];
        Gradient = new float[rows * classes];
        LogSoftmax.Forward<float>(Student, LogProbabilities, lengths: Lengths);
        Softmax.Forward<float>(Teacher, Targets, lengths: Lengths);
        Pitched = new float[rows * (classes + 3)];
        for (int row = 0; row < rows; row++)
        {
            LogProbabilities.AsSpan(row * classes, classes).CopyTo(Pitched.AsSpan(row * (classes + 3)));
        }

        Sums = new double[rows];
        Ones = [.. Enumerable.Repeat(1.0, rows)];
    }

    public int Rows { get; }

    public int Classes { get; }

    public nint[] Lengths { get; }

    public float[] Student { get; }

    public float[] Teacher { get; }

    public float[] LogProbabilities { get; }

    public float[] Targets { get; }

    public float[] Pitched { get; }

    public float[] Result { get; }

    public float[] Gradient { get; }

    public double[] Sums { get; }

    public double[] Ones { get; }

    public KLDivAccumulator Accumulator { get; } = new();

    private static float[] Draw(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(2 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
