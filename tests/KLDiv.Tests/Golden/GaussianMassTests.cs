namespace KLDiv.Tests.Golden;

/// <summary>The masses of a normal density, in bins narrow and wide, near and far, against arbitrary-precision arithmetic.</summary>
[Collection(Widths.Name)]
public sealed class GaussianMassTests
{
    /// <summary>Masses below that are not compared: near the smallest numbers digits are lost.</summary>
    private const double Least = 1e-290;

    [Fact]
    public void Every_mass_has_twelve_digits_at_every_width() => Widths.ForEach(width => Assert.All(GaussianMassCase.All, one =>
    {
        double[] row = new double[one.Masses.Length];
        GaussianTarget.Fill<double>([one.Value], one.Edges, one.Deviation, row);
        Assert.All(row.Zip(one.Masses), pair => Assert.Equal(pair.Second, pair.First, Math.Max(Least, 1e-12 * pair.Second)));
    }));

    [Fact]
    public void Each_value_may_have_a_deviation_of_its_own()
    {
        double[] values = [3, 17.5, -2, 40, 8], deviations = [1, 0, 2.5, 0.1, 30], edges = [.. Enumerable.Range(0, 301).Select(i => i / 10.0)];
        double[] rows = new double[5 * 300], row = new double[300];
        float[] floats = new float[rows.Length];
        GaussianTarget.Fill<double>(values, edges, deviations, rows);
        GaussianTarget.Fill<float>(values, edges, deviations, floats);
        for (int i = 0; i < values.Length; i++)
        {
            GaussianTarget.Fill<double>([values[i]], edges, deviations[i], row);
            Assert.Equal(row, rows[(i * 300)..((i + 1) * 300)]);
        }

        Assert.Equal(rows.Select(mass => (float)mass), floats);
        Assert.Equal(
            "There are 5 values and 2 deviations; they must be equal. (Parameter 'deviations')",
            Assert.Throws<ArgumentException>(() => GaussianTarget.Fill<double>(values, edges, [1, 2], rows)).Message);
        Assert.Throws<ArgumentOutOfRangeException>("deviation", () => GaussianTarget.Fill<double>(values, edges, [1, 2, 3, 4, -5], rows));
    }
}
