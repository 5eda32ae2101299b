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
    [InlineData("version-1-gzip-split")]
    [InlineData("version-1-lz4-delta")]
    [InlineData("version-2-none-delta")]
    [InlineData("version-2-snappy-dict")]
    [InlineData("version-2-zstd-split")]
    [InlineData("version-2-gzip-plain")]
    [InlineData("version-2-brotli-dict")]
    [InlineData("version-2-lz4-split")]
    public void Every_version_compression_and_encoding_of_Parquet_holds_the_same_numbers(string written)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Data", $"by-arrow-rs-{written}.parquet");
        foreach ((string column, int count, Func<int, double> number) in ((string, int, Func<int, double>)[])
            [("x", 600, i => i * 7 % 64 / 64.0), ("xf", 600, i => i * 7 % 64 / 64.0), ("label", 200, i => i % 3), ("w", 200, i => i / 8.0), ("small", 200, i => i % 5), ("mask", 200, i => i % 4 == 0 ? 0 : 1)])
        {
            using RowSource source = Opened.At($"{path}#{column}");
            Assert.Equal(Enumerable.Range(0, count).Select(number), Opened.Elements(source));
        }
    }

    [Theory]
    [InlineData("x", "has 7 elements in 4 rows of a row group; a tensor needs lists of one length")]
    [InlineData("w", "has no value in row 1; fill it in, or leave the row out")]
    [InlineData("m", "has no value in row 2; fill it in, or leave the row out")]
    [InlineData("y", "has a list of another length than 2 at row 1; a tensor needs lists of one length")]
    public void Missing_values_and_unequal_lists_of_version_2_are_refused(string column, string problem)
    {
        string path = $"{Path.Combine(AppContext.BaseDirectory, "Data", "missing-version-2.parquet")}#{column}";
        Assert.Equal($"{path}: {problem}", Assert.Throws<DataFileException>(() =>
        {
            using RowSource source = Opened.At(path);
            Opened.Elements(source);
        }).Message);
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
