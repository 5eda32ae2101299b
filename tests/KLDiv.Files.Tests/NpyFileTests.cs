using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace KLDiv.Files.Tests;

public class NpyFileTests
{
    private static readonly float[] Six = [1, 2, 3, 4, 5, 6];

    [Fact]
    public void A_file_in_C_order_is_the_tensor_over_the_mapped_bytes()
    {
        using var folder = new TemporaryFolder();
        using NpyFile file = NpyFile.Open(folder.File("c.npy", NpyBytes.Of(AlignedText("'<f4'", "(2, 3)"), Bytes(Six))));

        Assert.Equal(folder.File("c.npy"), file.Path);
        Assert.Equal(ElementType.Float32, file.ElementType);
        Assert.Equal(BitConverter.IsLittleEndian, file.IsNativeOrder);
        Assert.Equal([2, 3], file.Lengths);
        Assert.Equal([3, 1], file.Strides);
        Assert.Equal(Six, Flat(file.AsTensorSpan<float>()));
        Assert.True(file.AsTensorSpan<float>().IsDense);
    }

    [Fact]
    public void A_file_in_Fortran_order_is_read_by_its_strides()
    {
        using var folder = new TemporaryFolder();
        using NpyFile file = NpyFile.Open(folder.File("f.npy", NpyBytes.Of(AlignedText("'<f4'", "(2, 1, 3)", "True"), Bytes(Six))));

        Assert.Equal([1, 0, 2], file.Strides);
        Assert.Equal([1, 3, 5, 2, 4, 6], Flat(file.AsTensorSpan<float>()));
        Assert.Equal(4, file.AsTensorSpan<float>()[1, 0, 1]);
    }

    [Fact]
    public unsafe void Native_order_is_not_copied_and_the_other_order_is_copied_once()
    {
        using var folder = new TemporaryFolder();
        string native = BitConverter.IsLittleEndian ? "'<f4'" : "'>f4'";
        string other = BitConverter.IsLittleEndian ? "'>f4'" : "'<f4'";
        string path = folder.File("native.npy", NpyBytes.Of(AlignedText(native, "(6,)"), Bytes(Six)));
        using NpyFile mapped = NpyFile.Open(path);
        using NpyFile swapped = NpyFile.Open(folder.File("other.npy", NpyBytes.Of(AlignedText(other, "(6,)"), Swapped(Six))));

        Assert.Equal((true, false), (mapped.IsNativeOrder, swapped.IsNativeOrder));
        Assert.Equal(Six, Flat(swapped.AsTensorSpan<float>()));
        fixed (float* first = swapped.AsTensorSpan<float>(), second = swapped.AsTensorSpan<float>())
        {
            Assert.True(first == second);
        }

        // What another process writes into the file shows through the map.
        using (FileStream writer = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            writer.Seek(-sizeof(float), SeekOrigin.End);
            writer.Write(Bytes([7f]));
        }

        Assert.Equal(7, mapped.AsTensorSpan<float>()[5]);
    }

    [Theory]
    [InlineData("'>f2'")]
    [InlineData("'>f4'")]
    [InlineData("'>f8'")]
    [InlineData("'<f8'")]
    public void Elements_in_the_other_order_or_out_of_alignment_are_read_whole(string description)
    {
        const int Count = 100_003; // Several chunks of the copy, the last one ragged.
        int size = description[3] - '0';
        byte[] bytes = new byte[Count * size];
        new Random(4).NextBytes(bytes);
        byte[] expected = [.. bytes];
        if (description[1] == '>' == BitConverter.IsLittleEndian)
        {
            for (int i = 0; i < Count; i++)
            {
                expected.AsSpan(i * size, size).Reverse();
            }
        }

        using var folder = new TemporaryFolder();
        string text = AlignedText(description, $"({Count},)") + " \n"; // Two bytes past the alignment.
        using NpyFile file = NpyFile.Open(folder.File("file.npy", NpyBytes.Of(text, bytes)));

        byte[] actual = size switch
        {
            2 => MemoryMarshal.AsBytes<Half>(Flat(file.AsTensorSpan<Half>())).ToArray(),
            4 => MemoryMarshal.AsBytes<float>(Flat(file.AsTensorSpan<float>())).ToArray(),
            _ => MemoryMarshal.AsBytes<double>(Flat(file.AsTensorSpan<double>())).ToArray(),
        };
        Assert.True(expected.AsSpan().SequenceEqual(actual));
    }

