namespace KLDiv.Files.Tests;

public sealed class SafetensorsWriterTests : IDisposable
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Tensors_of_every_type_come_back()
    {
        using var stream = new MemoryStream();
        var writer = new SafetensorsWriter(
            stream,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["about \"it\""] = "a\nb" },
            ("half", ElementType.Float16, [3]), ("none", ElementType.Float32, [0, 2]), ("single", ElementType.Float32, [2, 1]), ("double", ElementType.Float64, []));
        writer.Write<Half>([(Half)1, (Half)2]);
        writer.Write<Half>([(Half)3]);
        writer.Write<float>([4, 5]);
        Assert.Throws<InvalidOperationException>(writer.Complete);
        writer.Write<double>([6]);
        writer.Complete();

        byte[] bytes = stream.ToArray();
        SafetensorsHeader header = SafetensorsHeader.Parse("x", bytes);
        Assert.Equal("a\nb", header.Metadata["about \"it\""]);
        Assert.Equal(0, header.DataOffset % 8);
        string path = _folder.File("x.safetensors", bytes);
        var buffer = new RowBuffer();
        using RowSource half = RowSource.Open($"{path}#half");
        using RowSource single = RowSource.Open($"{path}#single");
        using RowSource wide = RowSource.Open($"{path}#double");
        Assert.Equal([(Half)1, (Half)2, (Half)3], half.Read<Half>(0, 3, buffer));
        Assert.Equal([4, 5], single.Read<float>(0, 2, buffer));
        Assert.Equal([2, 1], single.Lengths);
        Assert.Equal([6], wide.Read<double>(0, 1, buffer));
    }

    [Fact]
    public void Integers_and_bytes_are_written_and_read_too()
    {
        using var stream = new MemoryStream();
        var writer = new SafetensorsWriter(
            stream, NoMetadata, [("long", "I64", [2]), ("ulong", "U64", [1]), ("int", "I32", [2]), ("byte", "U8", [3]), ("double", "F64", [1])]);
        writer.Write<long>([long.MinValue, 1]);
        writer.Write<ulong>([ulong.MaxValue]);
        writer.Write<int>([-7, 8]);
        writer.Write("abc"u8);
        writer.Write<double>([0.5]);
        writer.Complete();

        using SafetensorsFile file = SafetensorsFile.Open(_folder.File("x.safetensors", stream.ToArray()));
        Assert.Equal([long.MinValue, 1], All<long>(file, "long"));
        Assert.Equal([ulong.MaxValue], All<ulong>(file, "ulong"));
        Assert.Equal([-7, 8], All<int>(file, "int"));
        Assert.Equal("abc"u8.ToArray(), All<byte>(file, "byte"));
        Assert.Equal([0.5], All<double>(file, "double"));
    }

    [Fact]
    public void Elements_are_read_from_any_place_and_not_beyond_their_tensor()
    {
        using var stream = new MemoryStream();
        var writer = new SafetensorsWriter(stream, NoMetadata, [("a", "I32", [3]), ("b", "I32", [1])]);
        writer.Write<int>([1, 2, 3]);
        writer.Write<int>([4]);
        byte[] bytes = stream.ToArray();

        using SafetensorsFile file = SafetensorsFile.Open(_folder.File("x.safetensors", bytes));
        SafetensorsTensor tensor = file.Header.Tensors[0];
        int[] two = new int[2];
        file.Read<int>(tensor, 1, two);
        Assert.Equal([2, 3], two);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read<int>(tensor, 2, two));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read<int>(tensor, -1, two));
        Assert.Throws<InvalidOperationException>(() => file.Read(tensor, 0, new float[1]));
        Assert.Throws<NotSupportedException>(() => file.Read(tensor, 0, new char[1]));

        byte[] all = new byte[file.Length];
        file.ReadBytes(0, all);
        Assert.Equal(bytes, all);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadBytes(1, all));
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_read_is_an_error()
    {
        byte[] bytes = SafetensorsBytes.Zeros($"{{{SafetensorsBytes.Entry("a", "F64", "[4]", "[0,32]")}}}", 32);
        string path = _folder.File("x.safetensors", bytes);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        using (FileStream shorter = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            shorter.SetLength(bytes.Length - 8);
        }

        DataFileException shrunk = Assert.Throws<DataFileException>(() => All<double>(file, "a"));
        Assert.Equal($"{path}: has shrunk from {bytes.Length} bytes to {bytes.Length - 8} while it was read", shrunk.Message);
    }

    [Fact]
    public void What_was_not_announced_is_refused()
    {
        using var stream = new MemoryStream();
        var writer = new SafetensorsWriter(stream, NoMetadata, ("x", ElementType.Float32, [2]));
        Assert.Throws<InvalidOperationException>(() => writer.Write<double>([1]));
        Assert.Throws<InvalidOperationException>(() => writer.Write<float>([1, 2, 3]));
        writer.Write<float>([1, 2]);
        Assert.Throws<InvalidOperationException>(() => writer.Write<float>([3]));
        Assert.Throws<ArgumentException>(() => new SafetensorsWriter(stream, NoMetadata, ("x", ElementType.Float32, []), ("x", ElementType.Float32, [])));
        Assert.Throws<ArgumentException>(() => new SafetensorsWriter(stream, NoMetadata, ("__metadata__", ElementType.Float32, [])));
        Assert.Throws<ArgumentException>(() => new SafetensorsWriter(stream, NoMetadata, ("x", ElementType.Float32, [-1])));
        Assert.Throws<ArgumentException>(() => new SafetensorsWriter(stream, NoMetadata, [("x", "F3", [1])]));
    }

    private static T[] All<T>(SafetensorsFile file, string name)
        where T : unmanaged
    {
        SafetensorsTensor tensor = file.Header.Tensors.Single(tensor => string.Equals(tensor.Name, name, StringComparison.Ordinal));
        T[] values = new T[tensor.Lengths[0]];
        file.Read<T>(tensor, 0, values);
        return values;
    }

    public void Dispose() => _folder.Dispose();
}
