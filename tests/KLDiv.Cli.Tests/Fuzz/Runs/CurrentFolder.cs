namespace KLDiv.Cli.Tests.Fuzz;

/// <summary>A folder, in memory where the system has such a place, that is the current one while it is used. It remembers what is in its files.</summary>
internal sealed class CurrentFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    private readonly string _before = Environment.CurrentDirectory;
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public CurrentFolder()
    {
        Path = Directory.Exists(Memory)
            ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"kldiv-fuzz-{Environment.ProcessId}-{Guid.NewGuid():N}")).FullName
            : Directory.CreateTempSubdirectory("kldiv-fuzz-").FullName;
        Environment.CurrentDirectory = Path;
    }

    private string Path { get; }

    /// <summary>Runs a case with its files in this folder, and judges what comes of it; then there is nothing else in the folder.</summary>
    public (CommandRun Run, string? Complaint) Try(CommandCase tried)
    {
        Hold(tried.Files);
        CommandRun run = CommandRun.Of(tried.Arguments);
        string[] names = [.. Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry))];
        string? complaint = Judge.Complaint(tried, run, names);
        foreach (string name in names.Where(name => !_files.ContainsKey(name)))
        {
            Remove(name);
        }

        foreach (string name in tried.NamedByOptions)
        {
            _files.Remove(name);
        }

        return (run, complaint);
    }

    /// <summary>Lets these files be in the folder; those that are there already are left as they are.</summary>
    public void Hold(IReadOnlyDictionary<string, byte[]> files)
    {
        foreach ((string name, byte[] contents) in files)
        {
            if (!ReferenceEquals(_files.GetValueOrDefault(name), contents))
            {
                File.WriteAllBytes(name, contents);
                _files[name] = contents;
            }
        }
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(Path, recursive: true);
    }

    private static void Remove(string name)
    {
        if (Directory.Exists(name))
        {
            Directory.Delete(name, recursive: true);
        }
        else
        {
            File.Delete(name);
        }
    }
}
