using System.Runtime.InteropServices;

namespace KLDiv.Cli.Terminal;

/// <summary>
/// Whether the process may open as many files as it needs. Each of its assemblies is one, and where one of them cannot be opened there is nothing left to say so with:
/// this needs none but the runtime's own.
/// </summary>
internal static partial class DescriptorLimit
{
    /// <summary>A fit that leaves a page opens 90.</summary>
    private const ulong Least = 128;

    /// <summary>RLIMIT_NOFILE of Linux.</summary>
    private const int OpenFiles = 7;

    private const int StandardError = 2;

    /// <summary>Says that the limit is too low, where it is.</summary>
    /// <returns>Whether it is.</returns>
    public static unsafe bool IsTooLow()
    {
        ulong* limits = stackalloc ulong[2];
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || GetLimit(OpenFiles, limits) != 0 || limits[0] >= Least)
        {
            return false;
        }

        ReadOnlySpan<byte> line = "kldiv: too few files may be open at once; raise the limit to 128 or more (ulimit -n)\n"u8;
        fixed (byte* text = line)
        {
            _ = Write(StandardError, text, line.Length);
        }

        return true;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static unsafe partial int GetLimit(int resource, ulong* limits);

    [LibraryImport("libc", EntryPoint = "write")]
    private static unsafe partial nint Write(int descriptor, byte* text, nint length);
}
