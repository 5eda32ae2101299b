using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;

namespace KLDiv.Files.Writing;

/// <summary>Where an output goes, by what stands there: a file is replaced as a whole, anything else is written to as it is.</summary>
/// <param name="Path">The path, its links followed.</param>
/// <param name="Type">What stands there.</param>
/// <param name="Descriptor">The open descriptor of this process that the path names, such as 1 of <c>/dev/stdout</c>; null of any other.</param>
internal readonly record struct OutputPlace(string Path, FileType Type, int? Descriptor)
{
    /// <summary>As many links as Linux follows.</summary>
    private const int MostLinks = 40;

    /// <summary>Whether a file appears there as a whole, in the place of one that may be there.</summary>
    public bool IsReplaced => Descriptor is null && Type is FileType.None or FileType.Regular;

    /// <summary>Finds the place.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    /// <exception cref="DataFileException">It is nothing that can be written to.</exception>
    public static OutputPlace Of(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        for (int links = 0; ; links++)
        {
            if (DescriptorOf(full) is { } descriptor)
            {
                return new OutputPlace(full, FileTypes.Of(full), descriptor);
            }

            if (new FileInfo(full).LinkTarget is not { } next)
            {
                break;
            }

            full = links < MostLinks
                ? System.IO.Path.GetFullPath(next, System.IO.Path.GetDirectoryName(full)!)
                : throw new IOException("too many symbolic links");
        }

        return FileTypes.Of(full) switch
        {
            FileType.Directory => throw new DataFileException(path, "is a directory"),
            FileType.Socket => throw new DataFileException(path, "is a socket, which is not written to; name a file or a pipe"),
            FileType type => new OutputPlace(full, type, Descriptor: null),
        };
    }

    /// <summary>The descriptor that a path such as <c>/dev/fd/3</c> names. What it is open to may have no name, or another file under its name.</summary>
    private static int? DescriptorOf(string full)
    {
        if (!NumberText.TryParse(System.IO.Path.GetFileName(full), out int descriptor))
        {
            return null;
        }

        string folder = System.IO.Path.GetDirectoryName(full)!;
        folder = new DirectoryInfo(folder).LinkTarget is { } goal ? System.IO.Path.GetFullPath(goal, System.IO.Path.GetDirectoryName(folder)!) : folder;
        bool isOwn = folder is "/proc/self/fd" or "/proc/thread-self/fd" or "/dev/fd" || string.Equals(folder, $"/proc/{Environment.ProcessId}/fd", StringComparison.Ordinal);
        return isOwn ? descriptor : null;
    }
}
