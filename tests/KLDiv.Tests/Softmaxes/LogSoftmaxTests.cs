using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Tests.Softmaxes;

/// <summary>Logits with their log-probabilities, worked out by hand.</summary>
public sealed record LogitRow(string Name, double[] Logits, double[] Expected)
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    public static LogitRow[] All { get; } =
    [
        new("one class", [3], [0]),
        new("equal logits", [2, 2, 2, 2], [-1.3862943611198906, -1.3862943611198906, -1.3862943611198906, -1.3862943611198906]),
        new("ln 1, ln 2, ln 5", [0, 0.6931471805599453, 1.6094379124341003], [-2.0794415416798357, -1.3862943611198906, -0.4700036292457356]),
        new("large logits", [1000, 1000], [-0.6931471805599453, -0.6931471805599453]),
        new("very negative logits", [-1000, -1000], [-0.6931471805599453, -0.6931471805599453]),
        new("logits far apart", [0, -1000], [0, -1000]),
        new("a suppressed class", [-Inf, 2, 2], [-Inf, -0.6931471805599453, -0.6931471805599453]),
        new("one class left", [-Inf, 7, -Inf], [-Inf, 0, -Inf]),
        new("a missing number", [NaN, 1], [NaN, NaN]),
        new("an infinite logit beside a finite one", [Inf, 1], [NaN, NaN]),
    ];

    public override string ToString() => Name;
}

public sealed class LogSoftmaxTests
{
    public static TheoryData<LogitRow> Rows => [.. LogitRow.All];

    /// <summary>Around the blocks of 256 in which rows are worked through, and the vectors in these.</summary>
    public static TheoryData<int> Lengths => [1, 2, 3, 7, 8, 33, 255, 256, 257, 512, 1000];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Rows_have_the_log_probabilities_of_the_closed_form(LogitRow row)
    {
        Check<double>(row, 1e-15);
        Check<float>(row, 6e-8);
        Check<Half>(row, 5e-4);
    }

