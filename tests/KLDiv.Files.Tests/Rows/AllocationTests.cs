using System.Text;
using KLDiv.Files.Csv;
using KLDiv.Files.Formats;
using KLDiv.Files.Npy;
using Xunit.Abstractions;

namespace KLDiv.Files.Tests;

/// <summary>What opening the worst file that the caps allow may allocate beyond the file's length, all together.</summary>
public class AllocationTests(ITestOutputHelper output)
{
    [Fact]
    public void The_largest_safetensors_header_takes_less_than_100_MB()
    {
        var header = new StringBuilder("{");
        for (int i = 0; header.Length < SafetensorsHeader.MostText - 100; i++)
        {
            header.Append(i == 0 ? "" : ",").Append('"').Append(i).Append("\":{\"dtype\":\"I8\",\"shape\":[],\"data_offsets\":[").Append(i).Append(',').Append(i + 1).Append("]}");
        }

        byte[] file = SafetensorsBytes.Of(header.Append('}').ToString());
        MustAllocateLess(new MemoryBytes("f.safetensors", file), 100_000_000);
    }

    [Fact]
    public void The_largest_directory_of_an_archive_takes_less_than_20_MB()
    {
        ZipEntry[] entries = [.. Enumerable.Range(0, 20_000).Select(i => new ZipEntry($"{i}", []))];
        MustAllocateLess(new MemoryBytes("f.npz", ZipBytes.Of(entries)), 20_000_000);
    }

    [Fact]
    public void Lines_of_nothing_but_separators_take_less_than_60_bytes_for_each()
    {
        byte[] file = new byte[2 * ((1 << 22) - 16)];
        Array.Fill(file, (byte)',');
        file[file.Length / 2] = (byte)'\n';
        MustAllocateLess(new MemoryBytes("f.csv", file), 60 * file.Length);
    }

    [Fact]
    public void A_member_that_inflates_to_a_gigabyte_is_read_in_little_memory()
    {
        byte[] zeros = new byte[1 << 30];
        byte[] npy = NpyHeader.Format(ElementType.Float32, [zeros.Length / sizeof(float)]);
        npy.CopyTo(zeros, 0);
        byte[] header = NpyHeader.Format(ElementType.Float32, [(zeros.Length - npy.Length) / sizeof(float)]);
        header.CopyTo(zeros, 0);
        byte[] file = ZipBytes.Of(ZipEntry.Deflated("a.npy", zeros));
        MustAllocateLess(new MemoryBytes("f.npz", file), 2_000_000);
    }

    private void MustAllocateLess(MemoryBytes file, long most)
    {
        var buffer = new RowBuffer();
        long before = GC.GetAllocatedBytesForCurrentThread();
        string outcome = "read";
        try
        {
            using RowSource source = FileFormats.Default.Open(file, tensor: null);
            for (long start = 0; start < source.Count; start += 1 << 16)
            {
                int count = (int)Math.Min(1 << 16, source.Count - start);
                _ = source.ElementType == ElementType.Float64 ? source.Read<double>(start, count, buffer).Length : source.Read<float>(start, count, buffer).Length;
            }
        }
        catch (DataFileException refusal)
        {
            outcome = refusal.Message;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine($"{allocated} bytes for a file of {file.Length}: {outcome[..Math.Min(outcome.Length, 200)]}");
        Assert.True(allocated < file.Length + most, $"{allocated} bytes for a file of {file.Length}");
    }
}
