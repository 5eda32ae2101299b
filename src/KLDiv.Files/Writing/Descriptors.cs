using System.Runtime.InteropServices;

namespace KLDiv.Files;

/// <summary>The open descriptors that a process was started with.</summary>
public static partial class Descriptors
{
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>
    /// Whether the process was started with a descriptor. Where it was not, the number may since have gone to something of the runtime's own, which
    /// must not be written to; what a process opens for itself is marked to be closed in others, and what it was given cannot be.
    /// </summary>
    /// <param name="descriptor">Its number: 1 for standard output, 2 for standard error.</param>
    /// <returns>Whether it was; always true on Windows.</returns>
    public static bool IsInherited(int descriptor) => OperatingSystem.IsWindows() || (Control(descriptor, GetFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);
}
