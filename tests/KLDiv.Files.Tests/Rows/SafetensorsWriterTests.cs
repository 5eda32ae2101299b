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
    }

    public void Dispose() => _folder.Dispose();
}
