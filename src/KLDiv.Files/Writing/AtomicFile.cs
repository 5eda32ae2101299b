using System.Diagnostics.CodeAnalysis;
using KLDiv.Files.Bytes;
using KLDiv.Files.Writing;
using Microsoft.Win32.SafeHandles;

namespace KLDiv.Files;

/// <summary>
/// A stream for writing a file that appears whole or not at all: it goes to a temporary name in the same folder, and
/// <see cref="Commit"/> renames it over the file. Disposing without it removes what was written, and a file that was
/// there before is as it was.
/// </summary>
/// <remarks>
/// <para>Where a file is replaced, its permission bits are kept, and it must be writable to the user; its owner, further
/// attributes and hard links are not kept. A new file gets the permission bits that the process gives to all.</para>
/// <para>A symbolic link is followed: the file that it points to is replaced (or appears), and the link stays.</para>
/// <para>What is no regular file is not replaced. A device (<c>/dev/null</c>), a pipe, and an open descriptor of the process
/// (<c>/dev/stdout</c>, <c>/dev/fd/3</c>), whatever it is open to, are written to directly, also through a link; a pipe
/// must have a reader within three seconds. A directory and a socket are refused.</para>
/// <para>The contents reach the disk before the rename, so that a crash of the machine leaves the old file or the new.
/// A process that is killed while it writes leaves the temporary file, <c>.kldiv-*.tmp</c>, behind; the next one that
/// writes a file of the same name removes it.</para>
/// <para>Errors of the file system, while writing too, are <see cref="DataFileException"/>s that name the file. A
/// wrapper such as <see cref="StreamWriter"/> must leave the stream open, and be flushed before <see cref="Commit"/>.</para>
/// </remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is named for what it makes.")]
public sealed class AtomicFile : Stream
{
    private const int BufferSize = 64 * 1024;
    private const UnixFileMode PermissionBits = (UnixFileMode)0b111_111_111;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly string _target;
    private readonly string? _temporary;
    private readonly FileStream _stream;
    private bool _isCommitted;

    private AtomicFile(string path, string target, string? temporary, FileStream stream)
    {
        Path = path;
        _target = target;
        _temporary = temporary;
        _stream = stream;
    }

    /// <summary>The path that the file will have, as it was given.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => _stream.CanWrite;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Starts a file.</summary>
    /// <param name="path">The file, replaced if it is there when it is committed.</param>
    /// <param name="expectedLength">How long it will be in bytes, where that is known: room is then set aside at once
    /// where the file system can do that. 0 otherwise.</param>
    /// <returns>The stream; dispose of it, committed or not.</returns>
    /// <exception cref="DataFileException">The file cannot be written: its folder is missing or may not be written to,
    /// the file is a directory or may not be written to, or the disk is full.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="expectedLength"/> is negative.</exception>
    public static AtomicFile Create(string path, long expectedLength = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedLength);
        try
        {
            OutputPlace place = OutputPlace.Of(path);
            if (!place.IsReplaced)
            {
                return new AtomicFile(path, place.Path, temporary: null, OpenDirectly(place, path));
            }

            if (place.Type == FileType.Regular)
            {
                // Opening changes nothing; it fails where overwriting in place would.
                File.OpenHandle(place.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
            }

            return CreateTemporary(path, place, expectedLength);
        }
        catch (Exception e) when (IsRefusal(e) && e is not DataFileException)
        {
            throw Refused(e, path, temporary: null);
        }
    }

    /// <summary>Removes the temporary files of all that is being written, when the process is about to end: nothing can be committed any more.</summary>
    public static void RemoveUnfinished() => TemporaryFiles.RemoveAll();

    /// <summary>Makes sure, before the work, that a file can be written. Nothing is written to a pipe or a descriptor: its reader would take the end of that for the end.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">It cannot.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public static void MustBeWritable(string path)
    {
        try
        {
            if (OutputPlace.Of(path).IsReplaced)
            {
                Create(path).Dispose();
            }
        }
        catch (Exception e) when (IsRefusal(e) && e is not DataFileException)
        {
            throw Refused(e, path, temporary: null);
        }
    }

