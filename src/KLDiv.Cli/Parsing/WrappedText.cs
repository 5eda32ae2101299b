namespace KLDiv.Cli.Parsing;

/// <summary>Text in lines of a width.</summary>
internal static class WrappedText
{
    /// <summary>The lines of a paragraph, which are broken between words, and within a word only where it is wider than a line.</summary>
    public static IEnumerable<string> Lines(string paragraph, int width) => Filled(paragraph.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Parts(word, width)), width);

    /// <summary>The lines of a command as a shell takes them: an option stays with its value, and each line but the last ends with a backslash.</summary>
    public static IEnumerable<string> ShellLines(string command, int width)
    {
        const string Continued = " \\", Indent = "      ";
        string[] lines = [.. Filled(Units(command), width - Indent.Length - Continued.Length)];
        return lines.Length == 1 || command.Length <= width
            ? [command]
            : lines.Select((line, i) => $"{(i > 0 ? Indent : "")}{line}{(i < lines.Length - 1 ? Continued : "")}");
    }

    private static IEnumerable<string> Filled(IEnumerable<string> words, int width)
    {
        string line = "";
        foreach (string word in words)
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length > 0 ? $"{line} {word}" : word;
        }

        yield return line;
    }

    /// <summary>A word that is wider than a line, in parts that are not: cut behind a mark that parts alternatives, if there is one.</summary>
    private static IEnumerable<string> Parts(string word, int width)
    {
        while (word.Length > width)
        {
            int mark = word.LastIndexOfAny(['|', ',', ':', '/'], width - 1);
            int cut = mark > 0 ? mark + 1 : width;
            yield return word[..cut];
            word = word[cut..];
        }

        yield return word;
    }

    /// <summary>The words of a command, each option with the value that follows it. What stands in quotes is one word.</summary>
    private static IEnumerable<string> Units(string command)
    {
        int start = 0;
        char quote = '\0';
        for (int i = 0; i < command.Length; i++)
        {
            if (command[i] is '"' or '\'' && (quote == '\0' || quote == command[i]))
            {
                quote = quote == '\0' ? command[i] : '\0';
            }

            bool isValue = command[start] == '-' && i + 1 < command.Length && command[i + 1] != '-' && !command.AsSpan(start, i - start).Contains(' ');
            if (command[i] == ' ' && quote == '\0' && !isValue)
            {
                yield return command[start..i];
                start = i + 1;
            }
        }

        yield return command[start..];
    }
}
