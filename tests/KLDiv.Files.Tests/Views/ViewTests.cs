using System.Numerics.Tensors;

namespace KLDiv.Files.Tests;

/// <summary>Parts of a source, as sources: beside slices and transpositions of the array.</summary>
public sealed class ViewTests
{
    private static readonly nint[] shape = [3, 5, 2, 4];

    private static readonly float[] numbers = [.. Enumerable.Range(0, 120).Select(i => (float)i)];

    public static TheoryData<string> Kinds => ["memory", "sequential", "half"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rows_along_any_axis_are_those_of_the_transposed_array(string kind)
    {
        for (int axis = -4; axis < 4; axis++)
        {
            int place = (axis + 4) % 4;
            nint[] lengths = [.. shape[..place], .. shape[(place + 1)..], shape[place]];
            float[] expected = new float[120];
            for (int i = 0; i < 120; i++)
            {
                int[] index = IndexOf(i, lengths);
                int[] own = [.. index[..place], index[3], .. index[place..3]];
                expected[i] = numbers[(((((own[0] * 5) + own[1]) * 2) + own[2]) * 4) + own[3]];
            }

            using RowSource source = Source(kind);
            RowSource turned = source.AlongAxis(axis);
            Assert.Equal(lengths, turned.Lengths.ToArray());
            Assert.Equal(place == 3 ? "memory" : $"memory[axis {place}]", turned.Name);
            EverywhereIs(expected, turned);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Runs_of_classes_and_rows_are_slices(string kind)
    {
        using RowSource source = Source(kind);
        float[][] rows = [.. numbers.Chunk(4)];
        RowSource classes = source.SliceClasses(new(1, 2));
        Assert.Equal([3, 5, 2, 2], classes.Lengths.ToArray());
        Assert.Equal("memory[..., 1:3]", classes.Name);
        EverywhereIs([.. rows.SelectMany(row => row[1..3])], classes);
        RowSource some = source.SliceRows(new(7, 11));
        Assert.Equal([11, 4], some.Lengths.ToArray());
        Assert.Equal("memory[7:18]", some.Name);
        EverywhereIs([.. rows[7..18].SelectMany(row => row)], some);
        EverywhereIs([.. rows[7..18].SelectMany(row => row[1..3])], classes.SliceRows(new(7, 11)));
        EverywhereIs([.. rows[7..18].SelectMany(row => row[1..3])], some.SliceClasses(new(1, 2)));
        Assert.Same(source, source.SliceClasses(new(0, 4)));
        Assert.Same(source, source.SliceRows(new(0, 30)));
    }

    [Fact]
    public void Long_rows_and_planes_are_read_in_parts()
    {
        const int Classes = 300, Places = 700;
        float[] many = [.. Enumerable.Range(0, 2 * Classes * Places).Select(i => (float)i)];
        using RowSource source = RowSource.FromArray(many, [2, Classes, Places]);
        EverywhereIs([.. Enumerable.Range(0, many.Length).Select(i => many[(i / (Classes * Places) * Classes * Places) + (i % Classes * Places) + (i / Classes % Places)])], source.AlongAxis(1));
        using RowSource wide = RowSource.FromArray(many, [7, 60_000]);
        EverywhereIs([.. Enumerable.Range(0, 7).SelectMany(row => many[((row * 60_000) + 100)..((row * 60_000) + 50_000)])], wide.SliceClasses(new(100, 49_900)));
    }

    [Fact]
    public void What_is_known_of_a_source_is_known_of_its_parts()
    {
        using RowSource source = RowSource.FromArray(numbers[..12], [3, 4], new() { Name = "s", Kind = RowKind.Logits, Labels = [3, 0, 2] });
        RowSource part = source.SliceClasses(new(1, 3)).SliceRows(new(0, 2));
        Assert.Equal((RowKind.Logits, true, "float32"), (part.Kind, part.HasLabels, part.StoredAs));
        int[] labels = new int[2];
        part.ReadLabels(0, labels);
        Assert.Equal([2, RowSource.NoLabel], labels);
        Assert.False(source.AlongAxis(0).HasLabels);
    }

    [Fact]
    public void Parts_that_are_not_there_are_refused()
    {
        using RowSource source = Source("memory");
        Assert.Throws<ArgumentOutOfRangeException>(() => source.SliceRows(new(29, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.SliceRows(new(-1, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.SliceClasses(new(3, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.AlongAxis(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.AlongAxis(-5));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowColumn.FromMemory(new double[3]).Slice(3, new(2, 2)));
    }

    [Fact]
    public void A_column_has_the_numbers_of_a_run_of_its_rows()
    {
        RowColumn column = RowColumn.FromMemory(new double[] { 1, 0, 3, 4, 5 }).Slice(5, new(1, 3));
        Assert.Equal([0, 3, 4], column.ReadWeights(3, new(0, 3), out double largest));
        Assert.Equal(4, largest);
        Assert.Equal([false, true], column.ReadMask(3, new(0, 2)));
        Assert.Equal([3, 4], column.ReadLabels(3, new(1, 2)));
        Assert.Equal("memory: has 5 numbers for 4 rows; there must be one for each", Assert.Throws<DataFileException>(() => RowColumn.FromMemory(new double[5]).Slice(4, new(1, 3)).ReadLabels(3, new(0, 3))).Message);
    }

    /// <summary>Outputs lie as the operands do, whichever axis the classes are.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Losses_and_gradients_along_an_axis_lie_as_the_operands_do(int axis)
    {
        using TemporaryFolder folder = new();
        Random random = new(3);
        float[] x = [.. numbers.Select(_ => random.NextSingle())], t = [.. numbers.Select(_ => random.NextSingle())];
        using RowSource input = RowSource.FromArray(x, shape), target = RowSource.FromArray(t, shape);
        RowLossResult result = RowLoss.Evaluate(
            input.AlongAxis(axis), target.AlongAxis(axis),
            new() { Pointwise = folder.File("l.npy"), InputGradient = folder.File("g.npy") },
            new() { Reduction = Reduction.None, InputKind = RowKind.Logits, TargetKind = RowKind.Logits });
        Assert.Equal(shape, result.Shape);
        float[] logX = new float[120], logT = new float[120], expected = new float[120], gradient = new float[120];
        LogSoftmax.Forward<float>(new ReadOnlyTensorSpan<float>(x, shape, []), new TensorSpan<float>(logX, shape, []), axis: axis);
        LogSoftmax.Forward<float>(new ReadOnlyTensorSpan<float>(t, shape, []), new TensorSpan<float>(logT, shape, []), axis: axis);
        KLDivergence.Pointwise<float, float, float>(logX, logT, expected, logTarget: true);
        KLDivergence.LossAndGradient<float, float>(logX, logT, gradient, default, new KLDivOptions(Reduction.Sum, logTarget: true));
        Near(expected, folder.File("l.npy"));
        Near(gradient, folder.File("g.npy"));

        static void Near(float[] expected, string file)
        {
            using RowSource source = RowSource.Open(file);
            Assert.Equal(shape, source.Lengths.ToArray());
            Assert.All(source.Read<float>(0, 120, new()).ToArray().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        }
    }

    private static RowSource Source(string kind) => kind switch
    {
        "sequential" => RowSource.FromBlocks(numbers.Chunk(7), shape),
        "half" => RowSource.FromArray(Array.ConvertAll(numbers, number => (Half)number), shape),
        _ => RowSource.FromArray(numbers, shape),
    };

    private static int[] IndexOf(int flat, nint[] lengths)
    {
        int[] index = new int[lengths.Length];
        for (int axis = lengths.Length - 1; axis >= 0; axis--)
        {
            (flat, index[axis]) = Math.DivRem(flat, (int)lengths[axis]);
        }

        return index;
    }

    /// <summary>From many places on and of many lengths, whatever rows begin and end there.</summary>
    private static void EverywhereIs(float[] expected, RowSource source)
    {
        Assert.Equal(expected.Length, source.Count);
        RowBuffer buffer = new();
        Random random = new(1);
        double[] read = new double[expected.Length];
        source.ReadDoubles(0, read, buffer);
        Assert.Equal(expected, read.Select(number => (float)number));
        for (int i = 0; i < 50; i++)
        {
            int start = random.Next(expected.Length), count = random.Next(expected.Length - start);
            Span<double> some = read.AsSpan(0, count);
            source.ReadDoubles(start, some, buffer);
            Assert.True(some.SequenceEqual(Array.ConvertAll(expected[start..(start + count)], number => (double)number)), $"{source.Name}: {count} from {start}");
        }
    }
}
