using System.Diagnostics.CodeAnalysis;

namespace KLDiv.Files;

/// <summary>
/// A file of data (a tensor, a table, a model, a part of a report) cannot be opened, is malformed, holds what does not fit the rest,
/// or cannot be written. The message is one line, <c>FILE: what is wrong, with the values</c>, fit to be shown to a user as it is.
/// </summary>
[SuppressMessage("Design", "RCS1194:Implement exception constructors", Justification = "Without a file and a problem there is no message.")]
public sealed class DataFileException : IOException
{
    /// <summary>Creates the exception for <paramref name="path"/>.</summary>
    /// <param name="path">The file, as the user named it.</param>
    /// <param name="problem">What is wrong, with the values; it follows the path and a colon in the message.</param>
    /// <param name="innerException">The exception that was met underneath, if any.</param>
    public DataFileException(string path, string problem, Exception? innerException = null)
        : base($"{path}: {problem}", innerException)
    {
        Path = path;
        Problem = problem;
    }

    /// <summary>The file, as the user named it.</summary>
    public string Path { get; }

    /// <summary>What is wrong, with the values.</summary>
    public string Problem { get; }

    /// <summary>The exception for a file system's refusal that was met while doing something to <paramref name="path"/>.</summary>
    /// <param name="refusal">What the file system threw: an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
    /// <param name="path">The file, as the user named it.</param>
    /// <param name="cannot">What could not be done: <c>cannot be opened</c>.</param>
    /// <param name="message">What to say instead of the refusal's own message, where that would name another file.</param>
    /// <returns>The exception, whose problem says why: <c>cannot be opened: no such file or directory</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="refusal"/> is null.</exception>
    public static DataFileException From(Exception refusal, string path, string cannot, string? message = null) => new(
        path,
        refusal switch
        {
            _ when Directory.Exists(path) => "is a directory",
            FileNotFoundException or DirectoryNotFoundException => $"{cannot}: no such file or directory",
            UnauthorizedAccessException => $"{cannot}: permission denied",
            _ => $"{cannot}: {message ?? refusal?.Message ?? throw new ArgumentNullException(nameof(refusal))}",
        },
        refusal);
}
