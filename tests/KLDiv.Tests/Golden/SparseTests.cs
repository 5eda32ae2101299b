using System.Numerics;

namespace KLDiv.Tests.Golden;

/// <summary>Every recorded case, at every vector width.</summary>
[Collection(Widths.Name)]
public sealed class SparseTests
{
    public static TheoryData<SparseCase> Cases => [.. SparseCase.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Losses_gradients_and_bounds_are_the_recorded_ones(SparseCase recorded) => Widths.ForEach(width =>
    {
        Check<float>(recorded, 1e-6, width);
        Check<double>(recorded, 1e-9, width);
    });

    private static void Check<TStudent>(SparseCase recorded, double tolerance, int width)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
    {
        int[] ids = [.. recorded.Ids.SelectMany(row => row)];
        float[] logProbabilities = [.. recorded.LogProbs.SelectMany(row => row).Select(value => (float)value)];
        SparseTeacher<float> teacher = new(ids, logProbabilities, recorded.Ids[0].Length) { Tail = recorded.Tail };
        TStudent[] student = recorded.FlatStudent.To<TStudent>(), gradient = new TStudent[student.Length];
        double[] losses = new double[recorded.Rows.Length], alone = new double[losses.Length], bounds = new double[losses.Length];
        DistillationOptions options = new(recorded.Temperature, recorded.Beta, scaleByTemperature: false);
        SparseDistillation.PerRowAndGradient<TStudent, float>(student, teacher, losses, gradient, options);
        SparseDistillation.PerRow<TStudent, float>(student, teacher, alone, options);
        Close.Equal(recorded.Rows, losses, tolerance, $"{width} bits, losses");
        Assert.Equal(losses, alone);
        Assert.All(losses, loss => Assert.True(loss >= 0));
        if (recorded.UpperBound is { } expectedBounds)
        {
            SparseDistillation.UpperBounds<TStudent, float>(student, teacher, bounds, recorded.Temperature);
            Close.Equal(expectedBounds, bounds, tolerance, $"{width} bits, bounds");
        }

        double[][] gradients = [.. gradient.ToDoubles().Chunk(recorded.Classes)];
        for (int row = 0; row < losses.Length; row++)
        {
            if (recorded.GradStudentRows[row] is { } expected)
            {
                Close.EqualBesideTheLargest(expected, gradients[row], tolerance, $"{width} bits, gradient of row {row}");
            }
        }
    }
}
