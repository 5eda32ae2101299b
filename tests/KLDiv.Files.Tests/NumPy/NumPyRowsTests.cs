using System.Runtime.InteropServices;

namespace KLDiv.Files.Tests;

/// <summary>Rows of archives, tables and files of logits, compared with NumPy and with another implementation.</summary>
public sealed class NumPyRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RowBuffer _buffer = new();

    [NumPyFact]
    public void Every_archive_and_table_that_NumPy_writes_is_read_as_NumPy_shows_it()
    {
        string[] cases = NumPyScripts.Run("write_rows.py", _folder.Path);
        Assert.Equal((3 * 5 * 4) + 2, cases.Length);
        foreach (string line in cases)
        {
            string[] fields = line.Split(' ');
            using RowSource source = RowSource.Open(_folder.File(fields[0]));
            Assert.Equal(fields[1], source.ElementType.Name());
            Assert.Equal(fields[2], string.Join('x', source.Lengths.ToArray()));
            byte[] expected = Bits($"{fields[0].Replace('#', '-')}.bits");
            if (fields[0].EndsWith(".csv", StringComparison.Ordinal))
            {
                // A text says which number it is, -0 too, but not which of all NaNs.
                Assert.Equal(Texts(expected), Texts(BytesOf(source)));
            }
            else
            {
                Assert.True(expected.AsSpan().SequenceEqual(BytesOf(source)), line);
            }
        }
    }

    [NumPyFact]
    public void Files_of_logits_that_another_implementation_writes_are_read_to_the_same_bits()
    {
        foreach (string line in NumPyScripts.Run("llama_logits.py", "write", _folder.Path))
        {
            string name = line.Split(' ')[0];
            using RowSource source = RowSource.Open(_folder.File($"{name}.kld"));
            int[] labels = new int[source.Rows];
            source.ReadLabels(0, labels);
            Assert.Equal(Bits($"{name}.labels"), MemoryMarshal.AsBytes(labels.AsSpan()).ToArray());
            Assert.Equal(Bits($"{name}.expected"), BytesOf(source));
        }
    }

    [NumPyFact]
    public void Files_of_logits_are_written_as_another_implementation_writes_them()
    {
        string[] cases = NumPyScripts.Run("llama_logits.py", "write", _folder.Path);
        foreach (string line in cases)
        {
            string[] fields = line.Split(' ');
            int[] tokens = MemoryMarshal.Cast<byte, int>(Bits($"{fields[0]}.tokens")).ToArray();
            using LlamaLogitsWriter writer = LlamaLogitsWriter.CreateChunks(_folder.File($"{fields[0]}.kld"), int.Parse(fields[1]), int.Parse(fields[2]), tokens);
            writer.Write(MemoryMarshal.Cast<byte, float>(Bits($"{fields[0]}.logits")));
            writer.Complete();
        }

        Assert.Equal([$"{cases.Length} read"], NumPyScripts.Run("llama_logits.py", "check", _folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Texts(byte[] doubles) => [.. MemoryMarshal.Cast<byte, double>(doubles).ToArray().Select(value => $"{value:R}")];

    private byte[] Bits(string name) => File.ReadAllBytes(_folder.File(name));

    private byte[] BytesOf(RowSource source) => source.ElementType switch
    {
        ElementType.Float16 => MemoryMarshal.AsBytes(source.Read<Half>(0, (int)source.Count, _buffer)).ToArray(),
        ElementType.Float32 => MemoryMarshal.AsBytes(source.Read<float>(0, (int)source.Count, _buffer)).ToArray(),
        _ => MemoryMarshal.AsBytes(source.Read<double>(0, (int)source.Count, _buffer)).ToArray(),
    };
}
