using System.Globalization;
using System.Numerics.Tensors;
using KLDiv.Files.Llama;
using KLDiv.Files.Npy;

namespace KLDiv.Files.Tests;

public class LargeFileTests
{
    private const long Gigabyte = 1_000_000_000;

    [SparseFact(100 * Gigabyte)]
    public void Opening_a_file_of_100_GB_and_reading_its_last_row_takes_little_memory()
    {
        nint[] shape = [25_000_000, 1_000];
        using var folder = new TemporaryFolder();
        byte[] row = new byte[shape[1] * sizeof(float)];
        new Random(5).NextBytes(row);
        string path = SparseFile(folder, NpyHeader.Format(ElementType.Float32, shape), 100 * Gigabyte, row);
        long before = ResidentBytes();

        using TensorFile file = TensorFile.Open(path);
        ReadOnlyTensorSpan<float> tensor = file.AsTensorSpan<float>();
        ReadOnlySpan<float> last = tensor.GetSpan([shape[0] - 1, 0], (int)shape[1]);
        int differing = 0;
        for (int i = 0; i < last.Length; i++)
        {
            int expected = BitConverter.ToInt32(row, i * sizeof(float));
            differing += BitConverter.SingleToInt32Bits(last[i]) == expected ? 0 : 1;
        }

        long grown = ResidentBytes() - before;
        Assert.Equal(0, differing);
        Assert.Equal(25_000_000_000, tensor.FlattenedLength);
        Assert.True(grown < 64_000_000, $"{grown} bytes");
    }

    [SparseFact(100 * Gigabyte)]
    public void In_Fortran_order_too_the_last_of_25_billion_elements_is_reached()
    {
        nint[] shape = [25_000_000, 1_000];
        using var folder = new TemporaryFolder();
        byte[] header = NpyBytes.Of(NpyBytes.Text("'<f4'", "(25000000, 1000)", "True").TrimEnd().PadRight(118));
        string path = SparseFile(folder, header, 100 * Gigabyte, [.. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(3f)]);
        using TensorFile file = TensorFile.Open(path);
        ReadOnlyTensorSpan<float> tensor = file.AsTensorSpan<float>();
        Assert.Equal((2f, 3f), (tensor[shape[0] - 2, shape[1] - 1], tensor[shape[0] - 1, shape[1] - 1]));
    }

    [SparseFact(2_000 * Gigabyte)]
    public void A_swapped_copy_larger_than_the_memory_is_refused_before_it_is_made()
    {
        using var folder = new TemporaryFolder();
        byte[] header = NpyBytes.Of(NpyBytes.Text("'>f8'", "(250000000000,)").TrimEnd().PadRight(118));
        string path = SparseFile(folder, header, 2_000 * Gigabyte, []);
        using NpyFile file = NpyFile.Open(path);
        Assert.StartsWith(
            $"{path}: its bytes are in the other order or not aligned, so that a copy of 2000000000000 bytes is needed, and there are ",
            Assert.Throws<DataFileException>(() => file.AsTensorSpan<double>().IsEmpty).Message,
            StringComparison.Ordinal);
    }

    [SparseFact(100 * Gigabyte)]
    public void The_last_rows_of_100_GB_are_read_in_little_memory_in_every_format_that_has_places()
    {
        const int Support = 1_000;
        const long Bytes = 100 * Gigabyte;
        using var folder = new TemporaryFolder();
        byte[] ones = [.. Enumerable.Repeat((byte)1, 2_000)];
        const int LogitsRow = 8 + (2 * Support);
        int rows = (int)((Bytes - LlamaHeader.Length) / LogitsRow);
        int context = (2 * rows) + 1;
        long before = ResidentBytes();
        foreach (byte[] header in new[]
        {
            NpyHeader.Format(ElementType.Float16, [(nint)(Bytes / 2 / Support), Support]),
            SafetensorsBytes.Of($"{{{SafetensorsBytes.Entry("x", "BF16", $"[{Bytes / 2 / Support},{Support}]", $"[0,{Bytes}]")}}}"),
            LlamaBytes.Header(context, Support, 1),
        })
        {
            bool isLogits = header.Length == LlamaHeader.Length;
            string path = SparseFile(folder, header, isLogits ? ((long)context * sizeof(int)) + ((long)rows * LogitsRow) : Bytes, isLogits ? [.. LlamaBytes.Row(1e-6f, -7), .. ones] : ones);
            using RowSource source = RowSource.Open(path);
            var buffer = new RowBuffer();
            double last = source.ElementType == ElementType.Float16
                ? (double)source.ReadRows<Half>(source.Rows - 1, 1, buffer)[^1]
                : source.ReadRows<float>(source.Rows - 1, 1, buffer)[^1];
            Assert.Equal(isLogits ? (257 * 1e-6f) - 7f : source.ElementType == ElementType.Float16 ? (double)BitConverter.UInt16BitsToHalf(0x0101) : BitConverter.UInt32BitsToSingle(0x01010000), last, 1e-12);
        }

        long grown = ResidentBytes() - before;
        Assert.True(grown < 64_000_000, $"{grown} bytes");
    }

    private static string SparseFile(TemporaryFolder folder, byte[] header, long dataLength, byte[] end)
    {
        string path = folder.File("sparse", header);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write);
        stream.SetLength(header.Length + dataLength);
        stream.Seek(-end.Length, SeekOrigin.End);
        stream.Write(end);
        return path;
    }

    private static long ResidentBytes()
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}

/// <summary>A fact that needs a file with holes of this length, and Linux to measure memory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SparseFactAttribute : FactAttribute
{
    public SparseFactAttribute(long length)
    {
        if (!OperatingSystem.IsLinux() || !BitConverter.IsLittleEndian)
        {
            Skip = "Resident memory is read from /proc.";
            return;
        }

        using var folder = new TemporaryFolder();
        try
        {
            using FileStream stream = File.Create(folder.File("probe"));
            stream.SetLength(length);
        }
        catch (IOException e)
        {
            Skip = $"The file system refuses a sparse file of {length} bytes: {e.Message}";
        }
    }
}
