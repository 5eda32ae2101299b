using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Properties;

/// <summary>How losses become one number: orders, splits, weights and layouts that must not matter.</summary>
public sealed class ReductionProperties
{
    private const double Eps = 2.220446049250313e-16;

    private const double SingleEps = 1.1920929e-7;

    [Fact]
    public void The_sum_is_the_sum_of_the_pointwise_losses() => Property.Holds(Draw.Any, draw =>
    {
        SumsUp<double>(draw.Raw());
        SumsUp<float>(draw.Distributions());
        SumsUp<Half>(draw.Distributions());
    });

    [Fact]
    public void Mean_and_batch_mean_are_the_sum_over_their_divisors() => Property.Holds(Draw.Any, draw =>
    {
        Batch batch = draw.Raw() with { RowWeights = draw.RowWeights };
        double sum = Calls.Loss(batch);
        Assert.Equal(sum / batch.Numel, Calls.Loss(batch, Reduction.Mean));
        Assert.Equal(sum / batch.BatchSize, Calls.Loss(batch, Reduction.BatchMean));
    });

    [Fact]
    public void Rows_sum_up_their_pointwise_losses() => Property.Holds(Draw.Any, draw =>
    {
        Batch batch = draw.Raw() with { RowWeights = draw.RowWeights };
        double[] losses = Calls.Pointwise(batch);
        double[] rows = Calls.PerRow(batch);
        for (int row = 0; row < rows.Length; row++)
        {
            ArraySegment<double> ofRow = new(losses, row * batch.Support, batch.Support);
            Close.Equal(ofRow.Sum(), rows[row], batch.Support * Eps * ofRow.Sum(Math.Abs), $"row {row}");
        }
    });

    [Fact]
    public void Permuting_the_batch_permutes_the_rows_and_leaves_the_sum() => Property.Holds(Draw.Any, draw =>
    {
        Batch batch = draw.Raw() with { RowWeights = draw.RowWeights };
        int[] order = batch.AllRows();
        new Random(draw.Seed).Shuffle(order);
        Batch permuted = batch.Take(order);
        double[] rows = Calls.PerRow(batch);
        Assert.Equal(order.Select(row => rows[row]), Calls.PerRow(permuted));
        Close.Equal(Calls.Loss(batch), Calls.Loss(permuted), Rounding(batch), "sum");
    });

