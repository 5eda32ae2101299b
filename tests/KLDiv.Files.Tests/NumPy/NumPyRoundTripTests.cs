using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace KLDiv.Files.Tests;

public class NumPyRoundTripTests
{
    // The last shape's header text would end on a boundary of 64 bytes, the one's before it just below.
    private static readonly nint[][] Shapes =
    [
        [1], [5], [0], [2, 3], [3, 1], [1, 3], [0, 3], [3, 0], [2, 3, 4], [2, 1, 3], [1, 2, 1], [2, 0, 4], [2, 3, 4, 5], [70_000], [300, 400],
        [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 10], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 100],
    ];

    [NumPyFact]
    public void Every_array_that_NumPy_writes_is_read_as_NumPy_shows_it()
    {
        using var folder = new TemporaryFolder();
        string[] cases = NumPyScripts.Run("write_cases.py", folder.Path);
        Assert.Equal(3 * 2 * 2 * 3 * 14, cases.Length);
        foreach (string line in cases)
        {
            string[] fields = line.Split(' ');
            using TensorFile file = TensorFile.Open(folder.File($"{fields[0]}.npy"));
            nint[] lengths = fields[2] is "scalar" ? [1] : [.. fields[2].Split('x').Select(nint.Parse)];
            bool isFortran = fields[4] is "True";

            Assert.Equal(fields[1], file.ElementType.Name());
            Assert.Equal(lengths, file.Lengths);
            Assert.Equal(fields[3] is "True", Assert.IsType<NpyFile>(file).IsNativeOrder);
            Assert.True(isFortran != (file.Strides.SequenceEqual(CStrides(lengths))), line);
            Assert.True(File.ReadAllBytes(folder.File($"{fields[0]}.bits")).AsSpan().SequenceEqual(BytesOf(file)), line);
        }
    }

    [NumPyFact]
    public void Every_file_written_is_read_by_NumPy_and_is_what_numpy_save_writes()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(2);
        int count = 0;
        foreach (nint[] shape in Shapes)
        {
            count += WriteAllWays<Half>(folder, shape, random) + WriteAllWays<float>(folder, shape, random)
                + WriteAllWays<double>(folder, shape, random);
        }

        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            byte[] bits = RandomBytes(random, type.Size());
            File.WriteAllBytes(folder.File($"scalar-{type.Name()}-scalar.bits"), bits);
            using NpyWriter writer = NpyWriter.Create(folder.File($"scalar-{type.Name()}-scalar.npy"), type, []);
            WriteOne(writer, bits);
            writer.Complete();
            count++;
        }

        Assert.Equal([$"{count} read"], NumPyScripts.Run("check_cases.py", folder.Path));
    }

    /// <summary>Writes the same random tensor from dense memory and from memory in the reverse order of dimensions.</summary>
    private static int WriteAllWays<T>(TemporaryFolder folder, nint[] shape, Random random)
        where T : unmanaged
    {
        string name = $"{ElementTypes.Of<T>().Name()}-{string.Join('x', shape)}";
        nint count = TensorPrimitives.Product<nint>(shape);
        T[] values = MemoryMarshal.Cast<byte, T>(RandomBytes(random, (int)count * ElementTypes.Of<T>().Size())).ToArray();
        var dense = new ReadOnlyTensorSpan<T>(values, shape);
        NpyFile.Write(folder.File($"dense-{name}.npy"), dense);
        File.WriteAllBytes(folder.File($"dense-{name}.bits"), MemoryMarshal.AsBytes<T>(values));

        nint[] strides = CStrides([.. shape.Reverse()]);
        var transposed = new ReadOnlyTensorSpan<T>(values, shape, [.. strides.Reverse()]);
        T[] flat = new T[count];
        transposed.FlattenTo(flat);
        NpyFile.Write(folder.File($"transposed-{name}.npy"), transposed);
        File.WriteAllBytes(folder.File($"transposed-{name}.bits"), MemoryMarshal.AsBytes<T>(flat));
        return 2;
    }

    private static void WriteOne(NpyWriter writer, byte[] bits)
    {
        switch (writer.ElementType)
        {
            case ElementType.Float16:
                writer.Write(MemoryMarshal.Cast<byte, Half>(bits));
                break;
            case ElementType.Float32:
                writer.Write(MemoryMarshal.Cast<byte, float>(bits));
                break;
            default:
                writer.Write(MemoryMarshal.Cast<byte, double>(bits));
                break;
        }
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static nint[] CStrides(nint[] lengths) =>
        new ReadOnlyTensorSpan<byte>(new byte[TensorPrimitives.Product<nint>(lengths)], lengths).Strides.ToArray();

    private static byte[] BytesOf(TensorFile file) => file.ElementType switch
    {
        ElementType.Float16 => BytesOf(file.AsTensorSpan<Half>()),
        ElementType.Float32 => BytesOf(file.AsTensorSpan<float>()),
        _ => BytesOf(file.AsTensorSpan<double>()),
    };

    private static byte[] BytesOf<T>(ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged
    {
        T[] flat = new T[tensor.FlattenedLength];
        tensor.FlattenTo(flat);
        return MemoryMarshal.AsBytes<T>(flat).ToArray();
    }
}
