using System.IO.Hashing;
using System.Text;

namespace KLDiv.Files.Writing;

/// <summary>
/// The temporary files of this process. Who ends it without coming back to those who write calls <see cref="RemoveAll"/>, which leaves none; and
/// what a process left that was killed goes when the same output is written the next time.
/// </summary>
internal static class TemporaryFiles
{
    private const int MostAttempts = 5;

    private static readonly Lock s_gate = new();
    private static readonly HashSet<string> s_paths = new(StringComparer.Ordinal);
    private static bool s_isEnding;

    static TemporaryFiles() => AppDomain.CurrentDomain.ProcessExit += (_, _) => RemoveAll();

    /// <summary>Makes a file beside the one that it is to become.</summary>
    /// <param name="target">The file that it is to become.</param>
    /// <param name="open">Makes and opens the file of a name; no other process may open it meanwhile.</param>
    /// <returns>Its path, and what was opened.</returns>
    /// <exception cref="OperationCanceledException">The process is ending.</exception>
    public static (string Path, FileStream Stream) Create(string target, Func<string, FileStream> open)
    {
        string folder = System.IO.Path.GetDirectoryName(target) ?? target;
        string prefix = $".kldiv-{XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(target))):x8}-";

        // Under the lock, so that none is made after the last ones have been removed.
        lock (s_gate)
        {
            if (s_isEnding)
            {
                throw new OperationCanceledException("The process is ending.");
            }

            for (int attempt = 1; ; attempt++)
            {
                string path = System.IO.Path.Combine(folder, $"{prefix}{Guid.NewGuid():N}.tmp");
                if (TryCreate(path, open, isLast: attempt == MostAttempts) is { } stream)
                {
                    RemoveAbandoned(folder, prefix, path);
                    return (path, stream);
                }
            }
        }
    }

    /// <summary>Ends a temporary file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isThere">Whether it is to be removed; otherwise it has got another name.</param>
    public static void Forget(string path, bool isThere)
    {
        lock (s_gate)
        {
            if (isThere)
            {
                TryDelete(path);
            }

            s_paths.Remove(path);
        }
    }

    /// <summary>Removes all of them, and lets no other be made.</summary>
    public static void RemoveAll()
    {
        lock (s_gate)
        {
            s_isEnding = true;
            foreach (string path in s_paths)
            {
                TryDelete(path);
            }

            s_paths.Clear();
        }
    }

    /// <summary>Makes a file; null where another process, which looks for what is left, had hold of it before this one.</summary>
    private static FileStream? TryCreate(string path, Func<string, FileStream> open, bool isLast)
    {
        s_paths.Add(path);
        FileStream? stream = null;
        try
        {
            stream = open(path);
            if (File.Exists(path))
            {
                return stream;
            }
        }
        catch (IOException) when (!isLast && File.Exists(path))
        {
            // It is held.
        }
        catch
        {
            Forget(path, isThere: true);
            throw;
        }

        stream?.Dispose();
        Forget(path, isThere: true);
        return null;
    }

    /// <summary>Removes what processes left that were killed while they wrote the same output: files that nobody holds.</summary>
    private static void RemoveAbandoned(string folder, string prefix, string own)
    {
        try
        {
            foreach (string other in Directory.EnumerateFiles(folder, $"{prefix}*.tmp"))
            {
                // Some file systems have no locks: there every file seems to be free, this process's own too.
                if (!s_paths.Contains(other) && !IsFree(own, remove: false))
                {
                    _ = IsFree(other, remove: true);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder may be written to and not be seen.
        }
    }

    /// <summary>Whether nobody holds a file, which may then be removed.</summary>
    private static bool IsFree(string path, bool remove)
    {
        try
        {
            using FileStream held = new(path, FileMode.Open, FileAccess.Write, FileShare.Delete, bufferSize: 0);
            if (remove)
            {
                File.Delete(path);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that led here is the one to report.
        }
    }
}
