using System.Numerics.Tensors;

namespace KLDiv.Tests.Criterion;

/// <summary>Rows along any axis: what is asked of them is what is asked of a copy whose last axis that one is.</summary>
public sealed class AxisTests
{
    private static readonly nint[] s_lengths = [3, 4, 5];
    private static readonly Tensor<double> s_x = Random(1, x => -3 * x);
    private static readonly Tensor<double> s_t = Random(2, t => t);

    public static TheoryData<int> Axes => [0, 1, 2, -1, -2, -3];

    [Theory]
    [MemberData(nameof(Axes))]
    public void Losses_and_gradients_go_by_the_rows_along_the_axis(int axis)
    {
        int last = (axis + 3) % 3;
        Tensor<double> x = Moved(s_x, last), t = Moved(s_t, last);
        double[] weights = [.. Enumerable.Range(0, (int)(s_x.FlattenedLength / s_lengths[last])).Select(row => row % 3 == 0 ? 0 : 0.25 * row)];
        double[] expected = new double[weights.Length], found = new double[weights.Length];
        KLDivergence.PerRow(x, t, expected, rowWeights: weights);
        KLDivergence.PerRow(s_x, s_t, found, rowWeights: weights, axis: axis);
        Assert.Equal(expected, found);
        KLDivergence.PerRow<double, double>(s_x.AsReadOnlyTensorSpan(), s_t.AsReadOnlyTensorSpan(), found, rowWeights: weights, axis: axis);
        Assert.Equal(expected, found);

        KLDivAccumulator accumulator = new();
        accumulator.Add(s_x, s_t, rowWeights: weights, axis: axis);
        Assert.Equal(expected.Sum() / weights.Sum(), accumulator.Loss(Reduction.WeightedMean), 1e-14);
        Assert.Equal((3, 60, weights.Length), (accumulator.BatchSize, accumulator.Numel, accumulator.Rows));

        Tensor<double> dx = New(s_x), dt = New(s_x), expectedX = New(x), expectedT = New(x);
        double whole = KLDivergence.LossAndGradient(x, t, expectedX, expectedT, Reduction.WeightedMean, weights);
        Assert.Equal(whole, KLDivergence.LossAndGradient(s_x, s_t, dx, dt, Reduction.WeightedMean, weights, axis), 1e-14);
        Assert.Equal(expected.Sum() / weights.Sum(), whole, 1e-14);
        Assert.Equal(expectedX.ToDoubles(), Moved(dx, last).ToDoubles());
        Assert.Equal(expectedT.ToDoubles(), Moved(dt, last).ToDoubles());

        Tensor<double> losses = New(s_x), expectedLosses = New(x);
        KLDivergence.Pointwise(s_x, s_t, losses, rowWeights: weights, axis: axis);
        KLDivergence.Pointwise(x, t, expectedLosses, rowWeights: weights);
        Assert.Equal(expectedLosses.ToDoubles(), Moved(losses, last).ToDoubles());
    }

    [Theory]
    [MemberData(nameof(Axes))]
    public void The_module_takes_the_axis_of_its_rows(int axis)
    {
        double[] weights = new double[(int)(s_x.FlattenedLength / s_lengths[(axis + 3) % 3])];
        weights[1] = 2;
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            KLDivLoss criterion = new(reduction, axis: axis);
            Tensor<double>? upstream = reduction == Reduction.None ? s_t : null;
            (Tensor<double> loss, Tensor<double> gradient) = criterion.LossAndGradient(s_x, s_t, upstream, weights);
            Assert.Equal(criterion.Forward(s_x, s_t, weights).ToDoubles().Sum(), loss.ToDoubles().Sum(), 1e-14);
            Assert.Equal(criterion.Backward(s_x, s_t, upstream, weights).ToDoubles(), gradient.ToDoubles());
            Assert.Equal(s_lengths[(axis + 3) % 3], gradient.ToDoubles().Count(d => d != 0));
            Assert.Equal(s_lengths[(axis + 3) % 3], criterion.BackwardTarget(s_x, s_t, upstream, weights).ToDoubles().Count(d => d != 0));
        }
    }

    [Theory]
    [MemberData(nameof(Axes))]
    public void Softmaxes_and_targets_go_by_the_rows_along_the_axis(int axis)
    {
        int last = (axis + 3) % 3;
        Tensor<double> x = Moved(s_x, last), t = Moved(s_t, last);
        Assert.Equal(Softmax.Forward(x, 2).ToDoubles(), Moved(Softmax.Forward(s_x, 2, axis), last).ToDoubles());
        Assert.Equal(Softmax.Backward(x, t, 2).ToDoubles(), Moved(Softmax.Backward(s_x, s_t, 2, axis), last).ToDoubles());
        Assert.Equal(LogSoftmax.Forward(x).ToDoubles(), Moved(LogSoftmax.Forward(s_x, axis: axis), last).ToDoubles());
        Assert.Equal(LogSoftmax.Backward(x, t).ToDoubles(), Moved(LogSoftmax.Backward(s_x, s_t, axis: axis), last).ToDoubles());
        Assert.Equal(LabelSmoothing.Smooth(t, 0.1).ToDoubles(), Moved(LabelSmoothing.Smooth(s_t, 0.1, axis), last).ToDoubles());

        int bins = (int)s_lengths[last];
        double[] values = [.. Enumerable.Range(0, 60 / bins).Select(i => 0.1 * i)], edges = [.. Enumerable.Range(0, bins + 1).Select(i => (double)i)];
        double[] expected = new double[60];
        GaussianTarget.Fill<double>(values, edges, 0.5, expected);
        Tensor<double> filled = New(s_x);
        GaussianTarget.Fill(values, edges, 0.5, filled.AsTensorSpan(), axis);
        Assert.Equal(expected, Moved(filled, last).ToDoubles());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-4)]
    public void An_axis_that_there_is_not_is_refused(int axis)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(nameof(axis), () => KLDivergence.Loss(s_x, s_t, axis: axis));
        Assert.StartsWith("input of shape [3, 4, 5] has the axes -3 to 2.", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(nameof(axis), () => LogSoftmax.Forward(s_x, axis: axis));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(axis), () => LabelSmoothing.Smooth(s_x, 0.1, axis));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(axis), () => GaussianTarget.Fill(new double[12], [0, 1, 2, 3, 4, 5], 1, s_x.AsTensorSpan(), axis));
    }

    private static Tensor<double> Random(int seed, Func<double, double> value)
    {
        Random random = new(seed);
        return Tensor.Create([.. Enumerable.Range(0, 60).Select(_ => value(random.NextDouble()))], s_lengths);
    }

    private static Tensor<double> New(Tensor<double> like) => Tensor.CreateFromShape<double>(like.Lengths);

    /// <summary>A dense copy with an axis moved to the end, the others in their order.</summary>
    private static Tensor<double> Moved(Tensor<double> tensor, int axis)
    {
        int[] order = [.. Enumerable.Range(0, 3).Where(other => other != axis), axis];
        nint[] lengths = [.. order.Select(from => tensor.Lengths[from])];
        double[] values = new double[tensor.FlattenedLength];
        for (int i = 0; i < values.Length; i++)
        {
            nint[] at = new nint[3];
            nint rest = i;
            for (int place = 2; place >= 0; place--)
            {
                (rest, at[order[place]]) = Math.DivRem(rest, lengths[place]);
            }

            values[i] = tensor[at];
        }

        return Tensor.Create(values, lengths);
    }
}
