using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace KLDiv.Files.Tests;

/// <summary>
/// Mutated files of every format are read or refused, and nothing else. The environment variable <c>KLDIV_FUZZ</c> gives the
/// number of files of each format, <c>KLDIV_FUZZ_SEED</c> another seed; docs/formats/README.md records the longest run.
/// </summary>
public class FuzzTests(ITestOutputHelper output)
{
    private const long DefaultFiles = 20_000;
    private const int Workers = 2;

    public static TheoryData<string> Formats => [.. Seeds.Formats];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mutated_files_are_read_or_refused_and_nothing_else(string format)
    {
        long files = Setting("KLDIV_FUZZ", DefaultFiles);
        foreach ((string name, byte[] bytes) in Seeds.Shards())
        {
            File.WriteAllBytes(name, bytes);
        }

        int seed = (int)Setting("KLDIV_FUZZ_SEED", 1);
        Fuzzer[] fuzzers = [.. Enumerable.Range(0, Workers).Select(worker => new Fuzzer(format, (seed * Workers) + worker))];
        Stopwatch elapsed = Stopwatch.StartNew();
        Parallel.ForEach(fuzzers, fuzzer => fuzzer.Run(files / Workers));

        long read = fuzzers.Sum(fuzzer => fuzzer.Read);
        long refused = fuzzers.Sum(fuzzer => fuzzer.Refused);
        output.WriteLine(
            $"{format}: {read + refused} files in {elapsed.Elapsed.TotalSeconds:F0} s: {read} read, {refused} refused, "
            + $"{fuzzers.Max(fuzzer => fuzzer.Outcomes)} kinds of outcome, at most {fuzzers.Max(fuzzer => fuzzer.MostAllocated)} bytes allocated beyond the file's length");
        Assert.Equal(files / Workers * Workers, read + refused);
        Assert.True(read > files / 200 && refused > files / 10, $"{read} read, {refused} refused");
    }

    private static long Setting(string name, long otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
