namespace KLDiv.Files.Tests;

/// <summary>What a pass over two sources finds out about their rows.</summary>
public sealed class DistributionFindingTests
{
    private const string ScalesTarget = "--target-kind says what the file holds, and --normalise scales its rows to sum to 1";

    private static readonly double[] half = [0.5, 0.5];

    [Fact]
    public void Rows_that_are_distributions_are_none_of_them()
    {
        DistributionFinding found = Of([0.5, 0.5, 0.0, 1.0], RowKind.Probs);
        Assert.Equal((default, null), (found, found.Problem));
        Assert.Equal(default, Of([Math.Log(0.25), Math.Log(0.75), 0, double.NegativeInfinity], RowKind.LogProbs));
    }

    [Fact]
    public void The_first_is_described_and_all_are_counted()
    {
        DistributionFinding found = Of([0.5, 0.5, 0.5, 0.25, 0.5, 1], RowKind.Probs);
        Assert.Equal(new DistributionFinding(2, 0.5, "row 1 sums to 0.75, not 1", null, ScalesTarget), found);
        Assert.Equal("row 1 sums to 0.75, not 1; 2 rows are no distributions; " + ScalesTarget, found.Problem);
        Assert.Equal("row 0 sums to 0.75, not 1; " + ScalesTarget, Of([0.5, 0.25], RowKind.Probs).Problem);
    }

    [Theory]
    [InlineData(RowKind.Probs, 0.25, 0.25, "row 0 sums to 0.5, not 1; " + ScalesTarget)]
    [InlineData(RowKind.Probs, 1.5, -0.5, "row 0 has -0.5 for class 1, which is no probability; TARGET looks like logits: --target-kind logits")]
    [InlineData(RowKind.Probs, 3, 2, "row 0 has 3 for class 0, which is no probability; TARGET looks like counts: --target-kind counts")]
    [InlineData(RowKind.Probs, 0, double.NegativeInfinity, "row 0 has -Infinity for class 1, which is no probability; TARGET looks like log-probabilities: --target-kind log-probs")]
    [InlineData(RowKind.Probs, double.NaN, 1, "row 0 has NaN for class 0")]
    [InlineData(RowKind.LogProbs, -1, -2, "row 0 is of log-probabilities whose exponentials sum to 0.503215, not 1; TARGET looks like logits: --target-kind logits")]
    [InlineData(RowKind.LogProbs, 0.25, 0.75, "row 0 has 0.75 for class 1, which is no log-probability; TARGET looks like probabilities: --target-kind probs")]
    [InlineData(RowKind.LogProbs, 4, -2, "row 0 has 4 for class 0, which is no log-probability; TARGET looks like logits: --target-kind logits")]
    [InlineData(RowKind.LogProbs, double.NegativeInfinity, double.NegativeInfinity, "row 0 is of log-probabilities whose exponentials sum to 0, not 1; " + ScalesTarget)]
    public void A_row_is_told_by_what_is_wrong_and_what_it_looks_like(RowKind kind, double first, double second, string problem) =>
        Assert.Equal(problem, Of([first, second], kind).Problem);

    [Fact]
    public void Rounding_to_the_type_is_allowed_for()
    {
        Half third = (Half)(1.0 / 3);
        using RowSource halves = RowSource.FromArray(Enumerable.Repeat((Half)0.01, 100).ToArray(), [1, 100]);
        using RowSource same = RowSource.FromArray(Enumerable.Repeat(third, 300).ToArray(), [100, 3]);
        Assert.Equal(default, Of(halves, RowKind.Probs));
        Assert.Equal(default, Of(same, RowKind.Probs));
        Assert.Equal(default, Of([0.3333, 0.6663], RowKind.Probs));
        Assert.Equal(1, Of([0.3333, 0.6643], RowKind.Probs).Rows);
    }

    /// <summary>The second row starts in the first block and ends in the second one.</summary>
    [Fact]
    public void Rows_across_blocks_are_summed_and_numbered()
    {
        const int Support = 700_000;
        double[] rows = [.. Enumerable.Repeat(1.0 / Support, Support), .. Enumerable.Repeat(2.0 / Support, Support), .. Enumerable.Repeat(1.0 / Support, Support)];
        using RowSource source = RowSource.FromArray(rows, [3, Support]);
        DistributionFinding found = Of(source, RowKind.Probs);
        Assert.Equal((1, "row 1 sums to 2, not 1"), (found.Rows, found.First));
        Assert.Equal(1, found.LargestDeviation, 1e-9);
    }

