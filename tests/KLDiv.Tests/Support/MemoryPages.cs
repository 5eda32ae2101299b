using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KLDiv.Tests.Support;

/// <summary>Pages straight from the operating system: their protection is set here, and asked of the system without a crash.</summary>
internal static unsafe partial class MemoryPages
{
    private const int ProtectionNone = 0, ReadWrite = 3, PrivateAnonymous = 0x22, NoReserve = 0x4000;
    private const int MemReserve = 0x2000, MemCommit = 0x1000, MemRelease = 0x8000, PageNoAccess = 1, PageReadWrite = 4;

    /// <summary>Why there are none here, or null.</summary>
    public static string? Unsupported { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsWindows()
        ? null
        : "Protected pages are made on Linux and Windows only.";

    /// <summary>Addresses that may be neither read nor written, beginning at a page.</summary>
    public static byte* Reserve(nint bytes)
    {
        void* pages = OperatingSystem.IsWindows()
            ? VirtualAlloc(null, bytes, MemReserve, PageNoAccess)
            : Map(null, bytes, ProtectionNone, PrivateAnonymous | NoReserve, -1, 0);
        return pages != null && (nint)pages != -1 ? (byte*)pages : throw Failure("reserve", bytes);
    }

    /// <summary>Makes reserved pages memory that holds zeros.</summary>
    public static void Open(byte* pages, nint bytes)
    {
        bool done = OperatingSystem.IsWindows()
            ? VirtualAlloc(pages, bytes, MemCommit, PageReadWrite) != null
            : Protect(pages, bytes, ReadWrite) == 0;
        if (!done)
        {
            throw Failure("open", bytes);
        }
    }

    /// <summary>Gives back all that <see cref="Reserve"/> gave.</summary>
    public static void Release(byte* pages, nint bytes)
    {
        bool done = OperatingSystem.IsWindows() ? VirtualFree(pages, 0, MemRelease) != 0 : Unmap(pages, bytes) == 0;
        if (!done)
        {
            throw Failure("release", bytes);
        }
    }

    /// <summary>Whether the byte may be read: the system is asked to copy it, and refuses where the program would crash.</summary>
    public static bool CanRead(byte* address)
    {
        if (OperatingSystem.IsWindows())
        {
            byte copy;
            return ReadProcessMemory(-1, address, &copy, 1, null) != 0;
        }

        using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        return Write(pipe.SafePipeHandle, address, 1) == 1;
    }

    /// <summary>Whether the byte may be written; if so, it is 0 afterwards.</summary>
    public static bool CanWrite(byte* address)
    {
        if (OperatingSystem.IsWindows())
        {
            byte zero = 0;
            return WriteProcessMemory(-1, address, &zero, 1, null) != 0;
        }

        using SafeFileHandle zeros = File.OpenHandle("/dev/zero");
        return Read(zeros, address, 1) == 1;
    }

    private static InvalidOperationException Failure(string what, nint bytes) =>
        new($"Cannot {what} {bytes} bytes of pages: error {Marshal.GetLastPInvokeError()}.");

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Map(void* address, nint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(void* address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(void* address, nint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafePipeHandle descriptor, void* source, nint count);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle descriptor, void* destination, nint count);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial void* VirtualAlloc(void* address, nint size, int type, int protection);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int VirtualFree(void* address, nint size, int type);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int ReadProcessMemory(nint process, void* address, void* buffer, nint size, nint* read);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int WriteProcessMemory(nint process, void* address, void* buffer, nint size, nint* written);
}

/// <summary>A fact that needs protected pages.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PagesFactAttribute : FactAttribute
{
    public PagesFactAttribute() => Skip = MemoryPages.Unsupported;
}

/// <summary>A theory that needs protected pages.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PagesTheoryAttribute : TheoryAttribute
{
    public PagesTheoryAttribute() => Skip = MemoryPages.Unsupported;
}
