namespace KLDiv.Files.Bytes;

/// <summary>Bytes of a known length that are read by their place, from any number of threads.</summary>
/// <param name="path">What messages call them.</param>
internal abstract class ByteSource(string path) : IDisposable
{
    public string Path => path;

    /// <summary>The length that was found when the source was opened; all sizes are checked against it.</summary>
    public abstract long Length { get; }

    /// <summary>Reads what there is from a place on: fewer bytes than asked for only where the source ends.</summary>
    /// <exception cref="DataFileException">The file system refuses.</exception>
    public abstract int Read(Span<byte> destination, long offset);

    /// <summary>The length that the source has now.</summary>
    /// <exception cref="DataFileException">The file system refuses.</exception>
    protected virtual long CurrentLength() => Length;

    /// <summary>Fills the destination with the bytes from a place on, which must lie within <see cref="Length"/>.</summary>
    /// <exception cref="DataFileException">The file system refuses, or the source is shorter than when it was opened.</exception>
    public void ReadExactly(Span<byte> destination, long offset)
    {
        int count = Read(destination, offset);
        if (count < destination.Length)
        {
            throw Shrunk(Math.Min(CurrentLength(), offset + count));
        }
    }

    /// <summary>The first <paramref name="most"/> bytes, or all of a source that is shorter.</summary>
    public byte[] ReadStart(int most)
    {
        byte[] start = new byte[Math.Min(most, Length)];
        return start[..Read(start, 0)];
    }

    public DataFileException Malformed(string problem) => new(path, problem);

    public DataFileException Shrunk(long end) => Malformed($"has shrunk from {Length} bytes to {end} while it was read");

    public abstract void Dispose();
}
