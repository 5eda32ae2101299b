using System.Text;
using KLDiv.Files;

namespace KLDiv.Reports;

/// <summary>The names of classes, from a text file.</summary>
public static class ClassNames
{
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
            string text = File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            string[] lines = Lines(text);
            return lines.Length == support
                ? lines
                : throw new DataFileException(path, $"has {lines.Length} lines for {support} classes; there must be a name for each");
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

    /// <summary>Lines end with a line feed, before which a carriage return does not count; anywhere else that is a part of a name.</summary>
    private static string[] Lines(string text)
    {
        string[] lines = text.Split('\n');
        lines = lines[^1].Length == 0 ? lines[..^1] : lines;
        return Array.ConvertAll(lines, line => line.EndsWith('\r') ? line[..^1] : line);
    }
}
