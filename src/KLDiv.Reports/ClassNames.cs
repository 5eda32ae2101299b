using System.Text;
using KLDiv.Files;

namespace KLDiv.Reports;

/// <summary>The names of classes, in the order of their numbers: from a text file or from memory.</summary>
public sealed class ClassNames
{
    private const int MostName = 1 << 16;

    private readonly string[]? _names;

    private ClassNames(string name, string[]? names) => (Name, _names) = (name, names);

    /// <summary>What messages call the list: its file, as the user named it.</summary>
    public string Name { get; }

    /// <summary>The file that the names are read from; null where there is none.</summary>
    public string? FilePath => _names is null ? Name : null;

    /// <summary>A name a line in a file in UTF-8, which is opened each time the names are read.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The names.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public static ClassNames Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new ClassNames(path, names: null);
    }

    /// <summary>Names in memory.</summary>
    /// <param name="names">A name for each class.</param>
    /// <param name="name">What messages call the list.</param>
    /// <returns>The names.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="names"/> is null.</exception>
    public static ClassNames FromMemory(IEnumerable<string> names, string name = "class names")
    {
        ArgumentNullException.ThrowIfNull(names);
        return new ClassNames(name, [.. names]);
    }

    /// <summary>The names, of which there must be one for each class.</summary>
    /// <param name="support">The number of classes.</param>
    /// <returns>The names.</returns>
    /// <exception cref="DataFileException">There are not as many names as classes, or the file cannot be read or is no UTF-8.</exception>
    public IReadOnlyList<string> Read(long support) =>
        _names is null ? ReadFile(Name, support)
        : _names.Length == support ? _names
        : throw new DataFileException(Name, $"has {_names.Length} names for {support} classes; there must be a name for each");

    private static List<string> ReadFile(string path, long support)
    {
        try
        {
            using StreamReader file = new(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            List<string> names = [];
            while (NextLine(file, path, names.Count) is { } line)
            {
                if (names.Count == support)
                {
                    throw new DataFileException(path, $"has more than {support} lines for {support} classes; there must be a name for each");
                }

                names.Add(line);
            }

            return names.Count == support
                ? names
                : throw new DataFileException(path, $"has {names.Count} lines for {support} classes; there must be a name for each");
        }
        catch (DecoderFallbackException e)
        {
            throw new DataFileException(path, "is not text in UTF-8", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not DataFileException))
        {
            throw DataFileException.From(e, path, "cannot be read");
        }
    }

    /// <summary>
    /// The next line, null at the end. Lines end with a line feed, before which a carriage return does not count; anywhere else that is a part of a name. No more
    /// is read than a name may be long: a file need not have an end, nor a line.
    /// </summary>
    private static string? NextLine(StreamReader file, string path, int number)
    {
        StringBuilder line = new();
        int next;
        while ((next = file.Read()) is not (-1 or '\n'))
        {
            if (line.Length == MostName)
            {
                throw new DataFileException(path, $"line {number + 1} has more than {MostName} characters; a name has at most so many");
            }

            line.Append((char)next);
        }

        if (next < 0 && line.Length == 0)
        {
            return null;
        }

        int end = line is { Length: > 0 } && line[^1] == '\r' ? line.Length - 1 : line.Length;
        return line.ToString(0, end);
    }
}
