using System.Numerics;
using KLDiv.Criterion;
using KLDiv.Simd;

namespace KLDiv.Tests.Criterion;

/// <summary>A row of the table of special values: the loss at (x, t), and the derivatives that an upstream gradient multiplies.</summary>
public sealed record SpecialValue(string Case, bool LogTarget, double X, double T, double Loss, double PerX, double PerT)
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    private static readonly double[] s_numbers = [-1.5, 0, 0.75, -Inf, Inf];

    public static SpecialValue[] All { get; } =
    [
        .. s_numbers.Select(x => new SpecialValue("t = 0", LogTarget: false, x, 0, 0, 0, 0)),
        .. s_numbers.Select(x => new SpecialValue("t = -0", LogTarget: false, x, -0.0, 0, 0, 0)),
        .. s_numbers.Select(x => new SpecialValue("ln t = -inf", LogTarget: true, x, -Inf, 0, 0, 0)),

        new("t > 0, x = -inf", LogTarget: false, -Inf, 0.25, Inf, -0.25, Inf),
        new("t > 0, x = -inf", LogTarget: false, -Inf, 1, Inf, -1, Inf),
        new("t > 0, x = -inf", LogTarget: false, -Inf, 6.103515625e-05, Inf, -6.103515625e-05, Inf),
        new("t > 0, x = -inf", LogTarget: true, -Inf, -1, Inf, -0.36787944117144233, Inf),
        new("t > 0, x = -inf", LogTarget: true, -Inf, 0, Inf, -1, Inf),
        new("t > 0, x = -inf, e^t rounds to 0", LogTarget: true, -Inf, -60000, Inf, 0, Inf),

        .. s_numbers.Select(x => new SpecialValue("t < 0", LogTarget: false, x, -0.5, NaN, 0.5, NaN)),
        new("t = -inf", LogTarget: false, -1.5, -Inf, NaN, Inf, NaN),

        .. s_numbers.Select(x => new SpecialValue("t NaN", LogTarget: false, x, NaN, NaN, NaN, NaN)),
        .. s_numbers.Select(x => new SpecialValue("t NaN", LogTarget: true, x, NaN, NaN, NaN, NaN)),
        new("x NaN", LogTarget: false, NaN, 0.5, NaN, -0.5, NaN),
        new("x NaN, t = 0", LogTarget: false, NaN, 0, NaN, 0, NaN),
        new("x NaN, t < 0", LogTarget: false, NaN, -0.5, NaN, 0.5, NaN),
        new("x NaN", LogTarget: true, NaN, 0, NaN, -1, NaN),
        new("x NaN, ln t = -inf", LogTarget: true, NaN, -Inf, NaN, 0, NaN),
        new("x and t NaN", LogTarget: false, NaN, NaN, NaN, NaN, NaN),
        new("x and t NaN", LogTarget: true, NaN, NaN, NaN, NaN, NaN),

        new("the formula: t = 1, x = 0", LogTarget: false, 0, 1, 0, -1, 1),
        new("the formula: t > 1", LogTarget: false, -1, 2, 3.386294361119891, -2, 2.6931471805599454),
        new("the formula: t > 0, x = +inf", LogTarget: false, Inf, 0.25, -Inf, -0.25, -Inf),
        new("the formula: t = +inf", LogTarget: false, -1, Inf, Inf, -Inf, NaN),
        new("the formula: ln t = 0, x = 0", LogTarget: true, 0, 0, 0, -1, 1),
        new("the formula: ln t > 0", LogTarget: true, -1, 0.5, 2.4730819060501923, -1.6487212707001282, 4.121803176750321),
        new("the formula: ln t finite, x = +inf", LogTarget: true, Inf, -1, -Inf, -0.36787944117144233, -Inf),
        new("the formula: e^t rounds to 0", LogTarget: true, -1.5, -60000, 0, 0, 0),
        new("the formula: ln t = +inf", LogTarget: true, -1, Inf, Inf, -Inf, Inf),
        new("the formula: ln t = +inf, x = -inf", LogTarget: true, -Inf, Inf, Inf, -Inf, Inf),
    ];

    /// <summary>A gradient: the sign of the upstream gradient goes into infinities, and 0 times infinity is 0.</summary>
    public static double Times(double g, double derivative) => (g == 0 || derivative == 0) && !double.IsNaN(derivative) ? 0 : g * derivative;

    public override string ToString() => $"{Case}: x = {X}, t = {T}{(LogTarget ? ", log target" : "")}";
}

