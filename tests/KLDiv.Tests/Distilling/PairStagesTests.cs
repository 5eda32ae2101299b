namespace KLDiv.Tests.Distilling;

/// <summary>Divergences of float rows of every length, side by side and one by one, at every width, beside those in double.</summary>
[Collection(Widths.Name)]
public sealed class PairStagesTests
{
    private const int Rows = 35;

    private static readonly int[] s_lengths = [1, 2, 3, 4, 5, 7, 8, 10, 16, 31, 64, 100, 128, 129, 1000, 8192];

    [Fact]
    public void Losses_are_those_in_double_to_6_digits_however_near_the_rows_are() => Widths.ForEach(width =>
    {
        foreach (int length in s_lengths)
        {
            foreach (double distance in (double[])[3, 0.1, 1e-3, 1e-5])
            {
                (float[] student, float[] teacher) = Draw(length, distance);
                foreach (double beta in (double[])[0, 0.5])
                {
                    Close.Equal(Losses(student.ToDoubles(), teacher.ToDoubles(), length, beta), Losses(student, teacher, length, beta), 1e-6, $"{width} bits, {length} classes, {distance} apart, beta {beta}");
                }
            }
        }
    });

    [Fact]
    public void Gradients_are_those_in_double() => Widths.ForEach(width =>
    {
        foreach (int length in s_lengths)
        {
            foreach (double distance in (double[])[3, 1e-3])
            {
                (float[] student, float[] teacher) = Draw(length, distance);
                double[] expected = new double[student.Length];
                float[] actual = new float[student.Length];
                double loss = Distillation.LossAndGradient<double, double>(student.ToDoubles(), teacher.ToDoubles(), expected, lengths: [Rows, length]);
                Close.Equal(loss, Distillation.LossAndGradient<float, float>(student, teacher, actual, lengths: [Rows, length]), 1e-6 * loss, "loss");
                double[] largest = [.. expected.Chunk(length).Select(row => row.Max(Math.Abs))];
                Close.Equal(expected, actual.ToDoubles(), i => 1e-6 * largest[i / length], $"{width} bits, {length} classes, {distance} apart");
            }
        }
    });

    [Fact]
    public void Rows_keep_their_bits_beside_odd_ones_and_with_the_teachers_gradient() => Widths.ForEach(_ =>
    {
        foreach (int length in s_lengths.Where(length => length is > 1 and < 300))
        {
            (float[] student, float[] teacher) = Draw(length, 0.5);
            double[] plain = Losses(student, teacher, length, beta: 0), among = new double[Rows];
            student[4 * length] = float.NaN;
            (student[9 * length], teacher[9 * length]) = (float.NegativeInfinity, float.NegativeInfinity);
            student[20 * length] = float.NegativeInfinity;
            float[] ofStudent = new float[student.Length], ofBoth = new float[student.Length], ofTeacher = new float[student.Length];
            Distillation.PerRowAndGradient<float, float>(student, teacher, among, ofStudent);
            Assert.All(Enumerable.Range(0, Rows).Except([4, 9, 20]), row => Assert.Equal(plain[row], among[row]));
            Assert.Equal((double.NaN, double.PositiveInfinity), (among[4], among[20]));
            Assert.True(double.IsFinite(among[9]));

            double[] withTeacher = new double[Rows];
            Distillation.PerRowAndGradient<float, float>(student, teacher, withTeacher, ofBoth, ofTeacher);
            Assert.Equal(among, withTeacher);
            Assert.Equal(ofStudent, ofBoth);
        }
    });

    [Fact]
    public void Rows_of_weight_0_are_not_read() => Widths.ForEach(_ =>
    {
        foreach (int length in (int[])[3, 10, 200])
        {
            (float[] student, float[] teacher) = Draw(length, 1);
            double[] weights = [.. Enumerable.Range(0, Rows).Select(row => row % 3 == 0 ? 0 : 0.5)], losses = Losses(student, teacher, length, beta: 0);
            for (int row = 0; row < Rows; row += 3)
            {
                student.AsSpan(row * length, length).Fill(float.NaN);
            }

            float[] gradient = new float[student.Length];
            double loss = Distillation.LossAndGradient<float, float>(
                student, teacher, gradient, options: new DistillationOptions(reduction: RowReduction.Sum), rowWeights: weights, lengths: [Rows, length]);
            Close.Equal(losses.Zip(weights, (l, w) => l * w).Sum(), loss, 1e-14 * loss, "loss");
            Assert.All(Enumerable.Range(0, Rows * length).Where(i => i / length % 3 == 0), i => Assert.Equal(0, gradient[i]));
        }
    });

    private static double[] Losses<T>(T[] student, T[] teacher, int length, double beta)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        double[] losses = new double[Rows];
        Distillation.PerRow<T, T>(student, teacher, losses, new DistillationOptions(beta: beta), lengths: [Rows, length]);
        return losses;
    }

    private static (float[] Student, float[] Teacher) Draw(int length, double distance)
    {
        Random random = new(length);
        float[] teacher = [.. Enumerable.Range(0, Rows * length).Select(_ => (float)((random.NextDouble() * 10) - 5))];
        return ([.. teacher.Select(t => (float)(t + (distance * ((2 * random.NextDouble()) - 1))))], teacher);
    }
}
