using KLDiv.Files.Elements;
using KLDiv.Files.Formats;
using KLDiv.Files.Rows;

namespace KLDiv.Files.Raw;

/// <summary>The rows of a file that holds numbers and nothing else, of which the user says what they are: <c>FILE#raw:f4:ROWSxCLASSES</c>.</summary>
internal static class RawRows
{
    private const string Mark = "raw:";

    /// <summary>Whether a file is asked for as raw numbers.</summary>
    public static bool AreMeant(string? tensor) => tensor is not null && tensor.StartsWith(Mark, StringComparison.Ordinal);

    /// <param name="file">The file, owned from now on.</param>
    /// <param name="tensor">What the numbers are: <c>raw:</c>, their type, and their shape.</param>
    /// <exception cref="DataFileException">The type or the shape is none, or the file is not as long as they say.</exception>
    public static RowSource Open(ByteSource file, string tensor)
    {
        string[] parts = tensor.Split(':');
        if (parts.Length != 3 || TypeNames.KindOf(parts[1]) is not { } kind || LengthsOf(parts[2]) is not { } lengths)
        {
            throw file.Malformed($"is asked for as {TensorPath.Shown(tensor)}; raw numbers are raw:TYPE:ROWSxCLASSES, with one of the types {string.Join(", ", TypeNames.All)}");
        }

        StoredType stored = new(kind);
        return !TensorShape.TryByteCount(stored.Size, lengths, out nint bytes) || bytes != file.Length
            ? throw file.Malformed($"has {file.Length} bytes; {tensor} is another number of them")
            : new DenseRows(file, $"{file.Path}#{tensor}", stored, lengths, 0);
    }

    private static nint[]? LengthsOf(string text)
    {
        List<nint> lengths = [];
        foreach (string length in text.Split('x'))
        {
            if (!NumberText.TryParse(length, out long number))
            {
                return null;
            }

            lengths.Add((nint)number);
        }

        return [.. lengths];
    }
}