/// <summary>The table of special values, for every pair of element types, at every vector width, at the front, in the middle and at the end.</summary>
[Collection(Widths.Name)]
public sealed class SpecialValueTests
{
    /// <summary>Odd, and more than two of the widest vectors of floats.</summary>
    private const int Length = 37;

    private static readonly int[] s_places = [0, 17, Length - 1];

    public static TheoryData<SpecialValue> Values => [.. SpecialValue.All];

    [Theory]
    [MemberData(nameof(Values))]
    public void Loss_and_gradients_are_those_of_the_table(SpecialValue value) => Widths.ForEach(width =>
    {
        foreach (TypePair types in TypePair.All)
        {
            foreach (double g in (double[])[1.25, -1.25, 0, double.PositiveInfinity])
            {
                Check(value, types, g, $"{value}, g = {g}, {types}, {width} bits");
            }
        }
    });

    [Fact]
    public void Every_vector_width_is_tried()
    {
        List<int> widths = [];
        Widths.ForEach(widths.Add);
        Assert.Equal([0, 128, 256, 512], widths);
        Assert.Equal(VectorWidth.Widest, VectorWidth.Current);
    }

    private static void Check(SpecialValue value, TypePair types, double g, string what)
    {
        Batch batch = types.Round(WithOrdinaryNeighbours(value));
        SpecialValue ordinary = Ordinary(value.LogTarget);
        double[] upstream = [.. Enumerable.Repeat(g, Length)];
        Outcome none = types.Run(Surface.Spans, batch, Reduction.None, upstream);
        Outcome onePass = types.Run(Surface.AllFunctions[^2], batch, Reduction.None, upstream);
        Close.Same(none, onePass, what);
        for (int i = 0; i < Length; i++)
        {
            SpecialValue expected = Array.IndexOf(s_places, i) >= 0 ? value : ordinary;
            Near(expected.Loss, none.Loss[i], types.InputRounding, $"{what}: loss[{i}]");
            Near(SpecialValue.Times(g, expected.PerX), none.InputGradient[i], types.InputRounding, $"{what}: d/dx[{i}]");
            Near(SpecialValue.Times(g, expected.PerT), none.TargetGradient[i], types.TargetRounding, $"{what}: d/dt[{i}]");
        }

        double sum = (s_places.Length * value.Loss) + ((Length - s_places.Length) * ordinary.Loss);
        Outcome reduced = types.Run(Surface.Spans, batch, Reduction.Sum, [g]);
        Near(sum, reduced.Loss[0], types.InputRounding, $"{what}: sum");
        Close.Equal(none.InputGradient, reduced.InputGradient, 0, $"{what}: d/dx of the sum");
        Close.Equal(none.TargetGradient, reduced.TargetGradient, 0, $"{what}: d/dt of the sum");
    }

    [Fact]
    public void A_difference_that_overflows_makes_no_loss_of_a_class_whose_probability_rounds_to_0() => Widths.ForEach(width =>
    {
        float[] losses = new float[3];
        KLDivergence.Pointwise([float.MaxValue, -float.MaxValue, -1f], [-float.MaxValue, -200f, -1f], losses, logTarget: true);
        Assert.Equal([0f, 0f, 0f], losses);
    });

    [Theory]
    [InlineData(1e39)]
    [InlineData(1e-60)]
    public void A_row_weight_beyond_float_makes_no_number_missing(double weight)
    {
        float[] losses = new float[3];
        KLDivergence.Pointwise([-1f, -1f, -1e-30f], [0f, 0.5f, 1e-10f], losses, rowWeights: [weight]);
        Assert.Equal([0f, (float)(0.15342641f * weight), (float)(1e-10f * ((float)Math.Log(1e-10f) + 1e-30f) * weight)], losses, (a, b) => a == b || Math.Abs(a - b) < 1e-6 * Math.Abs(a));
    }

    [Theory]
    [InlineData(1e39)]
    [InlineData(-1e39)]
    [InlineData(1e-42)]
    [InlineData(1e-60)]
    public void A_gradient_is_exact_where_what_flows_into_it_is_beyond_float_and_the_gradient_is_not(double upstream)
    {
        float t = upstream is 1e-42 or 1e-60 ? 1e30f : 1e-10f;
        float[] inputGradient = new float[2], targetGradient = new float[2];
        KLDivergence.LossAndGradient([0f, float.NegativeInfinity], [t, t], inputGradient, targetGradient, new(Reduction.Sum, upstream: upstream));

        Assert.Equal(-upstream * t, inputGradient[0], 2e-7 * Math.Abs(upstream) * t);
        Assert.Equal(inputGradient[0], inputGradient[1]);
        Assert.Equal(upstream > 0 ? float.PositiveInfinity : float.NegativeInfinity, targetGradient[1]);
    }