    [Fact]
    public void Accumulators_of_any_split_merge_in_any_order_to_one_pass() => Property.Holds(Draw.Any, draw =>
    {
        Batch batch = draw.Raw() with { RowWeights = draw.Seed % 2 == 0 ? draw.RowWeights : null };
        KLDivAccumulator whole = Calls.Accumulated(batch);
        KLDivAccumulator merged = MergedInAnyOrder(batch, new Random(draw.Seed));
        double expected = whole.Loss(Reduction.Sum);

        // One rounding of the sum, and what is left of twice its precision where the sum cancels.
        double tolerance = Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected) + (Eps * Eps * batch.Numel * 4 * batch.SumMagnitude());
        Close.Equal(expected, merged.Loss(Reduction.Sum), tolerance, "sum");
        Assert.Equal((whole.Numel, whole.Rows, whole.TotalWeight), (merged.Numel, merged.Rows, merged.TotalWeight));
    });

    [Fact]
    public void A_whole_weight_counts_its_row_so_many_times() => Property.Holds(Draw.Any, draw =>
    {
        Batch batch = draw.Raw();
        int[] repeated = [.. draw.Weights.SelectMany((weight, row) => Enumerable.Repeat(row, weight))];
        Batch weighted = batch with { RowWeights = draw.RowWeights };
        Close.Equal(Calls.Loss(batch.Take(repeated)), Calls.Loss(weighted), 3 * Rounding(batch), "sum");
        Assert.Equal(repeated.Length, Calls.Accumulated(weighted).TotalWeight);
    });

    [Fact]
    public void A_row_of_weight_0_is_not_read() => Property.Holds(Draw.Any, draw =>
    {
        Batch clean = draw.Raw() with { RowWeights = draw.RowWeights };
        Batch padded = clean with { Input = Padded(clean.Input, draw), Target = Padded(clean.Target, draw) };
        int[] kept = [.. clean.AllRows().Where(row => draw.Weights[row] != 0)];
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            double[] upstream = [.. Enumerable.Repeat(-1.5, reduction == Reduction.None ? clean.Numel : 1)];
            Close.Same(
                TypePair.Doubles.Run(Surface.Spans, clean, reduction, upstream),
                TypePair.Doubles.Run(Surface.Spans, padded, reduction, upstream),
                $"{reduction}");
        }

        Assert.Equal(Calls.PerRow(clean.Take(kept)), kept.Select(Calls.PerRow(padded).ElementAt));
        Assert.Equal(Calls.Accumulated(clean.Take(kept)).Loss(Reduction.Sum), Calls.Accumulated(padded).Loss(Reduction.Sum));
    });

    [Fact]
    public void A_mask_gives_what_a_slice_gives() => Property.Holds(Draw.Any, draw =>
    {
        Batch batch = draw.Raw();
        int end = new Random(draw.Seed).Next(batch.Rows + 1);
        Batch masked = batch with { RowWeights = [.. batch.AllRows().Select(row => row < end ? 1.0 : 0.0)] };
        Batch slice = batch.Take(batch.AllRows()[..end]);
        Outcome whole = TypePair.Doubles.Run(Surface.Spans, masked, Reduction.Sum, [0.5]);
        Outcome part = TypePair.Doubles.Run(Surface.Spans, slice, Reduction.Sum, [0.5]);
        double[] zeros = new double[batch.Numel - slice.Numel];
        Close.Equal(part.Loss[0], whole.Loss[0], Rounding(batch), "sum");

        // Rows of their own fill other vectors than the slice in one piece, and exp rounds by the company that a number keeps.
        Close.Equal([.. part.InputGradient, .. zeros], whole.InputGradient, 4 * Eps, "d/dx");
        Close.Equal([.. part.TargetGradient, .. zeros], whole.TargetGradient, 4 * Eps, "d/dt");
    });

    [Fact]
    public void Strided_operands_give_what_a_dense_copy_gives() => Property.Holds(Draw.Any, draw =>
    {
        Batch batch = draw.Raw() with { RowWeights = draw.RowWeights };
        Random random = new(draw.Seed);
        Scattered x = new(batch.Input, batch.Lengths, random), t = new(batch.Target, batch.Lengths, random);
        Scattered losses = new(new double[batch.Numel], batch.Lengths, random), g = new(Upstream(batch), batch.Lengths, random);
        Scattered dx = new(new double[batch.Numel], batch.Lengths, random), dt = new(new double[batch.Numel], batch.Lengths, random);
        double[] rows = new double[batch.Rows];
        TensorOperands<double, double> read = new() { Input = x.Read(), Target = t.Read(), LogTarget = batch.LogTarget, RowWeights = batch.RowWeights };
        WeightedLosses.PointwiseAndGradient<double, double, double, double>(read, g.Read(), losses.Write(), dx.Write(), dt.Write());
        KLDivergence.PerRow<double, double>(x.Read(), t.Read(), rows, batch.LogTarget, batch.RowWeights);

        Outcome dense = TypePair.Doubles.Run(Surface.Spans, batch, Reduction.None, Upstream(batch));
        Close.Same(dense, new(losses.ToDense(), dx.ToDense(), dt.ToDense()), "pointwise");
        Close.Equal(Calls.PerRow(batch), rows, i => Eps * batch.Support * 3 * batch.RowMagnitude(i), "rows");
        double sum = KLDivergence.Loss<double, double>(x.Read(), t.Read(), Reduction.Sum, batch.LogTarget, batch.RowWeights);
        Close.Equal(Calls.Loss(batch), sum, 3 * Rounding(batch), "sum");
    });

    private static void SumsUp<T>(Batch batch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] losses = Calls.Pointwise<T>(batch);
        double relative = typeof(T) == typeof(double) ? batch.Numel * Eps : SingleEps;
        Close.Equal(losses.Sum(), Calls.Loss<T>(batch, Reduction.Sum), relative * losses.Sum(Math.Abs), typeof(T).Name);
    }

    private static double Rounding(Batch batch) => 3 * Eps * batch.Numel * batch.SumMagnitude();

    private static double[] Upstream(Batch batch) => [.. Enumerable.Range(0, batch.Numel).Select(i => 0.75 - (i % 4))];

    private static double[] Padded(double[] values, Draw draw) =>
        [.. values.Select((value, i) => draw.Weights[i / (int)draw.Lengths[^1]] == 0 ? double.NaN : value)];

    /// <summary>Deals the rows out in batches, then merges two accumulators at a time, in each of the three ways, until one is left.</summary>
    private static KLDivAccumulator MergedInAnyOrder(Batch batch, Random random)
    {
        int[] rows = batch.AllRows();
        random.Shuffle(rows);
        List<KLDivAccumulator> parts = [new()];
        for (int start = 0; start < rows.Length;)
        {
            int end = random.Next(start + 1, rows.Length + 1);
            parts.Add(Calls.Accumulated(batch.Take(rows[start..end])));
            start = end;
        }

        while (parts.Count > 1)
        {
            KLDivAccumulator left = parts[random.Next(parts.Count)];
            parts.Remove(left);
            int other = random.Next(parts.Count);
            parts[other] = Merged(left, parts[other], random.Next(3));
        }

        return parts[0];
    }

    private static KLDivAccumulator Merged(KLDivAccumulator left, KLDivAccumulator right, int way)
    {
        if (way == 0)
        {
            left.Merge(right);
            return left;
        }

        return way == 1 ? left + right : KLDivAccumulator.Combine(left, right);
    }

    /// <summary>Values spread over memory: the dimensions in any order, with gaps between the elements.</summary>
    private sealed class Scattered
    {
        private readonly nint[] _lengths;
        private readonly nint[] _strides;
        private readonly double[] _memory;

        public Scattered(double[] values, nint[] lengths, Random random)
        {
            _lengths = lengths;
            _strides = new nint[lengths.Length];
            int[] order = [.. Enumerable.Range(0, lengths.Length)];
            random.Shuffle(order);
            nint stride = 1;
            foreach (int dimension in order)
            {
                // A tensor wants a stride of 0 along a dimension of length 1.
                _strides[dimension] = lengths[dimension] == 1 ? 0 : stride * random.Next(1, 3);
                stride = nint.Max(stride, _strides[dimension] * lengths[dimension]);
            }

            _memory = new double[stride];
            Array.Fill(_memory, double.NaN);
            new ReadOnlyTensorSpan<double>(values, lengths).CopyTo(Write());
        }

        public ReadOnlyTensorSpan<double> Read() => new(_memory, 0, _lengths, _strides);

        public TensorSpan<double> Write() => new(_memory, 0, _lengths, _strides);

        public double[] ToDense()
        {
            double[] values = new double[_lengths.Aggregate((nint)1, (product, length) => product * length)];
            Read().FlattenTo(values);
            return values;
        }
    }
}
