using System.Numerics.Tensors;

namespace KLDiv.Tests.Softmaxes;

/// <summary>A value spread over bins, and the masses by arbitrary-precision arithmetic.</summary>
public sealed record GaussianCase(double Value, double[] Edges, double Deviation, double[] Expected)
{
    private const double Inf = double.PositiveInfinity;

    /// <summary>From 1 to the next number.</summary>
    private const double Ulp = 2.220446049250313e-16;

    public static GaussianCase[] All { get; } =
    [
        new(0.3, [-1, -0.5, 0, 0.5, 1, 3], 0.4, [0.022185908730878364, 0.20399493061368185, 0.46510348525888065, 0.26863339005744108, 0.040082285339118061]),
        new(-30, [-1, -0.5, 0, 2], 1, [0.99999956244118217, 4.3755866868472345e-7, 1.4914997573879961e-13]),
        new(25, [0, 1, 2.5, 4], 0.5, [4.8145477474790296e-118, 1.9707817716625815e-57, 1]),
        new(4, [-Inf, 0, 3.999, 4.001, 9, Inf], 1.5, [0.0038303805675897356, 0.49590365793184352, 0.00053192300113359902, 0.4993049781662363, 0.00042906033319683748]),
        new(0, [5, 6, 7, 8, 20], 1, [0.99655823396128634, 0.0034373013412571107, 4.4625272397512206e-6, 2.1702168013554582e-9]),
        new(5, [1, 1 + Ulp, 1 + (2 * Ulp), 1 + (3 * Ulp), 1 + (4 * Ulp)], 1, [0.249999999999999667, 0.249999999999999889, 0.250000000000000111, 0.250000000000000333]),
        new(0.3, [-1, 0.29999, 0.3, 0.300001, 2], 0.4, [0.49970668579994797, 9.97942205074855557e-6, 9.97942205205466807e-7, 0.500282336835796076]),
        new(1e12, [0, 0.5, 1], 1e6, [0.377540668798206624, 0.622459331201793376]),
        new(1e9 + 5e5, [1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3], 1e5, [0.333316666850006528, 0.333333333066668334, 0.333350000083325139]),
        new(1e16, [0, 0.5, 1], 1e9, [0.498750002604160156, 0.501249997395839844]),
        new(1e16, [0, 0.5, 1], 1, [0, 1]),
        new(1e300, [0, 0.5, 1], 1, [0, 1]),
        new(5, [0, 0.5, 1], 1e-308, [0, 1]),
        new(0.75, [0, 0.5, 1], 1e-308, [0, 1]),
        new(0.5, [0, 0.5, 1], 1e-308, [0.5, 0.5]),
    ];

    public override string ToString() => $"{Value} +- {Deviation} in [{string.Join(", ", Edges)}]";
}