    [Fact]
    public void What_an_output_cannot_hold_is_infinite_in_it()
    {
        double[] x = [.. Enumerable.Repeat(-1000.0, Length)], t = [.. Enumerable.Repeat(100.0, Length)], g = [.. Enumerable.Repeat(-1000.0, Length)];
        Half[] losses = new Half[Length], gradient = new Half[Length];
        KLDivergence.Pointwise(x, t, losses);
        KLDivergence.InputGradient(x.To<Half>(), t, g, gradient);

        Assert.All(losses, loss => Assert.Equal(Half.PositiveInfinity, loss));
        Assert.All(gradient, derivative => Assert.Equal(Half.PositiveInfinity, derivative));
    }

    [Theory]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-1e9)]
    [InlineData(-746.5)]
    public void A_masked_class_of_a_log_target_leaves_the_bits_of_its_neighbours(double masked) => Widths.ForEach(width =>
    {
        Random random = new(1);
        double[] target = [.. Enumerable.Range(0, 1000).Select(_ => -7 * random.NextDouble())];
        double[] withMask = [.. target.Select((t, i) => i % 3 == 1 ? masked : t)];
        double[] input = [.. Enumerable.Repeat(-1.0, 1000)], expected = new double[1000], actual = new double[1000];
        KLDivergence.Pointwise(input, target, expected, logTarget: true);
        KLDivergence.Pointwise(input, withMask, actual, logTarget: true);

        Assert.All(Enumerable.Range(0, 1000), i => Assert.True(actual[i] == (i % 3 == 1 ? 0 : expected[i]), $"{width} bits: element {i}"));
    });

    /// <summary>Beside a loss that is something, an error of the logarithm of a subnormal t is nothing in the loss, and not in d/dt.</summary>
    [Theory]
    [InlineData(float.Epsilon)]
    [InlineData(1e-40f)]
    [InlineData(1.1754942e-38f)]
    public void The_gradient_for_a_subnormal_target_is_the_logarithm_of_it(float subnormal) => Widths.ForEach(width =>
    {
        CheckSubnormal(subnormal, 1e-7, width);
        CheckSubnormal<double>(subnormal, 1e-15, width);
        CheckSubnormal(subnormal * 1e-270, 1e-15, width);
    });

    private static void CheckSubnormal<T>(T subnormal, double rounding, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] x = [.. Enumerable.Repeat(-T.One, Length)], t = [.. Enumerable.Repeat(T.One / (T.One + T.One), Length)];
        foreach (int place in s_places)
        {
            t[place] = subnormal;
        }

        double expected = Math.Log(double.CreateTruncating(subnormal)) + 2;
        foreach (bool alone in (bool[])[true, false])
        {
            T[] gradient = new T[Length];
            KLDivergence.LossAndGradient(x, t, alone ? default(Span<T>) : new T[Length], gradient, Reduction.Sum);
            Assert.All(s_places, place => Close.Equal(
                expected, double.CreateTruncating(gradient[place]), 4 * rounding * -expected, $"{width} bits: d/dt[{place}]"));
            Assert.All(Enumerable.Range(1, 16), place => Close.Equal(
                2 - Math.Log(2), double.CreateTruncating(gradient[place]), 4 * rounding, $"{width} bits: d/dt[{place}]"));
        }
    }

    private static Batch WithOrdinaryNeighbours(SpecialValue value)
    {
        SpecialValue ordinary = Ordinary(value.LogTarget);
        double[] x = [.. Enumerable.Repeat(ordinary.X, Length)];
        double[] t = [.. Enumerable.Repeat(ordinary.T, Length)];
        foreach (int place in s_places)
        {
            (x[place], t[place]) = (value.X, value.T);
        }

        return new([Length], x, t, value.LogTarget);
    }

    private static SpecialValue Ordinary(bool logTarget) => logTarget
        ? new("ordinary", LogTarget: true, -1, -0.5, 0.3032653298563167, -0.6065306597126334, 0.9097959895689501)
        : new("ordinary", LogTarget: false, -1, 0.5, 0.15342640972002736, -0.5, 1.3068528194400546);

    private static void Near(double expected, double actual, double rounding, string what) =>
        Close.Equal(expected, actual, 4 * Math.Max(rounding, 6e-8) * Math.Abs(expected), what);
}
