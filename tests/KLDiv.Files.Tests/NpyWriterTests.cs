using System.Numerics.Tensors;

namespace KLDiv.Files.Tests;

public class NpyWriterTests
{
    [Fact]
    public void Pieces_of_any_length_make_the_file()
    {
        using var folder = new TemporaryFolder();
        double[] values = [.. Enumerable.Range(0, 100_000).Select(i => i / 7.0)];
        var random = new Random(6);
        using (NpyWriter writer = NpyWriter.Create(folder.File("w.npy"), ElementType.Float64, [100, 1000]))
        {
            Assert.Equal((folder.File("w.npy"), ElementType.Float64, 100_000L), (writer.Path, writer.ElementType, writer.Count));
            Assert.Equal([100, 1000], writer.Lengths);
            for (int done = 0; done < values.Length;)
            {
                int count = Math.Min(random.Next(5_000), values.Length - done);
                writer.Write<double>(values.AsSpan(done, count));
                done += count;
                Assert.Equal(done, writer.Written);
            }

            writer.Complete();
        }

        Assert.Equal(["w.npy"], folder.Names);
        using TensorFile file = TensorFile.Open(folder.File("w.npy"));
        Assert.Equal([100, 1000], file.Lengths);
        double[] read = new double[values.Length];
        file.AsTensorSpan<double>().FlattenTo(read);
        Assert.Equal(values, read);
    }

    [Fact]
    public void More_elements_than_the_shape_has_are_refused_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        using NpyWriter writer = NpyWriter.Create(folder.File("w.npy"), ElementType.Float32, [2, 3]);
        writer.Write<float>([1, 2, 3, 4]);
        Assert.Equal(
            $"{writer.Path} is to have the shape [2, 3], 6 elements; 7 were given.",
            Assert.Throws<InvalidOperationException>(() => writer.Write<float>([5, 6, 7])).Message);
        Assert.Equal(4, writer.Written);
        writer.Write<float>([5, 6]);
        writer.Complete();
        Assert.Equal(128 + 24, new FileInfo(writer.Path).Length);
    }

    [Fact]
    public void Fewer_elements_than_the_shape_has_are_not_a_file()
    {
        using var folder = new TemporaryFolder();
        using (NpyWriter writer = NpyWriter.Create(folder.File("w.npy"), ElementType.Float32, [2, 3]))
        {
            writer.Write<float>([1, 2, 3, 4]);
            Assert.Equal(
                $"{writer.Path} is to have the shape [2, 3], 6 elements; 4 were written.",
                Assert.Throws<InvalidOperationException>(writer.Complete).Message);
        }

        Assert.Empty(folder.Names);
    }

    [Fact]
    public void Another_type_than_the_files_is_refused_by_both_names()
    {
        using var folder = new TemporaryFolder();
        using NpyWriter writer = NpyWriter.Create(folder.File("w.npy"), ElementType.Float16, [1]);
        Assert.Equal(
            $"{writer.Path} is to hold float16; float64 cannot be written to it.",
            Assert.Throws<InvalidOperationException>(() => writer.Write<double>([1])).Message);
    }

    [Fact]
    public void A_tensor_of_a_type_that_is_not_stored_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("w.npy");
        Assert.Equal(
            "Int32 is not an element type of tensor files; Half, float and double are.",
            Assert.Throws<NotSupportedException>(() => NpyFile.Write(path, new ReadOnlyTensorSpan<int>([1, 2]))).Message);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void A_file_larger_than_the_disk_is_refused_at_once_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("w.npy");
        DataFileException error = Assert.Throws<DataFileException>(
            () => NpyWriter.Create(path, ElementType.Float64, [nint.MaxValue / 16]));
        Assert.StartsWith($"{path}: cannot be written: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void Every_stride_is_written_in_C_order()
    {
        using var folder = new TemporaryFolder();
        float[] memory = [.. Enumerable.Range(0, 30_000).Select(i => (float)i)];
        WriteAndCompare([100, 300], [300, 1]);
        WriteAndCompare([300, 100], [1, 300]);
        WriteAndCompare([10, 20, 30], [1, 10, 200]);
        WriteAndCompare([10, 20, 30], [30, 300, 1]);
        WriteAndCompare([9, 7, 5], [1000, 100, 2]);
        WriteAndCompare([9, 1, 5], [1000, 0, 1]);
        WriteAndCompare([5_000], [6]);
        WriteAndCompare([50, 100], [600, 6]);
        WriteAndCompare([4, 3], [0, 1]);
        WriteAndCompare([4, 3], [1, 0]);
        WriteAndCompare([1, 1, 1], [0, 0, 0]);
        WriteAndCompare([3, 0, 2], [0, 0, 0]);

        void WriteAndCompare(nint[] lengths, nint[] strides)
        {
            var tensor = new ReadOnlyTensorSpan<float>(memory, lengths, strides);
            float[] expected = new float[tensor.FlattenedLength];
            tensor.FlattenTo(expected);

            NpyFile.Write(folder.File("s.npy"), tensor);

            using TensorFile file = TensorFile.Open(folder.File("s.npy"));
            float[] actual = new float[expected.Length];
            file.AsTensorSpan<float>().FlattenTo(actual);
            Assert.Equal(lengths, file.Lengths);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void A_file_can_be_written_over_the_one_that_it_is_read_from()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("same.npy");
        NpyFile.Write(path, new ReadOnlyTensorSpan<double>([1, 2, 3, 4, 5, 6], [2, 3]));
        using (TensorFile file = TensorFile.Open(path))
        {
            ReadOnlyTensorSpan<double> old = file.AsTensorSpan<double>();
            NpyFile.Write(path, old.Slice([1..2, 0..3]));
            Assert.Equal(1, old[0, 0]);
        }

        using TensorFile again = TensorFile.Open(path);
        Assert.Equal([1, 3], again.Lengths);
        Assert.Equal(4, again.AsTensorSpan<double>()[0, 0]);
    }
}
