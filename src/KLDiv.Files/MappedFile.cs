using System.IO.MemoryMappedFiles;

namespace KLDiv.Files;

/// <summary>A regular file opened for reading, and mapped into memory as a whole on request.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly FileStream _stream;
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;

    private MappedFile(string path, FileStream stream)
    {
        Path = path;
        _stream = stream;
        Length = stream.Length;
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>Opens a file for reading, and maps nothing yet.</summary>
    /// <exception cref="TensorFileException">The file is missing, a directory, not a regular file, or may not be read.</exception>
    public static MappedFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream stream;
        try
        {
            // Delete is shared so that the file may be replaced by a rename while it is mapped.
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TensorFileException.From(e, path, "cannot be opened");
        }

        if (!stream.CanSeek)
        {
            stream.Dispose();
            throw new TensorFileException(path, "is not a regular file and cannot be mapped into memory");
        }

        return new MappedFile(path, stream);
    }

    /// <summary>The first <paramref name="most"/> bytes, or all of a file that is shorter.</summary>
    public byte[] ReadStart(int most)
    {
        byte[] start = new byte[Math.Min(most, Length)];
        try
        {
            int count = 0;
            int read;
            do
            {
                read = RandomAccess.Read(_stream.SafeFileHandle, start.AsSpan(count), count);
                count += read;
            }
            while (read > 0 && count < start.Length);
            return start[..count];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TensorFileException.From(e, Path, "cannot be read");
        }
    }

    /// <summary>Maps the file, which must not be empty, and returns where its first byte lies.</summary>
    public byte* Map()
    {
        try
        {
            _map = MemoryMappedFile.CreateFromFile(
                _stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw TensorFileException.From(e, Path, "cannot be mapped into memory");
        }

        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        return _view.SafeMemoryMappedViewHandle.ByteLength >= (ulong)Length
            ? pointer
            : throw Malformed($"the file has shrunk from {Length} bytes while it was opened");
    }

    public TensorFileException Malformed(string problem) => new(Path, problem);

    public void Dispose()
    {
        if (_view is { } view)
        {
            _view = null;
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
        }

        _map?.Dispose();
        _stream.Dispose();
    }
}
