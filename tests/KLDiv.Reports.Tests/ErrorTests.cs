using KLDiv.Files;

namespace KLDiv.Reports.Tests;

/// <summary>What is wrong is said with the file, the row and the value.</summary>
public sealed class ErrorTests : IDisposable
{
    private static readonly float[][] rows = [[1, 2, 3], [0, 1, 0], [3, 2, 1]];

    private readonly ReportFolder _folder = new();

    public static TheoryData<RowKind, float, string> WrongNumbers => new()
    {
        { RowKind.Logits, float.NaN, "row 1 has NaN for class 2" },
        { RowKind.LogProbs, float.NaN, "row 1 has NaN for class 2" },
        { RowKind.Probs, float.NaN, "row 1 has NaN for class 2" },
        { RowKind.Probs, -0.25f, "row 1 has -0.25 for class 2, which is no probability; SIDE looks like logits: --KIND-kind logits" },
        { RowKind.Counts, -0.25f, "row 1 has -0.25 for class 2, which is no count; SIDE looks like logits: --KIND-kind logits" },
        { RowKind.Logits, float.PositiveInfinity, "row 1 has Infinity for class 2, so there is no softmax of it" },
        { RowKind.LogProbs, 1.5f, "row 1 has 1.5 for class 2, which is no log-probability; SIDE looks like logits: --KIND-kind logits" },
        { RowKind.Probs, 1.5f, "row 1 has 1.5 for class 2, which is no probability; SIDE looks like logits: --KIND-kind logits" },
        { RowKind.LogProbs, float.PositiveInfinity, "row 1 has Infinity for class 2, which is no log-probability; --KIND-kind says what the file holds, and --normalise scales its rows to sum to 1" },
    };

