using System.Runtime.Versioning;

namespace KLDiv.TestSupport;

/// <summary>An empty folder of its own for a test, removed with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kldiv-tests-").FullName;

    public string[] Names => [.. Directory.EnumerateFileSystemEntries(Path).Select(e => System.IO.Path.GetFileName(e)).Order(StringComparer.Ordinal)];

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string File(string name, byte[] contents)
    {
        System.IO.File.WriteAllBytes(File(name), contents);
        return File(name);
    }

    /// <summary>Lets every user make and remove files here, so that a refusal can only be the file's own.</summary>
    [UnsupportedOSPlatform("windows")]
    public void OpenToAll() => System.IO.File.SetUnixFileMode(Path, (UnixFileMode)0b111_111_111);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
