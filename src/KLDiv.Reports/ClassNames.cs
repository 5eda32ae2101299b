using System.Text;
using KLDiv.Files;

namespace KLDiv.Reports;

/// <summary>The names of classes, from a text file.</summary>
public static class ClassNames
{
    private const int MostName = 1 << 16;

    /// <summary>Reads a name a line.</summary>
    /// <param name="path">A file in UTF-8.</param>
    /// <param name="support">The number of classes.</param>
    /// <returns>The names.</returns>
    /// <exception cref="DataFileException">The file cannot be read, is no UTF-8, or has not one line for each class.</exception>
    public static IReadOnlyList<string> Read(string path, long support)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
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
