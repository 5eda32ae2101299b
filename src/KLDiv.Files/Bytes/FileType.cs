using System.Runtime.InteropServices;

namespace KLDiv.Files;

/// <summary>What stands under a path.</summary>
public enum FileType
{
    /// <summary>Nothing, or nothing that may be looked at.</summary>
    None,

    /// <summary>A file with contents of its own.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A FIFO, or a pipe that is open as a descriptor.</summary>
    Pipe,

    /// <summary>A character or block device.</summary>
    Device,

    /// <summary>A socket.</summary>
    Socket,
}

/// <summary>Tells what stands under a path without opening it: opening a pipe waits for its other end.</summary>
public static partial class FileTypes
{
    private const int CurrentFolder = -100;
    private const uint TypeAlone = 1;

    /// <summary>Where <c>stx_mode</c> lies in <c>struct statx</c>, which is the same on every processor.</summary>
    private const int ModeOffset = 28;
    private const int StatxLength = 256;

    /// <summary>The type, links followed.</summary>
    /// <param name="path">Where to look.</param>
    /// <returns>What stands there.</returns>
    public static unsafe FileType Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            byte* found = stackalloc byte[StatxLength];
            try
            {
                if (Statx(CurrentFolder, path, flags: 0, TypeAlone, found) == 0)
                {
                    return OfMode(*(ushort*)(found + ModeOffset));
                }
            }
            catch (EntryPointNotFoundException)
            {
                // A C library from before 2018.
            }
        }

        // /dev/shm is an ordinary file system in memory.
        return Directory.Exists(path) ? FileType.Directory
            : !File.Exists(path) ? FileType.None
            : path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal) ? FileType.Device
            : FileType.Regular;
    }

    private static FileType OfMode(ushort mode) => (mode >> 12) switch
    {
        0x1 => FileType.Pipe,
        0x2 or 0x6 => FileType.Device,
        0x4 => FileType.Directory,
        0xC => FileType.Socket,
        _ => FileType.Regular,
    };

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* found);
}
