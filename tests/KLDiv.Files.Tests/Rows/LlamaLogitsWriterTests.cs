namespace KLDiv.Files.Tests;

public sealed class LlamaLogitsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RowBuffer _buffer = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(5, 64)]
    [InlineData(3, 1001)]
    [InlineData(2, 150_001)]
    public void Log_probabilities_come_back_within_the_error_that_is_stated(int rows, int support)
    {
        var random = new Random(support);
        foreach (double spread in new[] { 1e-3, 1, 3, 30, 1000 })
        {
            float[] logits = [.. Enumerable.Range(0, rows * support).Select(_ => (float)(spread * (random.NextDouble() - random.NextDouble())) + 100)];
            using RowSource source = Write(logits, rows, support);
            ReadOnlySpan<float> written = source.ReadRows<float>(0, rows, _buffer);
            for (int row = 0; row < rows; row++)
            {
                Check(logits.AsSpan(row * support, support), written.Slice(row * support, support));
            }
        }
    }

    [Fact]
    public void Suppressed_classes_and_equal_logits_are_written()
    {
        using RowSource source = Write([0, float.NegativeInfinity, 0, -20, 7, 7, 7, 7, 1e-44f, 0, 0, 0], 3, 4);
        float[] written = source.ReadRows<float>(0, 3, _buffer).ToArray();
        float half = -MathF.Log(2);
        Assert.Equal([half, half - 16, half, half - 16], written[..4], (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.All(written[4..], value => Assert.Equal(-Math.Log(4), value, 1e-6));
    }

    [Fact]
    public void Log_probabilities_of_any_type_are_logits_too()
    {
        double[] logProbs = [Math.Log(0.5), Math.Log(0.25), Math.Log(0.125), Math.Log(0.125)];
        Half[] halves = [.. logProbs.Select(value => (Half)value)];
        using (LlamaLogitsWriter writer = LlamaLogitsWriter.Create(_folder.File("x.kld"), 2, 4))
        {
            writer.Write<double>(logProbs);
            writer.Write<Half>(halves);
            Assert.Equal((2, 4, 2), (writer.Rows, writer.Support, writer.Written));
            writer.Complete();
        }

        using RowSource source = RowSource.Open(_folder.File("x.kld"));
        Assert.False(source.HasLabels);
        Assert.Equal(logProbs, source.ReadRows<float>(0, 1, _buffer).ToArray().Select(value => (double)value), (a, b) => Math.Abs(a - b) < 5e-5);
        Assert.Equal(logProbs, source.ReadRows<float>(1, 1, _buffer).ToArray().Select(value => (double)value), (a, b) => Math.Abs(a - b) < 2e-3);
    }

    [Fact]
    public void Labels_are_read_back_and_so_are_the_tokens_of_chunks()
    {
        using (LlamaLogitsWriter writer = LlamaLogitsWriter.Create(_folder.File("x.kld"), 3, 2, [1, 0, 1]))
        {
            writer.Write<float>([1, 2, 3, 4, 5, 6]);
            writer.Complete();
        }

        using (LlamaLogitsWriter writer = LlamaLogitsWriter.CreateChunks(_folder.File("y.kld"), 6, 4, [0, 1, 2, 3, 3, 2, 1, 0, 1, 2, 1, 0]))
        {
            Assert.Equal(4, writer.Rows);
            writer.Write<float>(new float[16]);
            writer.Complete();
        }

        int[] labels = new int[3];
        using RowSource x = RowSource.Open(_folder.File("x.kld"));
        x.ReadLabels(0, labels);
        Assert.Equal([1, 0, 1], labels);
        using RowSource y = RowSource.Open(_folder.File("y.kld"));
        y.ReadLabels(1, labels);
        Assert.Equal([2, 1, 0], labels);
    }

    [Fact]
    public void A_row_that_is_no_distribution_is_refused_and_named()
    {
        using LlamaLogitsWriter writer = LlamaLogitsWriter.Create(_folder.File("x.kld"), 4, 2);
        writer.Write<float>([1, 2]);
        Assert.StartsWith("Row 1 has a NaN.", Assert.Throws<ArgumentException>(() => writer.Write<float>([float.NaN, 0])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Row 1 has the logit Infinity.", Assert.Throws<ArgumentException>(() => writer.Write<double>([double.PositiveInfinity, 0])).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "Row 1 has no finite logit.",
            Assert.Throws<ArgumentException>(() => writer.Write<float>([float.NegativeInfinity, float.NegativeInfinity])).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(writer.Complete);
        Assert.Throws<InvalidOperationException>(() => writer.Write<float>(new float[8]));
        Assert.Throws<ArgumentException>(() => writer.Write<float>(new float[3]));
    }

    [Fact]
    public void A_file_that_is_not_completed_leaves_nothing()
    {
        LlamaLogitsWriter.Create(_folder.File("x.kld"), 4, 2).Dispose();
        Assert.Empty(_folder.Names);
        Assert.Throws<ArgumentException>(() => LlamaLogitsWriter.Create(_folder.File("x.kld"), 2, 2, [0]));
        Assert.Throws<ArgumentException>(() => LlamaLogitsWriter.Create(_folder.File("x.kld"), 2, 2, [0, 2]));
        Assert.Throws<ArgumentException>(() => LlamaLogitsWriter.CreateChunks(_folder.File("x.kld"), 4, 2, [0, 1, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LlamaLogitsWriter.Create(_folder.File("x.kld"), -1, 2));
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_file_without_rows_is_written_and_read()
    {
        using RowSource source = Write([], 0, 7);
        Assert.Equal([0, 7], source.Lengths);
        Assert.False(source.HasLabels);
    }

    public void Dispose() => _folder.Dispose();

    private static void Check(ReadOnlySpan<float> logits, ReadOnlySpan<float> written)
    {
        double largest = double.NegativeInfinity;
        double smallest = double.PositiveInfinity;
        foreach (float logit in logits)
        {
            (largest, smallest) = (Math.Max(largest, logit), Math.Min(smallest, logit));
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        smallest = Math.Max(smallest, largest - 16);
        double bound = ((largest - smallest) / 65_535 / 2) + 1e-5;
        for (int i = 0; i < logits.Length; i++)
        {
            double expected = Math.Max(logits[i], smallest) - largest - Math.Log(sum);
            Assert.True(Math.Abs(written[i] - expected) <= bound, $"class {i} of {logits.Length}: {written[i]} for {expected}, more than {bound} apart");
        }
    }

    private RowSource Write(float[] logits, int rows, int support)
    {
        using LlamaLogitsWriter writer = LlamaLogitsWriter.Create(_folder.File("x.kld"), rows, support);
        writer.Write<float>(logits);
        writer.Complete();
        return RowSource.Open(_folder.File("x.kld"));
    }
}
