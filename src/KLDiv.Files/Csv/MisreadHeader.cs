namespace KLDiv.Files.Csv;

/// <summary>Finds out why the first line of a text lacks the name of a column: another line has it, or what separates the names is not known.</summary>
internal static class MisreadHeader
{
    private const int MostLines = 50;

    /// <summary>What can be done; null where nothing is known.</summary>
    /// <param name="head">The beginning of the text.</param>
    /// <param name="header">The names that were read.</param>
    /// <param name="name">The name that is missing.</param>
    public static string? Remedy(string head, IReadOnlyList<string?> header, string name)
    {
        int number = 0;
        foreach (ReadOnlySpan<char> line in head.AsSpan().EnumerateLines())
        {
            number++;
            if (number > 1 && Names(line, name))
            {
                return $"line {number} names it: take the lines before it away, or begin them with '#'";
            }

            if (number == MostLines)
            {
                break;
            }
        }

        return header is not [{ } only] ? null
            : SeparatorIn(only, name) is { } separator ? $"if '{separator}' separates the columns, --separator '{separator}' says so"
            : "if something else than commas separates the columns, --separator says what";
    }

    private static bool Names(ReadOnlySpan<char> line, string name)
    {
        foreach (Range part in line.SplitAny(",;\t|"))
        {
            if (line[part].Trim().Trim('"').SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What stands beside a name in a line; null where it is not there, or what stands there cannot separate or be shown.</summary>
    private static char? SeparatorIn(string line, string name)
    {
        int start = line.IndexOf(name, StringComparison.Ordinal), end = start + name.Length;
        char beside = start < 0 ? '\0' : end < line.Length ? line[end] : start > 0 ? line[start - 1] : '\0';
        return TextDialect.CanSeparate(beside) && !char.IsControl(beside) ? beside : null;
    }
}
