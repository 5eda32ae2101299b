using System.IO.MemoryMappedFiles;

namespace KLDiv.Files.Bytes;

/// <summary>A regular file opened for reading by place, and mapped into memory as a whole on request.</summary>
internal sealed unsafe class MappedFile : ByteSource
{
    private const string NoRegularFile = "is not a regular file and cannot be mapped into memory";

    private readonly FileStream _stream;
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;

    private MappedFile(string path, FileStream stream)
        : base(path)
    {
        _stream = stream;
        Length = stream.Length;
    }

    public override long Length { get; }

    /// <summary>Opens a file for reading, and maps nothing yet.</summary>
    /// <exception cref="DataFileException">The file is missing, a directory, not a regular file, or may not be read.</exception>
    public static new MappedFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        // Before it is opened, which would wait for the other end of a pipe.
        FileStream stream;
        if (FileTypes.Of(path) is FileType.Pipe or FileType.Device or FileType.Socket)
        {
            throw new DataFileException(path, NoRegularFile);
        }

        try
        {
            // Delete is shared so that the file may be replaced by a rename while it is open.
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.From(e, path, "cannot be opened");
        }

        if (!stream.CanSeek)
        {
            stream.Dispose();
            throw new DataFileException(path, NoRegularFile);
        }

        return new MappedFile(path, stream);
    }

    public override int Read(Span<byte> destination, long offset)
    {
        try
        {
            int count = 0;
            int read;
            do
            {
                read = RandomAccess.Read(_stream.SafeFileHandle, destination[count..], offset + count);
                count += read;
            }
            while (read > 0 && count < destination.Length);
            return count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.From(e, Path, "cannot be read");
        }
    }

    private protected override long CurrentLength()
    {
        try
        {
            return RandomAccess.GetLength(_stream.SafeFileHandle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.From(e, Path, "cannot be read");
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
            throw DataFileException.From(e, Path, "cannot be mapped into memory");
        }

        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        return _view.SafeMemoryMappedViewHandle.ByteLength >= (ulong)Length
            ? pointer
            : throw Malformed($"the file has shrunk from {Length} bytes while it was opened");
    }

    protected override void Dispose(bool disposing)
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