    [Fact]
    public void Rows_of_weight_0_are_not_looked_at()
    {
        using RowSource source = RowSource.FromArray([1.0, 1, 0.5, 0.5, 2, 3], [3, 2]);
        RowLossResult result = RowLoss.Evaluate(source, source, null, new() { InputKind = RowKind.Probs, Weights = RowColumn.FromMemory(new double[] { 0, 1, 2 }) });
        Assert.Equal((1, "row 2 has 3 for class 1, which is no probability"), (result.TargetFinding.Rows, result.TargetFinding.First));
    }

    [Fact]
    public void Rows_of_no_elements_are_not_looked_at()
    {
        using RowSource none = RowSource.FromArray(Array.Empty<double>(), [3, 0]);
        Assert.Equal(default, Of(none, RowKind.Probs));
    }

    [Fact]
    public void A_source_that_is_read_once_in_order_is_looked_at_as_it_passes()
    {
        using RowSource live = RowSource.FromFunction<double>((_, rows) => rows.Fill(3), [4, 2]);
        Assert.Equal("row 0 has 3 for class 0, which is no probability; 4 rows are no distributions; TARGET looks like counts: --target-kind counts", Of(live, RowKind.Probs).Problem);
    }

    [Fact]
    public void Rows_that_must_be_distributions_and_are_none_are_refused_by_the_name_of_their_source()
    {
        using RowSource target = RowSource.FromArray([2.0, 2], [1, 2], new() { Name = "teacher" });
        using RowSource input = RowSource.FromArray(Array.ConvertAll(half, Math.Log), [1, 2]);
        Assert.Equal(
            "teacher: row 0 has 2 for class 0, which is no probability; TARGET looks like counts: --target-kind counts",
            Assert.Throws<DataFileException>(() => RowLoss.Evaluate(input, target, null, new() { RequiresDistributions = true })).Message);
        Assert.Equal(0, RowLoss.Evaluate(input, target, null, new() { Normalise = true }).Loss!.Value, 1e-15);
    }

    /// <summary>Short rows are looked at many at once; the one that is wrong is found wherever it stands among them, and beside the ends of what is looked at.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(63)]
    [InlineData(64)]
    public void One_wrong_row_among_many_is_found(int classes)
    {
        int rows = (70_000 / classes) + 3, atEnd = 32_768 / classes;
        foreach (int wrong in (int[])[0, 1, 5, atEnd - 1, atEnd, atEnd + 1, rows - 2, rows - 1])
        {
            float[] numbers = [.. Enumerable.Repeat(1f / classes, rows * classes)];
            numbers[((wrong + 1) * classes) - 1] += 0.25f;
            foreach (RowKind kind in (RowKind[])[RowKind.Probs, RowKind.LogProbs])
            {
                float[] held = kind == RowKind.Probs ? numbers : Array.ConvertAll(numbers, MathF.Log);
                DistributionFinding found = Of(RowSource.FromArray(held, [rows, classes]), kind);
                Assert.Equal(1, found.Rows);
                Assert.Equal(0.25, found.LargestDeviation, 1e-4);
                Assert.StartsWith($"row {wrong} ", found.First, StringComparison.Ordinal);
            }

            numbers[wrong * classes] = float.NaN;
            DistributionFinding missing = Of(RowSource.FromArray(numbers, [rows, classes]), RowKind.Probs);
            Assert.Equal((1, $"row {wrong} has NaN for class 0"), (missing.Rows, missing.First));
        }
    }

    private static DistributionFinding Of(double[] rows, RowKind kind)
    {
        using RowSource source = RowSource.FromArray(rows, [rows.Length / 2, 2]);
        return Of(source, kind);
    }

    /// <summary>Of the target, beside an input that is never found fault with.</summary>
    private static DistributionFinding Of(RowSource target, RowKind kind)
    {
        using RowSource input = RowSource.FromArray(new double[target.Count], target.Lengths);
        RowLossResult result = RowLoss.Evaluate(input, target, null, new() { InputKind = RowKind.Logits, TargetKind = kind });
        Assert.Equal(default, result.InputFinding);
        return result.TargetFinding;
    }
}
