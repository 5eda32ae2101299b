using System.Numerics;

namespace KLDiv.Tests.Golden;

/// <summary>Every recorded case, at every vector width.</summary>
[Collection(Widths.Name)]
public sealed class LogitsTests
{
    public static TheoryData<LogitsCase> Cases => [.. LogitsCase.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void From_float_logits_losses_and_gradients_are_the_recorded_ones_to_6_digits(LogitsCase recorded) =>
        Widths.ForEach(width => Check<float, float>(recorded, 1e-6, width));

    [Theory]
    [MemberData(nameof(Cases))]
    public void From_double_logits_losses_and_gradients_are_the_recorded_ones_to_12_digits(LogitsCase recorded) => Widths.ForEach(width =>
    {
        Check<double, double>(recorded, 1e-12, width);
        Check<float, double>(recorded, 1e-12, width, gradientTolerance: 1e-6);
    });

    private static void Check<TStudent, TTeacher>(LogitsCase recorded, double tolerance, int width, double? gradientTolerance = null)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        double[] losses = new double[recorded.Rows.Length];
        TStudent[] gradient = new TStudent[recorded.FlatStudent.Length];
        Distillation.PerRowAndGradient<TStudent, TTeacher>(
            recorded.FlatStudent.To<TStudent>(), recorded.FlatTeacher.To<TTeacher>(), losses, gradient,
            options: new(temperature: recorded.Temperature, beta: recorded.Beta, scaleByTemperature: false));
        Close.Equal(recorded.Rows, losses, tolerance, $"{width} bits, losses");
        double[][] gradients = [.. gradient.ToDoubles().Chunk((int)recorded.Lengths[1])];
        for (int row = 0; row < recorded.Rows.Length; row++)
        {
            if (recorded.GradStudentRows[row] is not { } expected)
            {
                continue;
            }

            double largest = expected.Max(Math.Abs);
            Close.Equal(expected, gradients[row], _ => (gradientTolerance ?? tolerance) * largest, $"{width} bits, gradient of row {row}");
        }
    }
}
