using System.Diagnostics;
using System.Globalization;
using Apache.Arrow.Ipc;
using KLDiv.Files.Tests;
using Parquet;
using PureHDF;
using Xunit.Abstractions;

namespace KLDiv.Files.Columnar.Tests;

/// <summary>
/// Mutated files of each format are read or refused, and nothing else: by a line that names them, in time, and in memory that is bounded. The environment
/// variable <c>KLDIV_FUZZ</c> gives the number of files of each format, <c>KLDIV_FUZZ_SEED</c> another seed.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const long DefaultFiles = 500;

    /// <summary>What opening and reading may allocate beyond what the libraries take for a valid file: a page, a chunk or a buffer as large as the package lets them be, and again.</summary>
    private const long MostAllocation = 1L << 28;

    /// <summary>The library for HDF5 takes memory for what a file says before it finds that the file is shorter; that is never touched.</summary>
    private const long MostAllocationOfHdf = 1L << 34;

    private const int MostElements = 4096;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("parquet")]
    [InlineData("arrow")]
    [InlineData("h5")]
    public void Mutated_files_are_read_or_refused_and_nothing_else(string format)
    {
        long files = Setting("KLDIV_FUZZ", DefaultFiles);
        Random random = new((int)Setting("KLDIV_FUZZ_SEED", 1));
        List<byte[]> known = [.. Seeds(format)];
        int valid = known.Count;
        byte[][] fragments = Fragments(format);
        HashSet<int> outcomes = [];
        long read = 0, most = 0;
        Stopwatch elapsed = Stopwatch.StartNew();
        for (long i = 0; i < files; i++)
        {
            List<byte> bytes = [.. known[random.Next(2) == 0 ? random.Next(valid) : random.Next(known.Count)]];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                ByteChanges.Change(bytes, fragments, known, random);
            }

            byte[] file = [.. bytes];
            bool isTable = format is not "h5" && random.Next(2) == 0;
            (bool isRead, int outcome, long allocated) = Try(format, file, isTable, random.Next(4) == 0 ? "x" : null);
            read += isRead ? 1 : 0;
            most = Math.Max(most, allocated);
            if (outcomes.Add(outcome) && known.Count < 2_000 && file.Length < 1 << 15)
            {
                known.Add(file);
            }
        }

        output.WriteLine($"{format}: {files} files in {elapsed.Elapsed.TotalSeconds:F0} s: {read} read, {outcomes.Count} kinds of outcome, at most {most} bytes allocated");
        Assert.True(read > files / 50 && read < files, $"{read} read");
    }

    private static (bool IsRead, int Outcome, long Allocated) Try(string format, byte[] file, bool isTable, string? asked)
    {
        string described = $"{format}, {(isTable ? "a table" : $"'{asked}'")}: {Convert.ToBase64String(file)}";
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        bool isRead = false;
        int outcome;
        try
        {
            outcome = isTable ? ReadTable(format, file) : ReadTensor(format, file, asked);
            isRead = true;
        }
        catch (DataFileException e)
        {
            Assert.True(e.Message.StartsWith($"f.{format}", StringComparison.Ordinal) && e.Message.Length < 6_000 && !e.Message.Any(char.IsControl), $"{e.Message}: {described}");
            outcome = string.GetHashCode(string.Concat(e.Message.Where(c => !char.IsDigit(c))), StringComparison.Ordinal);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(described, e);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < (format is "h5" ? MostAllocationOfHdf : MostAllocation), $"{allocated} bytes allocated for {described}");
        Assert.True(Stopwatch.GetElapsedTime(start) < MostTime, $"{Stopwatch.GetElapsedTime(start)} for {described}");
        return (isRead, outcome, allocated);
    }

    private static int ReadTensor(string format, byte[] file, string? asked)
    {
        using RowSource source = Format(format).Open(new MemoryBytes($"f.{format}", file), asked);
        Read(source);
        return HashCode.Combine(source.ElementType, source.Lengths.Length, source.Rows > 0);
    }

    private static int ReadTable(string format, byte[] file)
    {
        using TypedTable table = Format(format).OpenTable(new MemoryBytes($"f.{format}", file))!;
        HashCode outcome = default;
        while (table.Row < MostElements && table.Next())
        {
            for (int i = 0; i < table.Columns.Count; i++)
            {
                if (table.Columns[i].Kind != TypedCells.Unread)
                {
                    _ = table.TryNumber(i, out _);
                    outcome.Add(table.Row == 1 && table.Text(i).IsEmpty);
                }
            }
        }

        outcome.Add(table.Columns.Count);
        return outcome.ToHashCode();
    }

    private static void Read(RowSource source)
    {
        RowBuffer buffer = new();
        int most = (int)Math.Min(source.Count, MostElements);
        double[] numbers = new double[most];
        source.ReadDoubles(0, numbers, buffer);
        source.ReadDoubles(source.Count - most, numbers, buffer);
        source.ReadDoubles(source.Count / 2, numbers.AsSpan(0, Math.Min(most, 3) / 2), buffer);
    }

    private static FileFormat Format(string format) =>
        format switch { "parquet" => ColumnarFormats.Parquet, "arrow" => ColumnarFormats.Arrow, _ => ColumnarFormats.Hdf5 };

    private static IEnumerable<byte[]> Seeds(string format)
    {
        Written.Column[] columns =
        [
            new("x", Enumerable.Range(0, 24).Select(i => i / 3f).ToArray(), 4),
            new("y", Enumerable.Range(0, 6).Select(i => (long)i % 2).ToArray()),
            new("z", new[] { true, false, true, true, false, false }),
        ];
        Written.Column[] numbers = [new("x", new[] { 1.0, 2, 3, 4, 5 }), new("y", new[] { 5.0, 5, 5, 5, 5 }, null, true)];
        return format switch
        {
            "parquet" =>
            [
                Written.Parquet(CompressionMethod.None, 1, columns),
                Written.Parquet(CompressionMethod.Snappy, 2, columns),
                Written.Parquet(CompressionMethod.Zstd, 1, columns),
                Written.Parquet(CompressionMethod.Gzip, 1, numbers),
                Written.Parquet(CompressionMethod.None, 1, numbers),
                .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Data"), "*.parquet").Select(File.ReadAllBytes),
            ],
            "arrow" =>
            [
                Written.Arrow(null, 2, isFixed: false, columns),
                Written.Arrow(null, 1, isFixed: true, columns),
                Written.Arrow(CompressionCodecType.Zstd, 1, isFixed: false, columns),
                Written.Arrow(CompressionCodecType.Lz4Frame, 1, isFixed: true, columns),
                Written.Arrow(null, 1, isFixed: true, numbers),
                .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Data"), "*.arrow").Select(File.ReadAllBytes),
            ],
            _ => Hdf(),
        };
    }

    private static IEnumerable<byte[]> Hdf()
    {
        float[,] matrix = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 }, { 10, 11, 12 } };
        foreach (H5File file in new H5File[]
        {
            new() { ["x"] = matrix },
            new() { ["x"] = new H5Dataset(matrix, chunks: [2, 2]) },
            new() { ["x"] = new H5Dataset(matrix, chunks: [2, 2], datasetCreation: new(Filters: [PureHDF.Filters.ShuffleFilter.Id, PureHDF.Filters.DeflateFilter.Id])) },
            new() { ["x"] = new H5Group { ["a"] = new long[] { 1, 2, 3 }, ["b"] = new[] { 0.5, 0.25 } } },
        })
        {
            using MemoryStream stream = new();
            file.Write(stream);
            yield return stream.ToArray();
        }

        foreach (string seed in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Data"), "*.h5"))
        {
            yield return File.ReadAllBytes(seed);
        }
    }

    private static byte[][] Fragments(string format) =>
    [
        .. (format switch
        {
            "parquet" => (string[])["PAR1", "\u0015\0", "\u0019", "\u001c", "\u0018", "\u0016", "\u0026", "\0", "\u00ff\u00ff\u00ff\u00ff\u000f", "element", "\u0015\u0002", "\u002c"],
            "arrow" => ["ARROW1", "\u00ff\u00ff\u00ff\u00ff", "\0\0\0\0", "\u0001\0\0\0", "\u0004\0\0\0", "\u0010\0\0\0", "\u00fc\u00ff\u00ff\u00ff"],
            _ => ["OHDR", "OCHK", "BTHD", "BTLF", "FRHP", "FSHD", "TREE", "SNOD", "HEAP", "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "\0\0\0\0", "\u0001", "\u0008", "\u0011", "\u0003"],
        }).Select(text => text.Select(c => (byte)c).ToArray()),
    ];

    private static long Setting(string name, long otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
