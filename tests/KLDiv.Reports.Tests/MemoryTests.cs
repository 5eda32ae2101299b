using KLDiv.Files;

namespace KLDiv.Reports.Tests;

/// <summary>A report on rows from memory is the report on files of the same rows, to the last bit.</summary>
public sealed class MemoryTests : IDisposable
{
    private const int Rows = 120;
    private const int Support = 700;

    private static readonly float[][] target = Draw.Logits(41, Rows, Support);
    private static readonly float[][] input = Draw.Near(target, 42, 0.2);
    private static readonly float[] flatTarget = [.. target.SelectMany(row => row)];
    private static readonly float[] flatInput = [.. input.SelectMany(row => row)];
    private static readonly double[] weights = [.. Enumerable.Range(0, Rows).Select(i => i % 5 / 2.0)];
    private static readonly int[] labels = [.. Enumerable.Range(0, Rows).Select(i => i * 11 % Support)];

    private readonly ReportFolder _folder = new();

    public static TheoryData<string> Sources => [.. Makers.Keys];

    private static Dictionary<string, Func<string, float[], RowSource>> Makers { get; } = new(StringComparer.Ordinal)
    {
        ["array"] = (name, values) => RowSource.FromArray(values, [Rows, Support], new() { Name = name }),
        ["tensor"] = (name, values) =>
            RowSource.FromTensor(System.Numerics.Tensors.Tensor.Create(values, [Rows / 4, 4, Support]), new() { Name = name }),
        ["blocks"] = (name, values) => RowSource.FromBlocks(values.Chunk(12345), [Rows, Support], new() { Name = name }),
        ["live function"] = (name, values) => RowSource.FromFunction<float>(
            (first, rows) => values.AsSpan((int)first * Support, rows.Length).CopyTo(rows), [Rows, Support], options: new() { Name = name }),
        ["live function for several threads"] = (name, values) => RowSource.FromFunction<float>(
            (first, rows) => values.AsSpan((int)first * Support, rows.Length).CopyTo(rows), [Rows, Support], isSequential: false, new() { Name = name }),
        ["derived"] = (name, values) => new Derived(name, values),
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public void Every_kind_of_memory_gives_the_figures_of_the_files(string kind)
    {
        FileReport files = _folder.Logits(input, target) with
        {
            Weights = _folder.Write("w.npy", [Rows], weights),
            Labels = _folder.WriteLabels("labels.npy", labels),
            Divergence = DivergenceKind.Reverse,
        };
        double[] expectedRows = [];
        ReportFigures expected = FileReport.Figures(files, rows => expectedRows = rows.ToArray());

        double[] foundRows = [];
        ReportFigures found = Report.Run(
            Makers[kind](files.Input, flatInput),
            Makers[kind](files.Target, flatTarget),
            rows => foundRows = rows.ToArray(),
            files.Options with
            {
                Weights = RowColumn.FromMemory(weights),
                Labels = RowColumn.FromMemory(Array.ConvertAll(labels, label => (long)label)),
                MaxDegreeOfParallelism = 3,
            });
        Assert.Equal(expectedRows, foundRows);
        Assert.Equivalent(expected, found, strict: true);
        Assert.Equal(expected.Mean, found.Mean);
        Assert.Equal(expected.Labels!.Correlation, found.Labels!.Correlation);
    }

    [Fact]
    public void Labels_of_a_source_are_taken_where_no_others_are_given()
    {
        RowSourceOptions known = new() { Name = "model", Kind = RowKind.Logits, Labels = labels };
        ReportFigures found = Report.Run(RowSource.FromArray(flatInput, [Rows, Support], known), RowSource.FromArray(flatTarget, [Rows, Support], known));
        ReportFigures expected = FileReport.Figures(_folder.Logits(input, target) with { Labels = _folder.WriteLabels("labels.npy", labels) });
        Assert.Equal(expected.Labels!.TargetPerplexity, found.Labels!.TargetPerplexity);
        Assert.Equal(("model", RowKind.Logits), (found.Input, found.InputKind));
    }

    [Fact]
    public void An_error_names_the_source_and_its_row()
    {
        float[] odd = [.. flatInput];
        odd[(7 * Support) + 3] = float.NaN;
        RowSource student = RowSource.FromArray(odd, [Rows, Support], new() { Name = "student", Kind = RowKind.Logits });
        RowSource teacher = RowSource.FromArray(flatTarget, [Rows, Support], new() { Name = "teacher", Kind = RowKind.Logits });
        Assert.Equal("student: row 7 has NaN for class 3", Assert.Throws<DataFileException>(() => Report.Run(student, teacher)).Message);
        Assert.Equal(
            "class names: has 2 names for 700 classes; there must be a name for each",
            Assert.Throws<DataFileException>(() => Report.Run(teacher, teacher, options: new() { ClassNames = ClassNames.FromMemory(["a", "b"]) })).Message);
        Assert.Throws<ArgumentNullException>(() => Report.Run(null!, teacher));
        Assert.Throws<ArgumentOutOfRangeException>(() => Report.Run(teacher, teacher, options: new() { MaxDegreeOfParallelism = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Report.Run(teacher, teacher, options: new() { InputKind = (RowKind)9 }));
    }

    [Fact]
    public void What_a_live_model_throws_reaches_the_caller()
    {
        RowSource live = RowSource.FromFunction<float>((_, _) => throw new TimeoutException("the model does not answer"), [Rows, Support]);
        Assert.Throws<TimeoutException>(() => Report.Run(live, live));
    }

    [Fact]
    public void Sides_that_are_sequential_are_read_once_in_the_order_of_their_rows_on_any_number_of_threads()
    {
        long next = 0;
        RowSource live = RowSource.FromFunction<float>(
            (first, rows) =>
            {
                Assert.Equal(next, first);
                next += rows.Length / Support;
                flatInput.AsSpan((int)first * Support, rows.Length).CopyTo(rows);
            },
            [Rows, Support],
            options: new() { Kind = RowKind.Logits });
        RowSource teacher = RowSource.FromArray(flatTarget, [Rows, Support], new() { Kind = RowKind.Logits });
        Report.Run(live, teacher, options: new() { MaxDegreeOfParallelism = 4 });
        Assert.Equal(Rows, next);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Parts_of_memory_merge_to_the_report_of_one_run_and_are_made_anew(int count)
    {
        RowSource student = RowSource.FromArray(flatInput, [Rows, Support], new() { Name = "student", Kind = RowKind.Logits });
        RowSource teacher = RowSource.FromArray(flatTarget, [Rows, Support], new() { Name = "teacher", Kind = RowKind.Logits });
        List<string> notes = [];
        ReportOptions options = new()
        {
            Weights = RowColumn.FromMemory(weights),
            ClassNames = ClassNames.FromMemory(Enumerable.Range(0, Support).Select(i => $"class {i}")),
            Note = notes.Add,
        };
        string[] parts = [.. Enumerable.Range(1, count).Select(i => _folder.File($"part-{i}"))];
        for (int i = 0; i < count; i++)
        {
            ReportParts.Make(student, teacher, parts[i], new Shard(i + 1, count), options);
        }

        double[] expectedRows = [], foundRows = [];
        ReportFigures expected = Report.Run(student, teacher, rows => expectedRows = rows.ToArray(), options);
        ReportFigures found = ReportParts.Merge(parts, rows => foundRows = rows.ToArray(), Assert.Fail);
        Assert.Equal(expectedRows, foundRows);
        Assert.Equivalent(expected, found, strict: true);
        Assert.Empty(notes);

        ReportParts.Make(student, teacher, parts[0], new Shard(1, count), options);
        Assert.Equal([$"{parts[0]}: is made anew: student is no file, and may have changed"], notes);
    }

    [Fact]
    public void Parts_refuse_what_is_no_shard_and_a_merge_without_parts()
    {
        RowSource teacher = RowSource.FromArray(flatTarget, [Rows, Support]);
        Assert.Throws<ArgumentOutOfRangeException>(() => ReportParts.Make(teacher, teacher, _folder.File("part"), default));
        Assert.Throws<ArgumentException>(() => ReportParts.Merge([]));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>What a program can derive.</summary>
    private sealed class Derived(string name, float[] values) : RowSource(name, ElementType.Float32, [MemoryTests.Rows, MemoryTests.Support])
    {
        protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer) =>
            System.Runtime.InteropServices.MemoryMarshal.Cast<float, T>(values.AsSpan((int)start, destination.Length)).CopyTo(destination);
    }
}