    [Theory]
    [MemberData(nameof(WrongNumbers))]
    public void A_number_that_cannot_be_is_named_with_its_row_and_class(RowKind kind, float wrong, string problem)
    {
        float[][] right = [[0.5f, 0.25f, 0.25f], [0.75f, 0.125f, 0.125f], [0.125f, 0.25f, 0.625f]];
        right = kind is RowKind.Probs or RowKind.Counts ? right : [.. right.Select(row => Array.ConvertAll(row, MathF.Log))];
        float[][] holed = [right[0], [right[1][0], right[1][1], wrong], right[2]];
        Throws(Options(right, right, kind) with { Input = _folder.Write("bad.npy", holed) }, "bad.npy", Of("input"));
        Throws(Options(right, right, kind) with { Target = _folder.Write("bad.npy", holed) }, "bad.npy", Of("target"));

        string Of(string side) => problem.Replace("KIND", side, StringComparison.Ordinal).Replace("SIDE", side.ToUpperInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_a_softmax_is_named_also_where_probabilities_have_a_temperature()
    {
        float none = float.NegativeInfinity;
        Throws(_folder.Logits(rows, [rows[0], [none, none, none], rows[2]]), "t.npy", "row 1 has no finite logit, so there is no softmax of it");
        float[][] probs = [[0.5f, 0.5f, 0], [0, 0, 0], [0, 0, 1]];
        Throws(Options(probs, probs, RowKind.Probs) with { Temperature = 2 }, "x.npy", "row 1 has no probability above 0");
    }

    [Fact]
    public void Of_several_wrong_rows_the_first_is_named_on_any_number_of_threads()
    {
        float[][] many = Draw.Logits(31, 5000, 40);
        foreach (int row in (int[])[4000, 2345, 4999])
        {
            many[row] = [.. many[row]];
            many[row][3] = float.NaN;
        }

        Throws(_folder.Logits(many, many) with { Threads = 8 }, "x.npy", "row 2345 has NaN for class 3");
    }

    [Fact]
    public void Files_that_do_not_go_together_are_refused()
    {
        Throws(_folder.Logits(rows, rows[..2]), "t.npy", $"has 2 rows of 3 classes, and {_folder.File("x.npy")} has 3 of 3; they must be equal; --common compares the first 2 rows of both");
        FileReport options = _folder.Logits(rows, rows);
        Throws(options with { Labels = _folder.WriteLabels("l.npy", 0, 1) }, "l.npy", "has 2 numbers for 3 rows; there must be one for each");
        Throws(options with { Labels = _folder.WriteLabels("l.npy", 0, 3, 1) }, "l.npy", "has the label 3 for row 1; it must be from 0 to 2, or below 0 for a row without one (--ignore-index names another such number)");
        Throws(options with { Labels = _folder.WriteText("l.csv", "0\n0.5\n1\n") }, "l.csv", "has the label 0.5 for row 1; labels are whole numbers");
        Throws(options with { Weights = _folder.Write("w.npy", [2], [1.0, 1]) }, "w.npy", "has 2 numbers for 3 rows; there must be one for each");
        Throws(options with { Weights = _folder.Write("w.npy", [3], [1.0, -1, 1]) }, "w.npy", "has the weight -1 for row 1; weights are finite and at least 0");
        Throws(options with { Weights = _folder.Write("w.npy", [3], [1, double.NaN, 1]) }, "w.npy", "has the weight NaN for row 1; weights are finite and at least 0");
        Throws(options with { Names = _folder.WriteText("n.txt", "a\nb\n") }, "n.txt", "has 2 lines for 3 classes; there must be a name for each");
        Throws(options with { Names = _folder.WriteText("n.txt", "a\nb\nc\n\n") }, "n.txt", "has more than 3 lines for 3 classes; there must be a name for each");
        Throws(options with { Names = _folder.WriteText("n.txt", $"a\n{new string('b', 65_537)}\nc\n") }, "n.txt", "line 2 has more than 65536 characters; a name has at most so many");
        Throws(options with { Names = _folder.File("none.txt") }, "none.txt", "cannot be read: no such file or directory");
        Throws(options with { Input = _folder.File("none.npy") }, "none.npy", "cannot be opened: no such file or directory");
        Throws(options with { Input = _folder.Write<float>("x.npy", [2, 0], []), Target = _folder.Write<float>("t.npy", [2, 0], []) }, "t.npy", "has rows of 0 classes; from 1 to 1073741824 can be compared");
    }

    [Fact]
    public void A_malformed_file_of_integers_is_refused()
    {
        FileReport options = _folder.Logits(rows, rows);
        Throws(options with { Labels = _folder.WriteIntegers("l.npy", "<i4", 3, new byte[11]) }, "l.npy", "is shorter than its header says: shape [3] of int32 needs 12 bytes after the header, and there are 11");
        Throws(options with { Labels = _folder.WriteIntegers("l.npy", "<c8", 3, new byte[24]) }, "l.npy", "has elements of type '<c8'; f2, f4, f8 (floats), i1 to i8, u1 to u8 (whole numbers) and b1 (bool) are read");
    }

    [Fact]
    public void Options_that_cannot_be_are_refused()
    {
        FileReport options = _folder.Logits(rows, rows);
        foreach (FileReport wrong in (FileReport[])[
            options with { Temperature = 0 }, options with { Temperature = double.NaN }, options with { Temperature = 1e-7 }, options with { Temperature = 2e6 }, options with { Beta = 0 }, options with { Beta = 1 },
            options with { Threads = 0 }, options with { Top = -1 }, options with { Divergence = (DivergenceKind)7 }, options with { Range = new RowRange(2, 2) }])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => FileReport.Measure(wrong));
        }
    }

    [Fact]
    public void A_cancelled_measurement_ends()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => FileReport.Measure(_folder.Logits(rows, rows), cancellation: source.Token));
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_read_is_an_error_that_says_so()
    {
        float[][] many = Draw.Logits(32, 20_000, 40);
        FileReport options = _folder.Logits(many, many) with { Threads = 2 };
        Shrinking progress = new(options.Target);
        DataFileException error = Assert.Throws<DataFileException>(() => FileReport.Measure(options, progress));
        Assert.StartsWith($"{options.Target}: has shrunk from {progress.Length} bytes to ", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private FileReport Options(float[][] input, float[][] target, RowKind kind) => _folder.Logits(input, target) with { InputKind = kind, TargetKind = kind };

    private void Throws(FileReport options, string file, string problem)
    {
        DataFileException error = Assert.Throws<DataFileException>(() => FileReport.Measure(options));
        Assert.Equal($"{_folder.File(file)}: {problem}", error.Message);
    }

    /// <summary>Makes a file shorter as soon as the first rows have been read.</summary>
    private sealed class Shrinking(string path) : IProgress<double>
    {
        private int _isDone;

        public long Length { get; } = new FileInfo(path).Length;

        public void Report(double value)
        {
            if (Interlocked.Exchange(ref _isDone, 1) == 0)
            {
                using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                file.SetLength(Length / 4);
            }
        }
    }
}