    [Fact]
    public void A_destination_that_shares_part_of_an_operand_is_refused()
    {
        double[] memory = new double[9];
        const string Forward = "destination overlaps logits in part; it may be exactly the same memory or share none. (Parameter 'destination')";
        const string Backward = "destination overlaps gradient in part; it may be exactly the same memory or share none. (Parameter 'destination')";
        Assert.Equal(Forward, Assert.Throws<ArgumentException>(() => LogSoftmax.Forward<double>(memory.AsSpan(0, 8), memory.AsSpan(1, 8))).Message);
        Assert.Equal(
            Backward,
            Assert.Throws<ArgumentException>(() => LogSoftmax.Backward<double>(new double[8], memory.AsSpan(1, 8), memory.AsSpan(0, 8))).Message);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Probabilities_sum_to_1_and_differ_as_the_logits_do(int length)
    {
        double[] logits = Draw(length, seed: 5);
        double[] log = new double[length];
        LogSoftmax.Forward<double>(logits, log);
        Close.Equal(1, log.Sum(Math.Exp), 1e-14, "the sum of the probabilities");
        for (int i = 0; i < length; i++)
        {
            Close.Equal(logits[i] - logits[0], log[i] - log[0], 1e-14, $"element {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_row_may_be_its_own_destination(int length)
    {
        InPlace<double>(length);
        InPlace<float>(length);
        InPlace<Half>(length);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Adding_a_number_to_all_logits_changes_nothing(int length)
    {
        double[] logits = [.. Draw(length, seed: 7).Select(v => Math.Round(v, 3) * 1024)];
        double[] log = new double[length];
        double[] moved = new double[length];
        LogSoftmax.Forward<double>(logits, log);
        LogSoftmax.Forward<double>(Array.ConvertAll(logits, v => v + 1e6), moved);
        Close.Equal(log, moved, i => 1e-9 + (1e-13 * Math.Abs(log[i])), "log-probabilities");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(257)]
    public void The_gradient_is_the_central_difference(int length)
    {
        double[] logits = Draw(length, seed: 6);
        double[] upstream = [.. Draw(length, seed: 8)];
        double[] log = new double[length];
        double[] gradient = new double[length];
        LogSoftmax.Forward<double>(logits, log);
        LogSoftmax.Backward<double>(log, upstream, gradient);
        for (int i = 0; i < length; i += 1 + (length / 16))
        {
            double difference = (Loss(logits, i, 1e-5, upstream) - Loss(logits, i, -1e-5, upstream)) / 2e-5;
            Close.Equal(difference, gradient[i], 1e-8 * length, $"element {i}");
        }

        LogSoftmax.Backward<double>(log, upstream, upstream);
        Assert.Equal(gradient, upstream);
    }

    [Fact]
    public void Gradients_in_narrow_types_are_those_of_double_rounded()
    {
        Narrow<float>(300, 1e-6);
        Narrow<Half>(300, 2e-3);
    }

    [Fact]
    public void Through_the_criterion_the_gradient_for_the_logits_is_softmax_minus_target()
    {
        double[] target = [0.1, 0.6, 0.3, 0];
        double[] log = new double[4];
        double[] gradient = new double[4];
        LogSoftmax.Forward<double>([1, -2, 0.5, double.NegativeInfinity], log);
        KLDivergence.InputGradient<double, double>(log, target, gradient, Reduction.Sum);
        LogSoftmax.Backward<double>(log, gradient, gradient);
        Close.Equal([.. log.Zip(target, (l, t) => Math.Exp(l) - t)], gradient, i => 1e-15, "d/dlogits");
    }

    [Fact]
    public void Strided_logits_give_what_a_dense_copy_gives()
    {
        double[] memory = Draw(60, seed: 9);
        Tensor<double> transposed = Tensor.PermuteDimensions(Tensor.Create(memory, [3, 4, 5]), [2, 0, 1]);
        double[] dense = new double[60];
        transposed.FlattenTo(dense);
        TensorsAgree(new ReadOnlyTensorSpan<double>(memory, 0, [5, 3, 4], [1, 20, 5]), dense, [5, 3, 4]);
        TensorsAgree(new ReadOnlyTensorSpan<double>(memory, 7, [4], [13]), [memory[7], memory[20], memory[33], memory[46]], [4]);
        TensorsAgree(new ReadOnlyTensorSpan<double>(memory, 0, [2, 3], [0, 2]), [memory[0], memory[2], memory[4], memory[0], memory[2], memory[4]], [2, 3]);
    }

    [Fact]
    public void A_tensor_may_be_its_own_destination()
    {
        double[] memory = Draw(21, seed: 10);
        double[] expected = new double[21];
        LogSoftmax.Forward(new ReadOnlyTensorSpan<double>(memory, [3, 7]), new TensorSpan<double>(expected, [3, 7]));
        LogSoftmax.Forward(new ReadOnlyTensorSpan<double>(memory, [3, 7]), new TensorSpan<double>(memory, [3, 7]));
        Assert.Equal(expected, memory);
    }

    [Fact]
    public void Nothing_comes_of_nothing()
    {
        LogSoftmax.Forward<float>([], []);
        LogSoftmax.Backward<float>([], [], []);
        Forward([], [3, 0], [3, 0]);
        Forward([], [0, 3], [0, 3]);
    }

    [Theory]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void A_row_without_a_finite_logit_is_refused_by_its_number(double first, double second)
    {
        Assert.Equal(
            "The row has no finite logit. (Parameter 'logits')",
            Assert.Throws<ArgumentException>(() => LogSoftmax.Forward<double>([first, second], new double[2])).Message);
        Assert.Equal(
            "Row 2 has no finite logit. (Parameter 'logits')",
            Assert.Throws<ArgumentException>(() => Forward([1, 2, 3, 4, first, second, 5, 6], [2, 2, 2], [2, 2, 2])).Message);
    }

    [Fact]
    public void Lengths_and_shapes_that_differ_are_refused()
    {
        Assert.Equal(
            "logits has shape [3], destination has shape [2]; they must be equal. (Parameter 'destination')",
            Assert.Throws<ArgumentException>(() => LogSoftmax.Forward<double>(new double[3], new double[2])).Message);
        Assert.Equal(
            "logProbabilities has shape [3], gradient has shape [2]; they must be equal. (Parameter 'gradient')",
            Assert.Throws<ArgumentException>(() => LogSoftmax.Backward<double>(new double[3], new double[2], new double[3])).Message);
        Assert.Equal(
            "logProbabilities has shape [3], destination has shape [4]; they must be equal. (Parameter 'destination')",
            Assert.Throws<ArgumentException>(() => LogSoftmax.Backward<double>(new double[3], new double[3], new double[4])).Message);
        Assert.Equal(
            "logits has shape [2, 3], destination has shape [3, 2]; they must be equal. (Parameter 'destination')",
            Assert.Throws<ArgumentException>(() => Forward(new double[6], [2, 3], [3, 2])).Message);
        Assert.Equal(
            "destination has stride 0 in dimension 0; its elements must not share memory. (Parameter 'destination')",
            Assert.Throws<ArgumentException>(() => LogSoftmax.Forward(
                new ReadOnlyTensorSpan<double>(new double[4], [2, 2]), new TensorSpan<double>(new double[6], [2, 2], [0, 1]))).Message);
    }

    private static void Forward(double[] logits, nint[] lengths, nint[] destinationLengths) =>
        LogSoftmax.Forward(new ReadOnlyTensorSpan<double>(logits, lengths), new TensorSpan<double>(new double[logits.Length], destinationLengths));

    private static void Check<T>(LogitRow row, double relative)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] log = new T[row.Logits.Length];
        LogSoftmax.Forward<T>(row.Logits.To<T>(), log);
        Close.Equal(row.Expected, log.ToDoubles(), relative, $"{row.Name}, {typeof(T).Name}");
    }

    private static void InPlace<T>(int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] row = Draw(length, seed: 4).To<T>();
        T[] expected = new T[length];
        LogSoftmax.Forward<T>(row, expected);
        LogSoftmax.Forward<T>(row, row);
        Assert.Equal(expected, row);
    }

    private static void Narrow<T>(int length, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] log = Draw(length, seed: 11).To<T>();
        T[] upstream = Draw(length, seed: 12).To<T>();
        LogSoftmax.Forward<T>(log, log);
        double[] expected = new double[length];
        LogSoftmax.Backward<double>(log.ToDoubles(), upstream.ToDoubles(), expected);
        LogSoftmax.Backward<T>(log, upstream, upstream);
        Close.Equal(expected, upstream.ToDoubles(), i => tolerance * Math.Max(Math.Abs(expected[i]), 0.1), typeof(T).Name);
    }

    private static void TensorsAgree(in ReadOnlyTensorSpan<double> logits, double[] dense, nint[] lengths)
    {
        double[] expected = new double[dense.Length];
        double[] actual = new double[dense.Length];
        LogSoftmax.Forward(new ReadOnlyTensorSpan<double>(dense, lengths), new TensorSpan<double>(expected, lengths));
        LogSoftmax.Forward(logits, new TensorSpan<double>(actual, lengths));
        Assert.Equal(expected, actual);
    }

    private static double Loss(double[] logits, int i, double step, double[] upstream)
    {
        double[] moved = [.. logits];
        moved[i] += step;
        LogSoftmax.Forward<double>(moved, moved);
        return moved.Zip(upstream, (l, g) => l * g).Sum();
    }

    private static double[] Draw(int length, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (8 * random.NextDouble()) - 4)];
    }
}
