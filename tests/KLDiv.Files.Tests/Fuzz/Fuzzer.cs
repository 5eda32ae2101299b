using System.Diagnostics;
using KLDiv.Files.Formats;

namespace KLDiv.Files.Tests;

/// <summary>
/// Opens and reads mutated files in memory. A file that leads to an outcome that has not been seen (another message, its numbers
/// and names aside, or another kind of success) joins those that are mutated further, so that rules deep in a format are reached.
/// </summary>
internal sealed class Fuzzer(string format, int seed)
{
    /// <summary>What opening and reading may allocate beyond the file's own length, all together; compressed text is decompressed anew for each look at it.</summary>
    private readonly long _mostAllocation = format is "csv.gz" ? 1 << 21 : 1 << 20;

    private const int MostElements = 4096;
    private const int MostMessage = 6_000;
    private const int MostFiles = 4_096;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);

    private readonly Mutator _mutator = new(format, new Random(seed));
    private readonly RowBuffer _buffer = new();
    private readonly HashSet<int> _outcomes = [];
    private readonly int[] _labels = new int[8];

    public long Read { get; private set; }

    public long Refused { get; private set; }

    public int Outcomes => _outcomes.Count;

    public long MostAllocated { get; private set; }

    public void Run(long count)
    {
        // So that it is large enough from the start, and its growth is no part of what a file costs.
        _buffer.Values<double>(MostElements);
        _buffer.Scratch(1 << 20);
        Try(_mutator.Files[0]);
        MostAllocated = 0;
        for (long i = 0; i < count; i++)
        {
            byte[] file = _mutator.Next();
            (int outcome, bool isRead, TimeSpan elapsed) = Try(file);

            // A machine that is short of time stops everything now and then; a file that takes long does so again.
            elapsed = elapsed > MostTime ? Try(file).Elapsed : elapsed;
            Assert.True(elapsed < MostTime, $"{elapsed} for {Describe(file)}");
            (Read, Refused) = isRead ? (Read + 1, Refused) : (Read, Refused + 1);
            if (_outcomes.Add(outcome) && _mutator.Files.Count < MostFiles)
            {
                _mutator.Files.Add(file);
            }
        }
    }

    private (int Outcome, bool IsRead, TimeSpan Elapsed) Try(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        string? refusal = null;
        int outcome = 0;
        try
        {
            using RowSource source = FileFormats.Default.Open(new MemoryBytes($"f.{format}", file), _mutator.Asked);
            outcome = ReadSome(source);
        }
        catch (DataFileException e)
        {
            refusal = e.Message;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(Describe(file), e);
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before - file.Length;
        MostAllocated = Math.Max(MostAllocated, allocated);
        Assert.True(allocated <= _mostAllocation, $"{allocated} bytes allocated for {Describe(file)}");
        return (refusal is null ? outcome : Check(refusal), refusal is null, elapsed);
    }

    /// <summary>All that it takes to meet a file again.</summary>
    private string Describe(byte[] file) => $"{format}, seed {seed}, tensor '{_mutator.Asked}': {Convert.ToBase64String(file)}";

    /// <summary>The first elements, the last ones, a piece that begins in a row, and labels.</summary>
    private int ReadSome(RowSource source)
    {
        Assert.True(source.Count >= 0 && source.Rows >= 0 && source.Support >= 0);
        int most = (int)Math.Min(source.Count, MostElements);
        ReadElements(source, 0, most);
        if (!source.IsSequential || source.Count < 1 << 20)
        {
            ReadElements(source, source.Count - most, most);
            ReadElements(source, source.Count / 2, Math.Min(most, 3) / 2);
        }

        if (source.HasLabels)
        {
            source.ReadLabels(0, _labels.AsSpan(0, (int)Math.Min(source.Rows, _labels.Length)));
        }

        return HashCode.Combine(source.ElementType, source.Lengths.Length, source.Rows > 0, source.Support > 0, source.IsSequential, source.HasLabels);
    }

    private void ReadElements(RowSource source, long start, int count)
    {
        int length = source.ElementType switch
        {
            ElementType.Float16 => source.Read<Half>(start, count, _buffer).Length,
            ElementType.Float32 => source.Read<float>(start, count, _buffer).Length,
            _ => source.Read<double>(start, count, _buffer).Length,
        };
        Assert.Equal(count, length);
    }

    /// <summary>One line that names the file; what is left of it without names, numbers and places tells the rule.</summary>
    private static int Check(string message)
    {
        Assert.StartsWith("f.", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 10, MostMessage);
        Assert.DoesNotContain(message, char.IsControl);
        HashCode rule = default;
        bool isQuoted = false;
        foreach (char c in message)
        {
            isQuoted ^= c == '\'';
            if (!isQuoted && (char.IsAsciiLetterLower(c) || c == ' '))
            {
                rule.Add(c);
            }
        }

        return rule.ToHashCode();
    }
}
