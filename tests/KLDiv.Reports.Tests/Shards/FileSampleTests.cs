using KLDiv.Files;
using KLDiv.Reports.Shards;

namespace KLDiv.Reports.Tests;

public sealed class FileSampleTests : IDisposable
{
    private const int Blocks = 64 * 4096;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4097)]
    [InlineData(Blocks)]
    public void A_short_file_is_sampled_whole(int length)
    {
        byte[] contents = Contents(length);
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(contents));
        Assert.Equal(new FileSample(length, hash), Of(contents));
    }

    [Fact]
    public void A_long_file_is_sampled_at_its_start_its_end_and_between()
    {
        byte[] contents = Contents(3 * Blocks);
        FileSample sample = Of(contents);
        int changed = 0;
        foreach (int place in (int[])[0, 4095, 3 * Blocks / 2, (3 * Blocks) - 4096, (3 * Blocks) - 1])
        {
            contents[place] ^= 1;
            changed += Of(contents) == sample ? 0 : 1;
            contents[place] ^= 1;
        }

        Assert.InRange(changed, 4, 5);
        Assert.NotEqual(sample, Of(contents[..^1]));
        Assert.Equal(sample, Of(contents));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_that_names_it()
    {
        string path = _folder.File("none");
        Assert.StartsWith($"{path}: cannot be read: ", Assert.Throws<DataFileException>(() => FileSample.Of(path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Contents(int length)
    {
        byte[] contents = new byte[length];
        new Random(1).NextBytes(contents);
        return contents;
    }

    private FileSample Of(byte[] contents) => FileSample.Of(_folder.File("sampled", contents));
}
