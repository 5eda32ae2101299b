using KLDiv.Files.Formats;

namespace KLDiv.Files;

/// <summary>A format of tensor files: how a file of it is recognised, and how its rows are opened.</summary>
/// <remarks>Derive from it to read a format that is not known here, and add it to <see cref="FileFormats"/>. Any number of threads may ask at once.</remarks>
public abstract class FileFormat
{
    /// <summary>A format.</summary>
    /// <param name="name">What messages call it: <c>.npy</c>.</param>
    /// <param name="extensions">The ends of the names by which files of it are known, each with its point: <c>.pt</c>, <c>.pth</c>. Small and capital
    /// letters are the same.</param>
    /// <exception cref="ArgumentException">The name is null or empty, or an extension does not begin with a point.</exception>
    protected FileFormat(string name, params ReadOnlySpan<string> extensions)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        foreach (string extension in extensions)
        {
            if (extension is not ['.', _, ..])
            {
                throw new ArgumentException($"The extension '{extension}' must begin with a point, and have a letter after it.", nameof(extensions));
            }
        }

        Name = name;
        Extensions = extensions.ToArray();
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The ends of the names by which files of it are known.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>What of it is read, in a few words; empty where the format does not say.</summary>
    public virtual string Reads => "";

    /// <summary>What of it is written, in a few words; empty where nothing is.</summary>
    public virtual string Writes => "";

    /// <summary>Whether a file is of this format by its first bytes, whatever its name is.</summary>
    /// <param name="start">The first 16 bytes, or all of a file that is shorter.</param>
    /// <param name="length">The length of the file.</param>
    /// <returns>True where it can be nothing else; where first bytes tell nothing, false: the name then decides.</returns>
    public abstract bool Recognises(ReadOnlySpan<byte> start, long length);

    /// <summary>Opens the rows of a file, which has been recognised by its first bytes or its name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensor">The tensor that is asked for inside it; null for the only one.</param>
    /// <returns>The rows, whose <see cref="RowSource.Name"/> is <c>FILE</c> or <c>FILE#NAME</c> and whose <see cref="RowSource.FilePath"/> is the file.</returns>
    /// <exception cref="DataFileException">The file cannot be read, is malformed, or holds no such tensor.</exception>
    public abstract RowSource Open(string path, string? tensor);

    /// <summary>Opens the rows of a file that is open.</summary>
    /// <param name="file">The file, owned from now on.</param>
    /// <param name="tensor">The tensor that is asked for inside it; null for the only one.</param>
    /// <returns>The rows, as those of <see cref="Open(string, string?)"/>, which this asks unless a format says otherwise.</returns>
    /// <exception cref="DataFileException">The file cannot be read, is malformed, or holds no such tensor; the file is then closed.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    public virtual RowSource Open(ByteSource file, string? tensor)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Dispose();
        return Open(file.Path, tensor);
    }

    /// <summary>Opens a file as a table, where files of the format are tables whose columns have types.</summary>
    /// <param name="file">The file, owned by the table; where none is returned, by the caller still.</param>
    /// <returns>The table; null, the default, where the format holds none.</returns>
    /// <exception cref="DataFileException">The file cannot be read, or is malformed.</exception>
    public virtual TypedTable? OpenTable(ByteSource file) => null;

    /// <summary>The names of the tensors in a file, as they are asked for: <c>FILE#NAME</c>.</summary>
    /// <param name="file">The file, which stays open.</param>
    /// <returns>The names; none where a file of the format holds one tensor, which has no name.</returns>
    /// <exception cref="DataFileException">The file cannot be read, or is malformed.</exception>
    public virtual IReadOnlyList<string> TensorNames(ByteSource file) => [];

    /// <summary>Which tensor of a file is meant.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="asked">The name that was asked for; null for the only one.</param>
    /// <param name="names">The names that there are.</param>
    /// <returns>Its place in <paramref name="names"/>.</returns>
    /// <exception cref="DataFileException">There is no such tensor, or no name was given and there is not exactly one.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="names"/> is null.</exception>
    protected static int Choose(string path, string? asked, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return TensorPath.Choose(path, asked, names);
    }
}
