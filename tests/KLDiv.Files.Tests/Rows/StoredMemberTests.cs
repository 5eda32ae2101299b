using System.IO.Hashing;
using KLDiv.Files.Npy;
using KLDiv.Files.Npz;
using KLDiv.Files.Torch;

namespace KLDiv.Files.Tests;

/// <summary>The checksum of a stored member, whichever way its bytes are read.</summary>
public class StoredMemberTests
{
    private const int Length = 100_000;
    private const int Start = 7;

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void It_is_compared_when_the_last_byte_has_been_read_in_any_order(int seed)
    {
        Random random = new(seed);
        byte[] bytes = Bytes(random);
        (int From, int To)[] pieces = Pieces(random);
        foreach (bool isRight in new[] { true, false })
        {
            StoredMember member = Member(bytes, isRight ? Crc32.HashToUInt32(bytes.AsSpan(Start, Length)) : 1);
            foreach ((int from, int to) in pieces[..^1])
            {
                byte[] read = new byte[to - from];
                member.ReadExactly(read, from);
                Assert.Equal(bytes.AsSpan(Start + from, read.Length).ToArray(), read);
            }

            void ReadLast() => member.ReadExactly(new byte[pieces[^1].To - pieces[^1].From], pieces[^1].From);
            if (isRight)
            {
                ReadLast();
            }
            else
            {
                Assert.Equal($"has the CRC-32 {Crc32.HashToUInt32(bytes.AsSpan(Start, Length)):X8}; the archive says 00000001", Assert.Throws<DataFileException>(ReadLast).Problem);
            }
        }
    }

    [Fact]
    public void Bytes_that_are_fetched_one_by_one_from_far_apart_are_checked_too()
    {
        byte[] bytes = Bytes(new Random(1));
        StoredMember member = Member(bytes, 1);
        DataFileException error = Assert.Throws<DataFileException>(() =>
        {
            for (int i = 0; i < Length; i += 2)
            {
                member.ReadExactly(new byte[1], i);
            }
        });
        Assert.EndsWith("the archive says 00000001", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_that_read_at_once_meet_the_same_end()
    {
        byte[] bytes = Bytes(new Random(1));
        for (int repeat = 0; repeat < 20; repeat++)
        {
            StoredMember right = Member(bytes, Crc32.HashToUInt32(bytes.AsSpan(Start, Length)));
            Parallel.For(0, 100, i => right.ReadExactly(new byte[1100], Math.Min(1000 * i, Length - 1100)));
            StoredMember wrong = Member(bytes, 1);
            Assert.Throws<AggregateException>(() => Parallel.For(0, 100, i => wrong.ReadExactly(new byte[1000], 1000 * i)));
        }
    }

    [Fact]
    public void A_member_that_is_not_read_to_its_end_is_not_refused()
    {
        byte[] npy = [.. NpyHeader.Format(ElementType.Float32, [4, 10_000]), .. new byte[160_000]];
        using TemporaryFolder folder = new();
        using RowSource rows = RowSource.Open(folder.File("a.npz", ZipBytes.Of(new ZipEntry("a.npy", npy) { Crc = 1 })));
        RowBuffer buffer = new();
        foreach (int row in new[] { 3, 0, 2 })
        {
            rows.ReadRows<float>(row, 1, buffer);
        }

        Assert.Throws<DataFileException>(() => rows.ReadRows<float>(1, 1, buffer).Length);
    }

    [Fact]
    public void A_storage_of_torch_is_checked_unless_it_has_no_checksum()
    {
        byte[] pickle = TorchBytes.Pickle(TorchBytes.Tensor("FloatStorage", 2, 2));
        using TemporaryFolder folder = new();
        foreach ((uint checksum, bool isRefused) in new[] { (1u, true), (0u, false) })
        {
            byte[] file = ZipBytes.Of(new ZipEntry("run/data.pkl", pickle), new ZipEntry("run/data/0", new byte[16]) { Crc = checksum });
            using RowSource rows = RowSource.Open(folder.File("a.pt", file));
            Exception? error = Record.Exception(() => rows.ReadRows<float>(0, 2, new RowBuffer()).Length);
            Assert.Equal(isRefused, error is DataFileException);
        }
    }

    private static byte[] Bytes(Random random)
    {
        byte[] bytes = new byte[Start + Length + 5];
        random.NextBytes(bytes);
        return bytes;
    }

    private static StoredMember Member(byte[] bytes, uint checksum) => new(
        new MemoryBytes("a.npz", bytes),
        "a.npz#a",
        Start,
        new ZipMember { Name = "a.npy", Method = 0, IsEncrypted = false, Crc32 = checksum, Length = Length, CompressedLength = Length, HeaderOffset = 0 });

    /// <summary>Pieces that cover all bytes, some of them twice, and some reaching into those before; the last is not covered by the others.</summary>
    private static (int From, int To)[] Pieces(Random random)
    {
        List<(int From, int To)> pieces = [];
        for (int from = 0; from < Length;)
        {
            int to = Math.Min(Length, from + random.Next(1, 5000));
            pieces.Add((from, to));
            from = to;
        }

        (int From, int To)[] shuffled = [.. pieces];
        random.Shuffle(shuffled);
        (int From, int To) last = shuffled[^1];
        IEnumerable<(int From, int To)> others = shuffled[..^1].Concat(shuffled[..^1].Where(_ => random.Next(3) == 0));
        return [.. others.Select(piece => piece.From == last.To ? piece : (Math.Max(0, piece.From - random.Next(2)), piece.To)), last];
    }
}
