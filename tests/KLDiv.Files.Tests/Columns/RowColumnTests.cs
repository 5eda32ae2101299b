namespace KLDiv.Files.Tests;

/// <summary>A number for each row.</summary>
public sealed class RowColumnTests : IDisposable
{
    private static readonly double[] numbers = [1, 0, 2, 4];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Weights_and_labels_are_the_same_from_a_file_from_memory_and_from_rows()
    {
        string path = _folder.File("w.csv");
        File.WriteAllText(path, "1\n0\n2\n4\n");
        using RowSource rows = RowSource.FromArray(numbers, [4]);
        foreach (RowColumn column in (RowColumn[])
            [RowColumn.Open(path), RowColumn.FromMemory(numbers), RowColumn.FromMemory((long[])[1, 0, 2, 4]), RowColumn.FromRows(rows)])
        {
            Assert.Equal(numbers, column.ReadWeights(4, new RowRange(0, 4), out double largest));
            Assert.Equal(4, largest);
            Assert.Equal([0.0, 2], column.ReadWeights(4, new RowRange(1, 2), out largest));
            Assert.Equal(4, largest);
            Assert.Equal([2, 4], column.ReadLabels(4, new RowRange(2, 2)));
        }
    }

    [Fact]
    public void The_name_of_a_column_is_that_of_its_file_or_what_the_program_says()
    {
        RowColumn file = RowColumn.Open(_folder.File("w.csv"));
        Assert.Equal((_folder.File("w.csv"), _folder.File("w.csv")), (file.Name, file.FilePath));
        Assert.Equal(("weights", null), (RowColumn.FromMemory(numbers, "weights").Name, RowColumn.FromMemory(numbers).FilePath));
    }

    [Fact]
    public void Numbers_that_are_no_weights_or_labels_or_not_as_many_as_rows_are_errors_that_name_the_column()
    {
        RowRange all = new(0, 4);
        Refuses("w: has the weight -1 for row 2; weights are finite and at least 0", () => RowColumn.FromMemory((double[])[1, 1, -1, 1], "w").ReadWeights(4, all, out _));
        Refuses("w: has the weight NaN for row 0; weights are finite and at least 0", () => RowColumn.FromMemory((double[])[double.NaN, 1, 1, 1], "w").ReadWeights(4, all, out _));
        Refuses("l: has the label 0.5 for row 3; labels are whole numbers", () => RowColumn.FromMemory((double[])[1, 1, 1, 0.5], "l").ReadLabels(4, all));
        Refuses("w: has 4 numbers for 5 rows; there must be one for each", () => RowColumn.FromMemory(numbers, "w").ReadWeights(5, all, out _));
        Refuses("l: has 2 numbers for 4 rows; there must be one for each", () => RowColumn.FromMemory((long[])[1, 2], "l").ReadLabels(4, all));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowColumn.FromMemory(numbers).ReadWeights(4, new RowRange(2, 3), out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowColumn.FromMemory(numbers).ReadLabels(4, new RowRange(-1, 3)));
    }

    [Fact]
    public void Numbers_of_several_axes_must_have_those_of_the_rows_in_their_order()
    {
        using RowSource rows = RowSource.FromArray(new double[24], [2, 3, 1, 4]), flat = RowSource.FromArray(new double[24], [6, 4]);
        double[] marks = [1, 1, 0, 1, 0, 1];
        foreach ((nint[] shape, RowSource beside) in ((nint[], RowSource)[])[([2, 3], rows), ([6], rows), ([2, 3, 1], rows), ([6, 1], rows), ([3, 2], flat), ([2, 3], flat)])
        {
            using RowSource mask = RowSource.FromArray(marks, shape);
            Assert.Equal(marks, RowColumn.FromRows(mask).Beside(beside).ReadWeights(6, new RowRange(0, 6), out _));
        }

        using RowSource turned = RowSource.FromArray(marks, [3, 2], new() { Name = "m" });
        string path = _folder.File("m.npy");
        NpyFile.Write(path, new System.Numerics.Tensors.ReadOnlyTensorSpan<double>(marks, [3, 2]));
        Refuses("m: has shape [3, 2] for rows of shape [2, 3]; their axes must be the same, in the same order", () => RowColumn.FromRows(turned).Beside(rows).ReadMask(6, new RowRange(0, 6)));
        Refuses($"{path}: has shape [3, 2] for rows of shape [2, 3]; their axes must be the same, in the same order", () => RowColumn.Open(path).Beside(rows).ReadLabels(6, new RowRange(0, 6)));
        Assert.Equal(marks, RowColumn.FromRows(turned).ReadWeights(6, new RowRange(0, 6), out _));
    }

    public void Dispose() => _folder.Dispose();

    private static void Refuses(string message, Func<object> read) => Assert.Equal(message, Assert.Throws<DataFileException>(read).Message);
}
