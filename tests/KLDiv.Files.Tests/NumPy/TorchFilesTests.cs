using System.Runtime.InteropServices;

namespace KLDiv.Files.Tests;

/// <summary>Files that torch itself saves.</summary>
public sealed class TorchFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [TorchFact]
    public void Every_tensor_that_torch_saves_is_read_to_the_same_bits()
    {
        string[] tensors = NumPyScripts.Run("write_torch.py", _folder.Path);
        Assert.Equal((4 * 12 * 2) + 10, tensors.Length);
        foreach (string line in tensors)
        {
            string[] fields = line.Split(' ');
            using RowSource source = RowSource.Open(_folder.File(fields[0]));
            Assert.Equal(fields[1], source.ElementType.Name());
            Assert.Equal(fields[2], string.Join('x', source.Lengths.ToArray()));
            Assert.True(File.ReadAllBytes(_folder.File($"{fields[3]}.bits")).AsSpan().SequenceEqual(BytesOf(source)), line);
        }
    }

    [TorchTheory]
    [InlineData("old.pt", "is a file of torch.save before torch 1.6; load it and save it anew with a later torch")]
    [InlineData("module.pt", "needs the Python object 'torch.nn.modules.container.Sequential'; only tensors, and lists, tuples and dictionaries of them, are read: save those alone")]
    [InlineData("array.pt", "needs the Python object 'numpy.core.multiarray._reconstruct'; only tensors, and lists, tuples and dictionaries of them, are read: save those alone")]
    public void What_is_no_collection_of_tensors_is_refused_by_its_name(string file, string problem)
    {
        NumPyScripts.Run("write_torch.py", _folder.Path);
        DataFileException error = Assert.Throws<DataFileException>(() => RowSource.Open(_folder.File(file)));
        Assert.Equal($"{_folder.File(file)}: {problem}", error.Message);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Row by row and from the middle of one on, as well as at once.</summary>
    private static byte[] BytesOf(RowSource source) => source.ElementType switch
    {
        ElementType.Float16 => BytesOf<Half>(source),
        ElementType.Float32 => BytesOf<float>(source),
        _ => BytesOf<double>(source),
    };

    private static byte[] BytesOf<T>(RowSource source)
        where T : unmanaged
    {
        RowBuffer buffer = new();
        T[] whole = source.Read<T>(0, (int)source.Count, buffer).ToArray();
        for (int start = 0; start < whole.Length; start += 3)
        {
            int count = Math.Min(5, whole.Length - start);
            Assert.True(MemoryMarshal.AsBytes(source.Read<T>(start, count, buffer)).SequenceEqual(MemoryMarshal.AsBytes(whole.AsSpan(start, count))));
        }

        return MemoryMarshal.AsBytes(whole.AsSpan()).ToArray();
    }
}
