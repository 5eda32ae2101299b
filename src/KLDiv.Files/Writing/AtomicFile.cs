using System.Diagnostics.CodeAnalysis;

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
/// <para>Devices and pipes under <c>/dev</c>, such as <c>/dev/null</c>, cannot be replaced; they are written to directly.</para>
/// <para>The contents reach the disk before the rename, so that a crash of the machine leaves the old file or the new.
/// A process that is killed while it writes leaves the temporary file, <c>.kldiv-*.tmp</c>, behind.</para>
/// <para>Errors of the file system, while writing too, are <see cref="DataFileException"/>s that name the file. A
/// wrapper such as <see cref="StreamWriter"/> must leave the stream open, and be flushed before <see cref="Commit"/>.</para>
/// </remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is named for what it makes.")]
public sealed class AtomicFile : Stream
{
    private const int BufferSize = 64 * 1024;
    private const UnixFileMode PermissionBits = (UnixFileMode)0b111_111_111;

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
        string? temporary = null;
        try
        {
            string target = FollowLinks(System.IO.Path.GetFullPath(path));
            if (IsDevice(target))
            {
                // Shared without limit, so that no lock is taken: other processes write to it too.
                var device = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                return new AtomicFile(path, target, temporary: null, device);
            }

            if (File.Exists(target) || Directory.Exists(target))
            {
                // Opening changes nothing; it fails where overwriting in place would.
                File.OpenHandle(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
            }

            string folder = System.IO.Path.GetDirectoryName(target) ?? target;
            temporary = System.IO.Path.Combine(folder, $".kldiv-{Guid.NewGuid():N}.tmp");
            return new AtomicFile(path, target, temporary, OpenTemporary(temporary, target, expectedLength));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw Refused(e, path, temporary);
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
            stream.Dispose();
            if (_temporary is not null)
            {
                File.Move(_temporary, _target, overwrite: true);
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
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
            catch (IOException)
            {
                // What is still in the buffer cannot be written, and is not wanted any more.
            }

            TryDelete(_temporary);
        }

        base.Dispose(disposing);
    }

    // Links among devices, such as /dev/stdout, lead to what has no name of its own, and are left to the system.
    private static string FollowLinks(string fullPath) =>
        IsDevice(fullPath) || new FileInfo(fullPath) is not { LinkTarget: not null } link
            ? fullPath
            : link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;

    // /dev/shm is an ordinary file system in memory.
    private static bool IsDevice(string fullPath) =>
        fullPath.StartsWith("/dev/", StringComparison.Ordinal) && !fullPath.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static FileStream OpenTemporary(string temporary, string target, long expectedLength)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = BufferSize,
            PreallocationSize = expectedLength,
        };
        if (OperatingSystem.IsWindows() || !File.Exists(target))
        {
            return new FileStream(temporary, options);
        }

        // From the start, so that what replaces a private file is never open to others; and once more, past the umask.
        UnixFileMode mode = File.GetUnixFileMode(target) & PermissionBits;
        options.UnixCreateMode = mode;
        var stream = new FileStream(temporary, options);
        File.SetUnixFileMode(stream.SafeFileHandle, mode);
        return stream;
    }

    private static DataFileException Refused(Exception refusal, string path, string? temporary)
    {
        // The user knows no temporary file.
        string? message = temporary is null ? null : refusal.Message.Replace(temporary, path, StringComparison.Ordinal);
        return DataFileException.From(refusal, path, "cannot be written", message);
    }

    private static void TryDelete(string? temporary)
    {
        try
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that led here is the one to report.
        }
    }

    private void Try(Action<FileStream> action)
    {
        try
        {
            action(_stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(e, Path, _temporary);
        }
    }
}
