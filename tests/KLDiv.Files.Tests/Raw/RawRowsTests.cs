using System.Runtime.InteropServices;

namespace KLDiv.Files.Tests;

public sealed class RawRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RowBuffer _buffer = new();

    [Theory]
    [InlineData("f4", new byte[] { 0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC1 }, "float32", 1.0, -10.0)]
    [InlineData("f8", new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0x24, 0xC0 }, "float64", 1.0, -10.0)]
    [InlineData("f2", new byte[] { 0, 0x3C, 0, 0xC9 }, "float16", 1.0, -10.0)]
    [InlineData("bf16", new byte[] { 0x80, 0x3F, 0x20, 0xC1 }, "bfloat16", 1.0, -10.0)]
    [InlineData("i8", new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0xF6, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, "int64", 1.0, -10.0)]
    [InlineData("u1", new byte[] { 1, 246 }, "uint8", 1.0, 246.0)]
    [InlineData("b1", new byte[] { 1, 0 }, "bool", 1.0, 0.0)]
    [InlineData("e4m3", new byte[] { 0x38, 0xD2 }, "float8_e4m3", 1.0, -10.0)]
    [InlineData("e5m2", new byte[] { 0x3C, 0xC9 }, "float8_e5m2", 1.0, -10.0)]
    public void Numbers_are_read_as_they_are_said_to_be(string type, byte[] bytes, string stored, double first, double second)
    {
        string path = _folder.File("x.bin", bytes);
        using RowSource source = RowSource.Open($"{path}#raw:{type}:1x2");
        double[] numbers = new double[2];
        source.ReadDoubles(0, numbers, _buffer);
        Assert.Equal([first, second], numbers);
        Assert.Equal((stored, path, $"{path}#raw:{type}:1x2"), (source.StoredAs, source.FilePath, source.Name));
    }

    [Fact]
    public void A_shape_may_have_any_number_of_axes()
    {
        string path = _folder.File("x.bin", MemoryMarshal.AsBytes<float>([.. Enumerable.Range(0, 24)]).ToArray());
        using RowSource source = RowSource.Open($"{path}#raw:f4:2x3x4");
        Assert.Equal([2, 3, 4], source.Lengths.ToArray());
        Assert.Equal([20f, 21, 22, 23], source.ReadRows<float>(5, 1, _buffer).ToArray());
    }

    [Theory]
    [InlineData("raw:f4:2x3", "has 16 bytes; raw:f4:2x3 is another number of them")]
    [InlineData("raw:f4:9223372036854775807x4", "has 16 bytes; raw:f4:9223372036854775807x4 is another number of them")]
    [InlineData("raw:f3:2x2", "is asked for as 'raw:f3:2x2'; raw numbers are raw:TYPE:ROWSxCLASSES, with one of the types f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8, b1, bf16, e4m3, e5m2")]
    [InlineData("raw:f4:2x-2", "is asked for as 'raw:f4:2x-2'; raw numbers are raw:TYPE:ROWSxCLASSES, with one of the types f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8, b1, bf16, e4m3, e5m2")]
    [InlineData("raw:f4", "is asked for as 'raw:f4'; raw numbers are raw:TYPE:ROWSxCLASSES, with one of the types f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8, b1, bf16, e4m3, e5m2")]
    public void What_the_file_does_not_hold_is_refused(string asked, string problem)
    {
        string path = _folder.File("x.bin", new byte[16]);
        Assert.Equal($"{path}: {problem}", Assert.Throws<DataFileException>(() => RowSource.Open($"{path}#{asked}")).Message);
    }

    public void Dispose() => _folder.Dispose();
}