    [Fact]
    public unsafe void Elements_out_of_alignment_are_aligned_in_memory()
    {
        using var folder = new TemporaryFolder();
        string text = AlignedText("'<f4'", "(6,)") + "\n";
        using NpyFile file = NpyFile.Open(folder.File("odd.npy", NpyBytes.Of(text, Bytes(Six))));
        fixed (float* elements = file.AsTensorSpan<float>())
        {
            Assert.Equal(0u, (nuint)elements % sizeof(float));
        }

        Assert.Equal(Six, Flat(file.AsTensorSpan<float>()));
    }

    [Fact]
    public void A_single_number_of_NumPy_has_the_shape_of_one_element()
    {
        using var folder = new TemporaryFolder();
        using NpyFile file = NpyFile.Open(folder.File("scalar.npy", NpyBytes.Of(AlignedText("'<f4'", "()"), Bytes([2.5f]))));
        Assert.Equal([1], file.Lengths);
        Assert.Equal([2.5f], Flat(file.AsTensorSpan<float>()));
    }

    [Theory]
    [InlineData("(0,)")]
    [InlineData("(0, 3)")]
    [InlineData("(3, 0, 2)")]
    public void A_file_without_elements_is_an_empty_tensor(string shape)
    {
        using var folder = new TemporaryFolder();
        using NpyFile file = NpyFile.Open(folder.File("empty.npy", NpyBytes.Of(AlignedText("'>f8'", shape))));
        ReadOnlyTensorSpan<double> tensor = file.AsTensorSpan<double>();
        Assert.Equal(0, tensor.FlattenedLength);
        Assert.Equal(shape.Trim('(', ')').Split(',', StringSplitOptions.RemoveEmptyEntries).Select(nint.Parse), tensor.Lengths.ToArray());
    }

    [Fact]
    public void Another_type_than_the_files_is_refused_by_both_names()
    {
        using var folder = new TemporaryFolder();
        using NpyFile file = NpyFile.Open(folder.File("f.npy", NpyBytes.Of(AlignedText("'<f4'", "(6,)"), Bytes(Six))));
        Assert.Equal(
            $"{file.Path} holds float32; it cannot be read as float64.",
            Assert.Throws<InvalidOperationException>(() => file.AsTensorSpan<double>().IsEmpty).Message);
        Assert.Equal(
            $"{file.Path} holds float32; it cannot be read as Int32.",
            Assert.Throws<InvalidOperationException>(() => file.AsTensorSpan<int>().IsEmpty).Message);
    }

    [Fact]
    public void A_file_that_is_disposed_of_gives_no_tensor()
    {
        using var folder = new TemporaryFolder();
        NpyFile file = NpyFile.Open(folder.File("f.npy", NpyBytes.Of(AlignedText("'>f4'", "(6,)"), Bytes(Six))));
        _ = file.AsTensorSpan<float>();
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.AsTensorSpan<float>().IsEmpty);
    }

    [Fact]
    public void Many_threads_get_the_same_swapped_copy()
    {
        using var folder = new TemporaryFolder();
        using NpyFile file = NpyFile.Open(folder.File("f.npy", NpyBytes.Of(AlignedText("'>f4'", "(6,)"), Swapped(Six))));
        nint[] addresses = new nint[64];
        Parallel.For(0, addresses.Length, i => addresses[i] = Address(file));
        Assert.Single(addresses.Distinct());

        static unsafe nint Address(NpyFile file)
        {
            fixed (float* elements = file.AsTensorSpan<float>())
            {
                return (nint)elements;
            }
        }
    }

    /// <summary>A header text that makes the data start at 128 bytes, as NumPy's do.</summary>
    private static string AlignedText(string description, string shape, string fortranOrder = "False") =>
        NpyBytes.Text(description, shape, fortranOrder).TrimEnd().PadRight(117) + "\n";

    private static byte[] Bytes(float[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return bytes;
    }

    private static byte[] Swapped(float[] values) =>
        [.. values.SelectMany(value => BitConverter.IsLittleEndian ? Bytes([value]).Reverse() : Bytes([value]))];

    private static T[] Flat<T>(ReadOnlyTensorSpan<T> tensor)
    {
        T[] flat = new T[tensor.FlattenedLength];
        tensor.FlattenTo(flat);
        return flat;
    }
}
