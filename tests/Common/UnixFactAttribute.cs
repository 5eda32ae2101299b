using System.Runtime.InteropServices;

namespace KLDiv.TestSupport;

/// <summary>A fact about permissions, links and pipes as Unix has them, skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no permission bits." : null;

    public UnixFactAttribute(string device) => Skip = File.Exists(device) ? null : $"There is no {device}.";
}

/// <summary>A theory that needs a program or a device of Unix, skipped where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute(string needed) => Skip = File.Exists(needed) ? null : $"There is no {needed}.";
}

internal static partial class UnixUser
{
    private const uint Nobody = 65534;

    /// <summary>
    /// Runs an action so that permission bits bind it even where the tests run as root: on Linux the user for file access
    /// belongs to the thread and can be changed for it alone.
    /// </summary>
    public static void RunWithoutPrivileges(Action action)
    {
        if (!Environment.IsPrivilegedProcess || !OperatingSystem.IsLinux())
        {
            action();
            return;
        }

        uint previous = (uint)SetFileSystemUser(Nobody);
        try
        {
            action();
        }
        finally
        {
            _ = SetFileSystemUser(previous);
        }
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(uint user);
}
