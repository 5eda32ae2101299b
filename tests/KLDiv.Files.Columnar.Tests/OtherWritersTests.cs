namespace KLDiv.Files.Columnar.Tests;

/// <summary>Files of 200 rows that other programs wrote: arrow-rs 59.3 (by way of parquet-wasm 0.8), Apache Arrow for JavaScript 21.2, h5py 3.7.</summary>
public sealed class OtherWritersTests
{
    [Theory]
    [InlineData("by-arrow-rs-none.parquet#x")]
    [InlineData("by-arrow-rs-snappy.parquet#x")]
    [InlineData("by-arrow-rs-zstd.parquet")]
    [InlineData("by-arrow-js.arrow")]
    [InlineData("by-h5py-earliest.h5#/group/x")]
    [InlineData("by-h5py-latest.h5#group/x")]
    public void Numbers_are_those_that_were_written(string name)
    {
        using RowSource source = Opened.At(Path.Combine(AppContext.BaseDirectory, "Data", name));
        Assert.Equal([200, 3], source.Lengths.ToArray());
        Assert.Equal(ElementType.Float32, source.ElementType);
        Assert.Equal(Enumerable.Range(0, 600).Select(i => i * 7 % 64 / 64.0), Opened.Elements(source));
    }

    [Theory]
    [InlineData("by-arrow-rs-none.parquet#label")]
    [InlineData("by-arrow-rs-snappy.parquet#label")]
    [InlineData("by-arrow-js.arrow#label")]
    [InlineData("by-h5py-latest.h5#label")]
    public void Whole_numbers_are_those_that_were_written(string name)
    {
        using RowSource source = Opened.At(Path.Combine(AppContext.BaseDirectory, "Data", name));
        Assert.Equal([200], source.Lengths.ToArray());
        Assert.Equal(("int64", true), (source.StoredAs, source.HoldsIntegers));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (double)(i % 3)), Opened.Elements(source));
    }

    [Theory]
    [InlineData("/a")]
    [InlineData("/b")]
    public void Links_that_lead_round_in_a_circle_are_refused(string link)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Data", "links-in-a-circle.h5");
        Assert.Contains("leads round in a circle", Assert.Throws<DataFileException>(() => Opened.At($"{path}#{link}")).Message, StringComparison.Ordinal);
    }
}
