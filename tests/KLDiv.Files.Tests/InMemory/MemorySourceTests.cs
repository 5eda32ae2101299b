using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace KLDiv.Files.Tests;

/// <summary>Rows that come from no file.</summary>
public sealed class MemorySourceTests
{
    private static readonly float[] values = [.. Enumerable.Range(0, 24).Select(i => i - 5.5f)];

    private readonly RowBuffer _buffer = new();

    /// <summary>Sources of the same 2 x 3 rows of 4.</summary>
    public static TheoryData<string> Names => [.. Makers.Keys];

    private static Dictionary<string, Func<RowSource>> Makers { get; } = new(StringComparer.Ordinal)
    {
        ["array"] = () => RowSource.FromArray(values, [2, 3, 4]),
        ["memory"] = () => RowSource.FromMemory<float>(new float[30].Concat(values).ToArray().AsMemory(30), [2, 3, 4]),
        ["tensor"] = () => RowSource.FromTensor(Tensor.Create(values, [2, 3, 4])),
        ["transposed tensor"] = () => RowSource.FromTensor(Transposed()),
        ["blocks of rows"] = () => RowSource.FromBlocks(values.Chunk(8), [2, 3, 4]),
        ["blocks of other lengths"] = () => RowSource.FromBlocks(Ragged(), [2, 3, 4]),
        ["function"] = () => RowSource.FromFunction<float>(Fill, [2, 3, 4]),
        ["function for several threads"] = () => RowSource.FromFunction<float>(Fill, [2, 3, 4], isSequential: false),
        ["derived"] = () => new Derived(),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_are_the_same_wherever_they_come_from_and_any_run_of_them_can_be_read(string name)
    {
        using RowSource source = Makers[name]();
        Assert.Equal((6, 4, 24, ElementType.Float32), (source.Rows, source.Support, source.Count, source.ElementType));
        Assert.Equal([2, 3, 4], source.Lengths);
        Assert.Null(source.FilePath);
        for (int start = 24; start >= 0; start--)
        {
            for (int count = 0; count <= 24 - start; count++)
            {
                Assert.Equal(values.AsSpan(start, count), source.Read<float>(start, count, _buffer));
            }
        }

        double[] wide = new double[5];
        source.ReadDoubles(7, wide, _buffer);
        Assert.Equal(values[7..12].Select(value => (double)value), wide);
        Assert.Throws<InvalidOperationException>(() => source.Read<double>(0, 1, _buffer).Length);
        source.Dispose();
        Assert.Throws<ObjectDisposedException>(() => source.Read<float>(0, 1, _buffer).Length);
    }

    [Fact]
    public void Name_kind_and_labels_are_what_the_program_says()
    {
        using RowSource source = RowSource.FromArray(
            new Half[6], [3, 2], new() { Name = "student", Kind = RowKind.Logits, Labels = [1, 0, 1] });
        int[] labels = new int[2];
        source.ReadLabels(1, labels);
        Assert.Equal(("student", RowKind.Logits, true, ElementType.Float16), (source.Name, source.Kind, source.HasLabels, source.ElementType));
        Assert.Equal([0, 1], labels);
        Assert.Equal(RowKind.Logits, source.KindOr(null, RowKind.Probs));
        Assert.Equal(
            "student: holds logits by its format, and is said to hold probs",
            Assert.Throws<DataFileException>(() => source.KindOr(RowKind.Probs, RowKind.Probs)).Message);
    }

    [Fact]
    public void What_does_not_fit_the_shape_is_refused_with_the_numbers()
    {
        Refuses("memory has 24 elements, and its shape [5, 5] has 25. (Parameter 'values')", () => RowSource.FromArray(values, [5, 5]));
        Refuses("memory has 1 labels for 6 rows; there must be one for each. (Parameter 'options')", () => RowSource.FromArray(values, [6, 4], new() { Labels = [1] }));
        Refuses("t has the label 4; it must be from 0 to 3. (Parameter 'options')", () => RowSource.FromArray(values, [1, 6, 4], new() { Name = "t", Labels = [0, 1, 2, 3, 4, 0] }));
        Refuses("The shape is []; there must be at least one dimension. (Parameter 'lengths')", () => RowSource.FromArray(values, []));
        Refuses("The shape is [-6, -4]; lengths must not be negative. (Parameter 'lengths')", () => RowSource.FromArray(values, [-6, -4]));
        Refuses(
            "The shape is [4611686018427387904, 4]; its size in bytes overflows. (Parameter 'lengths')",
            () => RowSource.FromFunction<float>(Fill, [nint.MaxValue / 2 + 1, 4]));
        Assert.Throws<NotSupportedException>(() => RowSource.FromArray(new int[4], [4]));
        Assert.Throws<ArgumentNullException>(() => RowSource.FromTensor<float>(null!));
    }

    [Fact]
    public void Blocks_are_taken_when_they_are_wanted_once_each_and_anew_after_going_back()
    {
        List<int> taken = [];
        using RowSource source = RowSource.FromBlocks(Blocks(), [6, 4]);
        Assert.True(source.IsSequential);
        Assert.Empty(taken);
        Assert.Equal(values.AsSpan(0, 4), source.ReadRows<float>(0, 1, _buffer));
        Assert.Equal([0], taken);
        Assert.Equal(values.AsSpan(4, 16), source.ReadRows<float>(1, 4, _buffer));
        Assert.Equal([0, 1, 2], taken);
        Assert.Equal(values.AsSpan(4, 4), source.ReadRows<float>(1, 1, _buffer));
        Assert.Equal([0, 1, 2, 0], taken);

        IEnumerable<float[]> Blocks()
        {
            for (int i = 0; i < 3; i++)
            {
                taken.Add(i);
                yield return values[(8 * i)..(8 * (i + 1))];
            }
        }
    }

    [Fact]
    public void Blocks_that_end_too_soon_are_an_error_with_the_numbers()
    {
        using RowSource source = RowSource.FromBlocks(values.Chunk(8), [7, 4], new() { Name = "loader" });
        DataFileException error = Assert.Throws<DataFileException>(() => source.ReadRows<float>(5, 2, _buffer).Length);
        Assert.Equal("loader: ends after 24 elements; its shape [7, 4] has 28", error.Message);
    }

    [Fact]
    public void A_function_is_asked_for_whole_rows_once_each_when_they_are_read_in_order()
    {
        List<(long First, int Length)> calls = [];
        using RowSource source = RowSource.FromFunction<float>(
            (first, rows) =>
            {
                calls.Add((first, rows.Length));
                Fill(first, rows);
            },
            [6, 4]);
        source.ReadRows<float>(1, 3, _buffer);
        source.Read<float>(6, 12, _buffer);
        source.Read<float>(18, 2, _buffer);
        Assert.Equal([(1, 12), (1, 4), (2, 8), (4, 4)], calls);
    }

    [Fact]
    public void A_sequential_function_is_called_by_one_thread_at_a_time()
    {
        int inside = 0, most = 0;
        using RowSource source = RowSource.FromFunction<float>(
            (first, rows) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref inside));
                Thread.Sleep(5);
                Fill(first, rows);
                Interlocked.Decrement(ref inside);
            },
            [6, 4]);
        ReadFromThreads(source, 4);
        Assert.Equal(1, most);
    }

    [Fact]
    public void Another_function_is_called_by_several_threads_at_once()
    {
        using Barrier both = new(2);
        using RowSource source = RowSource.FromFunction<float>(
            (first, rows) =>
            {
                Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(60)));
                Fill(first, rows);
            },
            [6, 4],
            isSequential: false);
        ReadFromThreads(source, 2);
        Assert.Equal(1, both.CurrentPhaseNumber);
    }

    [Fact]
    public void What_a_function_throws_is_thrown_where_rows_are_read()
    {
        using RowSource source = RowSource.FromFunction<float>((_, _) => throw new TimeoutException("the model does not answer"), [6, 4]);
        Assert.Throws<TimeoutException>(() => source.Read<float>(0, 1, _buffer).Length);
    }

    private static void Fill(long first, Span<float> rows) => values.AsSpan((int)first * 4, rows.Length).CopyTo(rows);

    private static Tensor<float> Transposed()
    {
        // Element [i, j, k] lies at [k, i, j] of a tensor of 4 x 2 x 3.
        float[] elements = [.. from k in Enumerable.Range(0, 4) from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 3) select values[(12 * i) + (4 * j) + k]];
        return Tensor.PermuteDimensions(Tensor.Create(elements, [4, 2, 3]), [1, 2, 0]);
    }

    private static IEnumerable<ReadOnlyMemory<float>> Ragged()
    {
        foreach ((int from, int to) in ((int, int)[])[(0, 0), (0, 3), (3, 4), (4, 4), (4, 23), (23, 24)])
        {
            yield return values.AsMemory(from..to);
        }
    }

    private static void Refuses(string message, Func<RowSource> make) => Assert.Equal(message, Assert.Throws<ArgumentException>(make).Message);

    private static void ReadFromThreads(RowSource source, int count)
    {
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() => source.ReadRows<float>(i, 1, new RowBuffer())))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    /// <summary>What a program can derive.</summary>
    private sealed class Derived() : RowSource("derived", ElementType.Float32, [2, 3, 4])
    {
        protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer) =>
            MemoryMarshal.Cast<float, T>(values.AsSpan((int)start, destination.Length)).CopyTo(destination);
    }
}
