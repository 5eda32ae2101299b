using System.Runtime.InteropServices;
using System.Text;

namespace KLDiv.Files.Tests;

public sealed class ShardedTensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RowBuffer _buffer = new();

    [Fact]
    public void A_tensor_is_found_by_the_index()
    {
        Shard(1, ("a", [1, 2], 1), ("b", [3, 4], 1));
        Shard(2, ("c", [5, 6], 1));
        string index = Index("""{"metadata":{"total_size":24},"weight_map":{"a":"m-1-of-2.safetensors","b":"m-1-of-2.safetensors","c":"m-2-of-2.safetensors"}}""");
        using RowSource source = RowSource.Open($"{index}#c");
        Assert.Equal([5f, 6], source.ReadRows<float>(0, 1, _buffer).ToArray());
        Assert.Equal(($"{index}#c", index), (source.Name, source.FilePath));
        Assert.Equal($"{index}: holds no tensor 'd'; it holds 'a', 'b', 'c'", Assert.Throws<DataFileException>(() => RowSource.Open($"{index}#d")).Message);
    }

    [Theory]
    [InlineData("m-*-of-3.safetensors#x")]
    [InlineData("m-*-of-3.safetensors")]
    [InlineData("m.safetensors.index.json#x")]
    public void A_tensor_that_is_cut_over_files_is_one(string name)
    {
        Shard(1, ("x", [1, 2, 3, 4], 2));
        Shard(2, ("x", [], 0));
        Shard(3, ("x", [5, 6], 1));
        Index("""{"weight_map":{"x":["m-1-of-3.safetensors","m-2-of-3.safetensors","m-3-of-3.safetensors"]}}""");
        using RowSource source = RowSource.Open(_folder.File(name));
        Assert.Equal([3, 2], source.Lengths.ToArray());
        Assert.Equal([1f, 2, 3, 4, 5, 6], source.ReadRows<float>(0, 3, _buffer).ToArray());
        Assert.Equal([4f, 5], source.Read<float>(3, 2, _buffer).ToArray());
        Assert.Equal(_folder.File(name), source.Name);
    }

    [Fact]
    public void Files_that_are_missing_are_named()
    {
        Shard(2, ("x", [1, 2], 1));
        string path = _folder.File("m-*-of-3.safetensors");
        Assert.Equal($"{path}: needs 3 files, of which 2 are missing: 'm-1-of-3.safetensors', 'm-3-of-3.safetensors'", Assert.Throws<DataFileException>(() => RowSource.Open($"{path}#x")).Message);
        string index = Index("""{"weight_map":{"x":"m-1-of-3.safetensors"}}""");
        Assert.Equal($"{index}: needs 1 file, of which 1 is missing: 'm-1-of-3.safetensors'", Assert.Throws<DataFileException>(() => RowSource.Open(index)).Message);
    }

    [Fact]
    public void Parts_of_other_shapes_or_types_are_refused()
    {
        Shard(1, ("x", [1, 2], 1));
        Shard(2, ("x", [1, 2, 3], 1));
        string message = Assert.Throws<DataFileException>(() => RowSource.Open(_folder.File("m-*-of-2.safetensors#x"))).Message;
        Assert.EndsWith("m-2-of-2.safetensors#x: has shape [1, 3] of float32, and " + _folder.File("m-1-of-2.safetensors#x") + " has [1, 2] of float32; parts of one tensor may differ in their first length alone", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "is JSON, and no index of .safetensors files: it has no object weight_map; write its numbers as CSV")]
    [InlineData("""{"a":1}""", "is JSON, and no index of .safetensors files: it has no object weight_map; write its numbers as CSV")]
    [InlineData("""{"weight_map":{"a":1}}""", "names the file '1'; files are .safetensors files beside the index")]
    [InlineData("""{"weight_map":{"a":"../x.safetensors"}}""", "names the file '../x.safetensors'; files are .safetensors files beside the index")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""", "names the file '/etc/passwd'; files are .safetensors files beside the index")]
    [InlineData("""{"weight_map":{"a":[]}}""", "names no file for 'a'")]
    [InlineData("""{"weight_map":{}}""", "holds no tensor")]
    public void An_index_that_is_none_is_refused(string text, string problem)
    {
        string index = Index(text);
        Assert.Equal($"{index}: {problem}", Assert.Throws<DataFileException>(() => RowSource.Open(index)).Message);
    }

    public void Dispose() => _folder.Dispose();

    private string Index(string text) => _folder.File("m.safetensors.index.json", Encoding.UTF8.GetBytes(text));

    /// <summary>A file of a set of two, and of one of three.</summary>
    private void Shard(int number, params (string Name, float[] Values, int Rows)[] tensors)
    {
        float[] all = [.. tensors.SelectMany(tensor => tensor.Values)];
        int end = 0;
        string[] entries =
        [
            .. tensors.Select(tensor => SafetensorsBytes.Entry(
                tensor.Name, "F32", $"[{tensor.Rows},{(tensor.Rows == 0 ? 2 : tensor.Values.Length / tensor.Rows)}]", $"[{end},{end += sizeof(float) * tensor.Values.Length}]")),
        ];
        byte[] file = SafetensorsBytes.Of($"{{{string.Join(',', entries)}}}", MemoryMarshal.AsBytes<float>(all).ToArray());
        _folder.File($"m-{number}-of-2.safetensors", file);
        _folder.File($"m-{number}-of-3.safetensors", file);
    }
}
