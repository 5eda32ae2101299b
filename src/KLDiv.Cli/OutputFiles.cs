using System.CommandLine;
using KLDiv.Files;

namespace KLDiv.Cli;

/// <summary>Guards against outputs that would replace each other, or what they are made from.</summary>
internal static class OutputFiles
{
    private static readonly StringComparison Comparison =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>What is given in place of a file to have a text printed to the standard output.</summary>
    private const string StandardOutput = "-";

    /// <summary>Whether a text is to be printed, in place of the answer, instead of going to a file.</summary>
    /// <param name="option">The option that takes the file.</param>
    /// <param name="file">What it is given, if anything.</param>
    /// <param name="json">Whether JSON is to be printed.</param>
    /// <exception cref="CommandLineException">It is, and so is JSON.</exception>
    public static bool IsPrinted(Option option, string? file, bool json) => file is StandardOutput
        && (json ? throw new CommandLineException($"{option.Name} - and --json both go to the standard output; name a file for one of them") : true);

    /// <summary>Checks the files that a command is to write.</summary>
    /// <param name="inputs">The files that it reads.</param>
    /// <param name="outputs">The options and the files that they name; null where an option is not given.</param>
    /// <exception cref="CommandLineException">Two options name one file, an output is an input, or one is to be printed that is no text.</exception>
    public static void Check(IReadOnlyList<string> inputs, params ReadOnlySpan<(string Option, string? File)> outputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            if (outputs[i].File is not { } file)
            {
                continue;
            }

            if (file is StandardOutput)
            {
                throw new CommandLineException($"{outputs[i].Option} - is the standard output, which is for answers that are text; name a file");
            }

            string place = Canonical(file);
            if (inputs.Any(input => Canonical(input).Equals(place, Comparison)))
            {
                throw new CommandLineException($"{file}: is read by this command, and {outputs[i].Option} would replace it; name another file");
            }

            foreach ((string option, string? other) in outputs[(i + 1)..])
            {
                if (other is not null && Canonical(other).Equals(place, Comparison))
                {
                    throw new CommandLineException($"{outputs[i].Option} and {option} both name {file}");
                }
            }
        }
    }

    /// <summary>Tries to create files before the work, so that a folder that is not there is told at once and not after it.</summary>
    /// <param name="files">The files; null where none is asked for.</param>
    /// <exception cref="DataFileException">One cannot be written.</exception>
    public static void MustBeWritable(params IEnumerable<string?> files)
    {
        foreach (string file in files.OfType<string>())
        {
            AtomicFile.MustBeWritable(file);
        }
    }

    /// <summary>The path without symbolic links, so that one file has one name.</summary>
    private static string Canonical(string path)
    {
        string full = Path.GetFullPath(path);
        string place = Path.GetPathRoot(full) ?? "";
        try
        {
            foreach (string part in full[place.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
            {
                FileInfo entry = new(Path.Combine(place, part));
                place = entry.ResolveLinkTarget(returnFinalTarget: true) is { } goal ? Canonical(goal.FullName) : entry.FullName;
            }

            return place;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be followed cannot be opened either, and opening it tells the reason.
            return full;
        }
    }
}