/// <summary>Targets made from values, and targets smoothed.</summary>
public sealed class TargetTests
{
    public static TheoryData<GaussianCase> Cases => [.. GaussianCase.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_mass_of_each_bin_is_exact_in_the_tails_too(GaussianCase spread)
    {
        double[] row = new double[spread.Expected.Length];
        GaussianTarget.Fill<double>([spread.Value], spread.Edges, spread.Deviation, row);
        Close.Equal(spread.Expected, row, 1e-12, spread.ToString());
        GaussianTarget.Fill<double>([-spread.Value], [.. spread.Edges.Reverse().Select(edge => -edge)], spread.Deviation, row);
        Close.Equal([.. spread.Expected.Reverse()], row, 1e-12, "mirrored");
    }

    [Fact]
    public void Every_row_sums_to_1_wherever_its_value_lies()
    {
        double[] values = [-1e6, -40, -1, 0, 0.05, 0.5, 0.99, 1, 3, 1e5], edges = [.. Enumerable.Range(0, 101).Select(i => i / 100.0)];
        float[] rows = new float[1000];
        GaussianTarget.Fill<float>(values, edges, 0.02, rows);
        Assert.All(rows.Chunk(100), row => Close.Equal(1, row.Sum(mass => (double)mass), 1e-6, "sum"));
        Assert.Equal(1, rows[0]);
        Assert.Equal(1, rows[^1]);
        Assert.Equal(50, Array.IndexOf(rows, rows[500..600].Max(), 500) - 500, 1.0);
    }

    [Fact]
    public void Values_edges_and_deviations_that_cannot_be_are_refused()
    {
        double[] row = new double[2];
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianTarget.Fill<double>([0], [0, 1, 2], -1, row));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianTarget.Fill<double>([0], [0, 1, 2], double.NaN, row));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianTarget.Fill<double>([0], [0, 1, 2], double.MaxValue, row));
        Assert.Equal("edges[2] is 1, edges[1] is 1; edges must ascend. (Parameter 'edges')", Error([0], [0, 1, 1]));
        Assert.Equal("There are 1 edges; a bin needs two. (Parameter 'edges')", Error([0], [0]));
        Assert.Equal("values[1] is NaN; it must be finite. (Parameter 'values')", Error([0, double.NaN], [0, 1]));
        Assert.Equal("destination has 2 elements, 2 values in 2 bins ask for 4. (Parameter 'destination')", Error([0, 1], [0, 1, 2]));
        string Error(double[] values, double[] edges) => Assert.Throws<ArgumentException>(() => GaussianTarget.Fill<double>(values, edges, 1, row)).Message;
    }

    [Theory]
    [InlineData(-7, 0)]
    [InlineData(0, 0)]
    [InlineData(0.99, 0)]
    [InlineData(1, 1)]
    [InlineData(3.5, 2)]
    [InlineData(4, 2)]
    [InlineData(9, 2)]
    public void Without_a_deviation_all_is_in_the_values_bin_or_in_the_one_at_its_end(double value, int bin)
    {
        double[] row = [7, 7, 7], infinite = [7, 7, 7];
        GaussianTarget.Fill<double>([value], [0, 1, 2, 4], 0, row);
        GaussianTarget.Fill<double>([value], [double.NegativeInfinity, 1, 2, double.PositiveInfinity], 0, infinite);
        Assert.Equal([.. Enumerable.Range(0, 3).Select(i => i == bin ? 1.0 : 0)], row);
        Assert.Equal(row, infinite);
    }

    [Fact]
    public void Infinite_outer_edges_give_the_outermost_bins_what_lies_beyond_them()
    {
        double[] within = new double[3], beyond = new double[3];
        GaussianTarget.Fill<double>([0.5], [-1, 0, 1, 2], 1, within);
        GaussianTarget.Fill<double>([0.5], [double.NegativeInfinity, 0, 1, double.PositiveInfinity], 1, beyond);
        const double Middle = 0.38292492254802624, Inside = 0.86638559746228387;
        Close.Equal([(1 - Middle) / 2, Middle, (1 - Middle) / 2], beyond, 1e-15, "beyond");
        Close.Equal([(Inside - Middle) / 2 / Inside, Middle / Inside, (Inside - Middle) / 2 / Inside], within, 1e-15, "within");
    }

    [Fact]
    public void Long_rows_in_tensors_and_other_types_are_those_of_spans()
    {
        double[] edges = [.. Enumerable.Range(0, 2501).Select(i => i * 0.01)];
        double[] values = [3, 24.999, 40];
        double[] expected = new double[7500];
        GaussianTarget.Fill<double>(values, edges, 1.5, expected);
        Assert.All(expected.Chunk(2500), row => Assert.Equal(1, row.Sum(), 1e-12));

        Tensor<float> created = GaussianTarget.Create<float>(Tensor.Create(values, [3, 1]), edges, 1.5);
        Assert.Equal([3, 1, 2500], created.Lengths.ToArray());
        Assert.Equal(expected.Select(mass => (float)mass), created.ToArray());

        Tensor<double> columns = Tensor.CreateFromShape<double>([2500, 3]);
        GaussianTarget.Fill(values, edges, 1.5, columns.AsTensorSpan(), axis: 0);
        Assert.Equal(expected[2500..5000], Enumerable.Range(0, 2500).Select(bin => columns[bin, 1]));
        var refusal = Assert.Throws<ArgumentException>("destination", () => GaussianTarget.Fill(values, edges, 1.5, columns.AsTensorSpan()));
        Assert.StartsWith("destination has shape [2500, 3]; along axis -1 it must have 2500 bins, along the others 3 values.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deviations_of_each_value_serve_tensors_as_they_serve_spans()
    {
        double[] values = [0.2, 1.7, 2.5], edges = [0, 1, 2, 3], deviations = [0.5, 0, 2], expected = new double[9];
        GaussianTarget.Fill(values, edges, deviations, expected);
        Tensor<double> columns = Tensor.CreateFromShape<double>([3, 3]);

        GaussianTarget.Fill(values, edges, deviations, columns.AsTensorSpan(), axis: 0);

        Assert.Equal(expected, Tensor.PermuteDimensions(columns, [1, 0]).ToArray());
        Assert.Equal(expected, GaussianTarget.Create<double>(Tensor.Create(values), edges, deviations).ToArray());
        Assert.Throws<ArgumentException>("deviations", () => GaussianTarget.Create<double>(Tensor.Create(values), edges, [1, 1]));
        Assert.Throws<ArgumentException>("deviations", () => GaussianTarget.Fill<double>(values, edges, [1], columns.AsTensorSpan()));
    }

    [Fact]
    public void Smoothing_moves_each_row_towards_uniform()
    {
        double[] target = [1, 0, 0, 0, 0.5, 0.5, 0, 0], smoothed = new double[8];
        LabelSmoothing.Smooth<double>(target, smoothed, 0.1, [2, 4]);
        Close.Equal([0.925, 0.025, 0.025, 0.025, 0.475, 0.475, 0.025, 0.025], smoothed, 1e-15, "smoothed");
        LabelSmoothing.Smooth<double>(target, target, 1, [2, 4]);
        Assert.All(target, mass => Assert.Equal(0.25, mass));
        Half[] columns = [(Half)1, (Half)0, (Half)0, (Half)1], destination = new Half[4];
        LabelSmoothing.Smooth(new ReadOnlyTensorSpan<Half>(columns, [2, 2], [1, 2]), new TensorSpan<Half>(destination, [2, 2]), 0.5);
        Assert.Equal([(Half)0.75, (Half)0.25, (Half)0.25, (Half)0.75], destination);
        Assert.Throws<ArgumentOutOfRangeException>(() => LabelSmoothing.Smooth<double>(target, target, -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LabelSmoothing.Smooth<double>(target, target, double.NaN));
        Assert.Throws<ArgumentException>(() => LabelSmoothing.Smooth<double>(target, new double[7], 0.1));
    }
}