    /// <summary>Gives the file its name. Nothing can be written after that.</summary>
    /// <exception cref="InvalidOperationException">The file has been committed before.</exception>
    /// <exception cref="ObjectDisposedException">The stream has been disposed of.</exception>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public void Commit()
    {
        if (_isCommitted)
        {
            throw new InvalidOperationException($"{Path} has been committed before.");
        }

        Try(stream =>
        {
            stream.Flush(flushToDisk: _temporary is not null);

            // Asking for the handle moves the descriptor's own place to the end: what the process writes to it next comes behind.
            _ = stream.SafeFileHandle;
            stream.Dispose();
            if (_temporary is not null)
            {
                File.Move(_temporary, _target, overwrite: true);
                TemporaryFiles.Forget(_temporary, isThere: false);
            }
        });
        _isCommitted = true;
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _stream.Write(buffer);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Refused(e, Path, _temporary);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => Try(stream => stream.Flush());

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isCommitted)
        {
            try
            {
                _stream.Dispose();
            }
            catch (Exception e) when (IsRefusal(e))
            {
                // What is still in the buffer cannot be written, and is not wanted any more.
            }

            if (_temporary is not null)
            {
                TemporaryFiles.Forget(_temporary, isThere: true);
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>Opens what is no regular file.</summary>
    private static FileStream OpenDirectly(OutputPlace place, string path)
    {
        if (place.Descriptor is { } descriptor)
        {
            return OpenDescriptor(descriptor, path);
        }

        // Shared without limit, so that no lock is taken: other processes write to it too.
        var opening = Task.Run(() => new FileStream(place.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, BufferSize));
        if (place.Type == FileType.Pipe && !Task.WhenAny(opening).Wait(s_patience))
        {
            // Opening it from the other side ends the wait.
            File.OpenHandle(place.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite).Dispose();
            opening.GetAwaiter().GetResult().Dispose();
            throw new DataFileException(path, $"is a pipe that nobody has opened for reading in {s_patience.TotalSeconds} seconds");
        }

        return opening.GetAwaiter().GetResult();
    }

    private static FileStream OpenDescriptor(int descriptor, string path)
    {
        const string NotOpen = "cannot be written: the process was started without it, or not to write to it";
        if (!Descriptors.IsInherited(descriptor))
        {
            throw new DataFileException(path, NotOpen);
        }

        try
        {
            return new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, BufferSize);
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(path, NotOpen, e);
        }
    }

    private static AtomicFile CreateTemporary(string path, OutputPlace place, long expectedLength)
    {
        string? temporary = null;
        try
        {
            (temporary, FileStream stream) = TemporaryFiles.Create(place.Path, name => OpenTemporary(temporary = name, place, expectedLength));
            return new AtomicFile(path, place.Path, temporary, stream);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Refused(e, path, temporary);
        }
    }

    private static FileStream OpenTemporary(string temporary, OutputPlace place, long expectedLength)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = BufferSize,
            PreallocationSize = expectedLength,
        };
        if (OperatingSystem.IsWindows() || place.Type == FileType.None)
        {
            return new FileStream(temporary, options);
        }

        // From the start, so that what replaces a private file is never open to others; and once more, past the umask.
        UnixFileMode mode = File.GetUnixFileMode(place.Path) & PermissionBits;
        options.UnixCreateMode = mode;
        var stream = new FileStream(temporary, options);
        File.SetUnixFileMode(stream.SafeFileHandle, mode);
        return stream;
    }

    /// <summary>Whether an exception is the file system's; of a file that meets a limit on its size .NET makes an argument that is out of range.</summary>
    internal static bool IsRefusal(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    private static DataFileException Refused(Exception refusal, string path, string? temporary)
    {
        // The user knows no temporary file.
        string? message = refusal is ArgumentException ? "File too large"
            : temporary is null ? null
            : refusal.Message.Replace(temporary, path, StringComparison.Ordinal);
        return DataFileException.From(refusal, path, "cannot be written", message);
    }

    private void Try(Action<FileStream> action)
    {
        try
        {
            action(_stream);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Refused(e, Path, _temporary);
        }
    }
}
