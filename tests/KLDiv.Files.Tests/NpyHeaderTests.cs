using KLDiv.Files.Npy;

namespace KLDiv.Files.Tests;

public class NpyHeaderTests
{
    [Theory]
    [InlineData("'<f2'", ElementType.Float16, false)]
    [InlineData("'<f4'", ElementType.Float32, false)]
    [InlineData("'<f8'", ElementType.Float64, false)]
    [InlineData("'>f2'", ElementType.Float16, true)]
    [InlineData("'>f4'", ElementType.Float32, true)]
    [InlineData("'>f8'", ElementType.Float64, true)]
    public void The_type_of_the_elements_is_read_with_its_byte_order(string description, ElementType type, bool isBigEndian)
    {
        NpyHeader header = Parse(NpyBytes.Of(NpyBytes.Text(description, "(0,)")));
        Assert.Equal((type, isBigEndian), (header.ElementType, header.Stored.IsBigEndian));
    }

    [Theory]
    [InlineData("'=f4'")]
    [InlineData("'|f4'")]
    [InlineData("'f4'")]
    public void An_order_that_is_not_said_is_the_machines(string description)
    {
        NpyHeader header = Parse(NpyBytes.Of(NpyBytes.Text(description, "(0,)")));
        Assert.Equal((ElementType.Float32, !BitConverter.IsLittleEndian), (header.ElementType, header.Stored.IsBigEndian));
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }   \n")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}")]
    [InlineData("{'shape':(2,3),'descr':'<f4','fortran_order':False}")]
    [InlineData("{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (2, 3,)}\n\n")]
    [InlineData(" { 'descr' : '<f4' ,\n 'fortran_order' : False ,\t'shape' : ( 2 , 3 ) , } ")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }\n")]
    public void Every_spelling_of_the_dictionary_that_NumPy_reads_is_read(string text)
    {
        NpyHeader header = Parse(NpyBytes.Of(text, zeros: 24));
        Assert.Equal((ElementType.Float32, false), (header.ElementType, header.FortranOrder));
        Assert.Equal([2, 3], header.Shape);
        Assert.Equal((10 + text.Length, 24), (header.DataOffset, header.DataLength));
    }

    [Theory]
    [InlineData("()", new int[0], 1)]
    [InlineData("(7,)", new[] { 7 }, 7)]
    [InlineData("(0,)", new[] { 0 }, 0)]
    [InlineData("(2, 0, 4)", new[] { 2, 0, 4 }, 0)]
    [InlineData("(2, 3, 4, 5)", new[] { 2, 3, 4, 5 }, 120)]
    public void Every_shape_is_read(string shape, int[] lengths, int count)
    {
        NpyHeader header = Parse(NpyBytes.Of(NpyBytes.Text("'<f8'", shape, "True"), 8 * count));
        Assert.Equal(lengths, header.Shape.Select(l => (int)l));
        Assert.True(header.FortranOrder);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 12)]
    [InlineData(3, 12)]
    public void Every_version_is_read(byte version, int textOffset)
    {
        string text = NpyBytes.Text("'<f4'", "(3,)");
        Assert.Equal(textOffset + text.Length, Parse(NpyBytes.Of(text, zeros: 12, version)).DataOffset);
    }

    [Fact]
    public void Sixty_four_dimensions_are_read()
    {
        string shape = $"({string.Join(", ", Enumerable.Repeat("1", 64))})";
        Assert.Equal(64, Parse(NpyBytes.Of(NpyBytes.Text("'<f4'", shape), zeros: 4)).Shape.Length);
    }

    [Fact]
    public void A_header_of_the_most_text_that_is_read_is_read()
    {
        string text = NpyBytes.Text("'<f4'", "(3,)").TrimEnd().PadRight(NpyHeader.MostText);
        byte[] file = NpyBytes.Of(text, zeros: 12, version: 2);
        Assert.Equal(NpyHeader.MostBytes, NpyHeader.Parse("file", file.AsSpan(0, NpyHeader.MostBytes), file.Length).DataOffset);
    }

    [Theory]
    [InlineData(ElementType.Float32, new int[0], "{'descr': '<f4', 'fortran_order': False, 'shape': (), }", 118)]
    [InlineData(ElementType.Float16, new[] { 3 }, "{'descr': '<f2', 'fortran_order': False, 'shape': (3,), }", 118)]
    [InlineData(ElementType.Float64, new[] { 2, 3 }, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", 118)]
    [InlineData(ElementType.Float32, new[] { 12, 345, 6789, 10111213 }, "{'descr': '<f4', 'fortran_order': False, 'shape': (12, 345, 6789, 10111213), }", 118)]
    [InlineData(ElementType.Float32, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 10 }, "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 10), }", 118)]
    [InlineData(ElementType.Float32, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 100 }, "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 100), }", 182)]
    public void A_header_is_written_as_numpy_save_writes_it(ElementType type, int[] shape, string text, int length)
    {
        byte[] expected = [.. NpyBytes.WithLength((uint)length, 1), .. System.Text.Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n")];
        Assert.Equal(expected, NpyHeader.Format(type, [.. shape.Select(l => (nint)l)]));
    }

    [Fact]
    public void A_header_that_is_written_is_read_back()
    {
        nint[] shape = [0, nint.MaxValue / 8, 1];
        byte[] header = NpyHeader.Format(ElementType.Float64, shape);
        Assert.Equal(shape, Parse(header).Shape);
        Assert.Equal(0, header.Length % 64);
    }

    [Fact]
    public void A_shape_that_no_file_can_have_is_not_written()
    {
        Assert.Contains("[2, -1]", Refused([2, -1]), StringComparison.Ordinal);
        Assert.Contains("65 dimensions", Refused([.. Enumerable.Repeat((nint)1, 65)]), StringComparison.Ordinal);
        Assert.Contains("overflows", Refused([nint.MaxValue / 4, 2]), StringComparison.Ordinal);

        static string Refused(nint[] shape) => Assert.Throws<ArgumentException>(() => NpyHeader.Format(ElementType.Float32, shape)).Message;
    }

    private static NpyHeader Parse(byte[] file) => NpyHeader.Parse("file", file, file.Length);
}
