using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using KLDiv.Files.Bytes;
using KLDiv.Files.Formats;

namespace KLDiv.Files.Sharded;

/// <summary>
/// Tensors in several <c>.safetensors</c> files: by the index that stands beside them, <c>model.safetensors.index.json#NAME</c>, or one tensor that is
/// cut over all of them, <c>logits-*-of-00003.safetensors#NAME</c>.
/// </summary>
internal static partial class ShardedTensors
{
    public const string IndexExtension = ".json";

    private const string Extension = ".safetensors";
    private const string MapKey = "weight_map";

    /// <summary>The most bytes of an index that are read: some hundred thousand tensors.</summary>
    private const int MostIndex = 1 << 26;

    private const int MostShards = 100_000;
    private const int MostListed = 10;
    private const int Patience = 1000;

    /// <summary>Whether a name stands for all files of a set.</summary>
    public static bool AreMeant(string path) => PatternOf().IsMatch(Path.GetFileName(path)) && !File.Exists(path);

    /// <summary>Opens a tensor that is cut over the files of a set, in the order of their numbers.</summary>
    /// <param name="pattern">The name of the files, with a star for their numbers.</param>
    /// <param name="tensor">The tensor; null for the only one of each file.</param>
    /// <exception cref="DataFileException">A file is missing or malformed, or the parts do not fit each other.</exception>
    public static RowSource OpenSet(string pattern, string? tensor)
    {
        string count = PatternOf().Match(Path.GetFileName(pattern)).Groups["count"].Value;
        int shards = NumberText.TryParse(count, out int number) && number is > 0 and <= MostShards
            ? number
            : throw new DataFileException(pattern, $"stands for {count} files; there may be 1 to {MostShards}");
        string[] files = [.. Enumerable.Range(1, shards).Select(shard => pattern.Replace("*", shard.ToString($"D{count.Length}", CultureInfo.InvariantCulture), StringComparison.Ordinal))];
        return OpenAll(pattern, tensor is null ? pattern : $"{pattern}#{tensor}", files, tensor);
    }

    /// <summary>Opens a tensor by the index.</summary>
    /// <param name="file">The index, owned from now on.</param>
    /// <param name="tensor">The tensor; null for the only one.</param>
    /// <exception cref="DataFileException">The index is none, or a file is missing or malformed.</exception>
    public static RowSource OpenIndex(ByteSource file, string? tensor)
    {
        Dictionary<string, string[]> map = MapOf(file);
        string[] names = [.. map.Keys];
        string name = names[TensorPath.Choose(file.Path, tensor, names)];
        string folder = Path.GetDirectoryName(file.Path) ?? "";
        file.Dispose();
        return OpenAll(file.Path, tensor is null ? file.Path : $"{file.Path}#{tensor}", [.. map[name].Select(shard => Path.Combine(folder, shard))], name);
    }

    /// <summary>The names of the tensors in an index.</summary>
    /// <exception cref="DataFileException">The index is none.</exception>
    public static IReadOnlyList<string> NamesIn(ByteSource file) => [.. MapOf(file).Keys];

    private static RowSource OpenAll(string path, string name, string[] files, string? tensor)
    {
        string[] missing = [.. files.Where(file => !File.Exists(file)).Select(file => VisibleText.Shown(Path.GetFileName(file)))];
        if (missing.Length > 0)
        {
            throw new DataFileException(
                path, $"needs {files.Length} {(files.Length == 1 ? "file" : "files")}, of which {missing.Length} {(missing.Length == 1 ? "is" : "are")} missing: {string.Join(", ", missing.Take(MostListed))}{(missing.Length > MostListed ? ", ..." : "")}");
        }

        List<RowSource> parts = [];
        try
        {
            foreach (string file in files)
            {
                parts.Add(FileFormats.Default.Open(MappedFile.Open(file), tensor));
            }

            return ShardedRows.Join(path, name, [.. parts]);
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }
    }

    /// <summary>The files of each tensor: one, or several over which its rows are cut.</summary>
    private static Dictionary<string, string[]> MapOf(ByteSource file)
    {
        if (file.Length > MostIndex)
        {
            throw file.Malformed($"has {file.Length} bytes; the most of an index that is read is {MostIndex}");
        }

        try
        {
            using JsonDocument index = JsonDocument.Parse(file.ReadStart(MostIndex));
            return index.RootElement.ValueKind == JsonValueKind.Object && index.RootElement.TryGetProperty(MapKey, out JsonElement map) && map.ValueKind == JsonValueKind.Object
                ? Files(file, map)
                : throw file.Malformed($"is JSON, and no index of .safetensors files: it has no object {MapKey}; write its numbers as CSV");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // Text that is no UTF-8, or half of a pair of surrogates, is found where it is taken for a name.
            throw new DataFileException(file.Path, $"is no index of .safetensors files: {VisibleText.Start(wrong.Message, 200)}", wrong);
        }
    }

    private static Dictionary<string, string[]> Files(ByteSource file, JsonElement map)
    {
        Dictionary<string, string[]> files = new(StringComparer.Ordinal);
        foreach (JsonProperty tensor in map.EnumerateObject())
        {
            files[tensor.Name] = tensor.Value.ValueKind == JsonValueKind.Array ? [.. tensor.Value.EnumerateArray().Select(name => FileName(file, name))] : [FileName(file, tensor.Value)];
            if (files[tensor.Name].Length == 0)
            {
                throw file.Malformed($"names no file for {TensorPath.Shown(tensor.Name)}");
            }
        }

        return files;
    }

    /// <summary>A file beside the index: names that lead elsewhere are not followed.</summary>
    private static string FileName(ByteSource file, JsonElement name) =>
        name.ValueKind == JsonValueKind.String && name.GetString() is { } text
        && text.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) && text.AsSpan().IndexOfAny('/', '\\', '\0') < 0
            ? text
            : throw file.Malformed($"names the file {TensorPath.Shown(name.ToString())}; files are .safetensors files beside the index");

    [GeneratedRegex(@"^[^*]*-\*-of-(?<count>\d+)\.safetensors\z", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex PatternOf();
}
