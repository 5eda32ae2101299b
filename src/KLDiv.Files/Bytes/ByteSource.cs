using KLDiv.Files.Bytes;

namespace KLDiv.Files;

/// <summary>Bytes of a known length, such as a file, that are read by their place, from any number of threads. Formats read their files through it.</summary>
public abstract class ByteSource : IDisposable
{
    /// <param name="path">What messages call the bytes.</param>
    private protected ByteSource(string path) => Path = path;

    /// <summary>What messages call the bytes: the file, as the user named it.</summary>
    public string Path { get; }

    /// <summary>The length that was found when the source was opened; all sizes are checked against it.</summary>
    public abstract long Length { get; }

    /// <summary>Opens a regular file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file; dispose of it.</returns>
    /// <exception cref="DataFileException">The file is missing, a directory, not a regular file, or may not be read.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public static ByteSource Open(string path) => MappedFile.Open(path);

    /// <summary>Reads what there is from a place on: fewer bytes than asked for only where the source ends.</summary>
    /// <param name="destination">Where the bytes go; as many as are asked for.</param>
    /// <param name="offset">The place of the first one.</param>
    /// <returns>How many were read.</returns>
    /// <exception cref="DataFileException">The file system refuses.</exception>
    public abstract int Read(Span<byte> destination, long offset);

    /// <summary>The length that the source has now.</summary>
    /// <exception cref="DataFileException">The file system refuses.</exception>
    private protected virtual long CurrentLength() => Length;

    /// <summary>Fills the destination with the bytes from a place on, which must lie within <see cref="Length"/>.</summary>
    /// <param name="destination">Where the bytes go; as many as are meant.</param>
    /// <param name="offset">The place of the first one.</param>
    /// <exception cref="DataFileException">The file system refuses, or the source is shorter than when it was opened.</exception>
    public void ReadExactly(Span<byte> destination, long offset)
    {
        int count = Read(destination, offset);
        if (count < destination.Length)
        {
            throw Shrunk(Math.Min(CurrentLength(), offset + count));
        }
    }

    /// <summary>The first bytes, or all of a source that is shorter.</summary>
    /// <param name="most">How many.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="DataFileException">The file system refuses.</exception>
    public byte[] ReadStart(int most)
    {
        byte[] start = new byte[Math.Min(most, Length)];
        return start[..Read(start, 0)];
    }

    /// <summary>The exception that says what is wrong with the bytes.</summary>
    /// <param name="problem">What is wrong, with the values; it follows the name and a colon.</param>
    /// <returns>The exception, to be thrown.</returns>
    public DataFileException Malformed(string problem) => new(Path, problem);

    /// <summary>The exception that says that the source ends before it should.</summary>
    internal DataFileException Shrunk(long end) => Malformed($"has shrunk from {Length} bytes to {end} while it was read");

    /// <summary>Closes the source.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the source holds.</summary>
    /// <param name="disposing">Always true: there is no finalizer.</param>
    protected abstract void Dispose(bool disposing);
}
