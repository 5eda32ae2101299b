namespace KLDiv.Cli.Tests.Packing;

/// <summary>
/// Every package as it would be published: those in the folder that the environment variable <c>KLDIV_PACKAGES</c> names, or
/// built once into a folder of their own, so that the builds of other test runs are not disturbed.
/// </summary>
public sealed class Packages : IDisposable
{
    /// <summary>The package of the command.</summary>
    public const string Tool = "KLDiv.Cli";

    private const string Extension = ".nupkg";

    private readonly TemporaryFolder _folder = new();

    public Packages()
    {
        Feed = Environment.GetEnvironmentVariable("KLDIV_PACKAGES") ?? Pack();
        string core = Directory.GetFiles(Feed).Select(file => Path.GetFileName(file)).Single(
            name => name.EndsWith(Extension, StringComparison.Ordinal) && char.IsAsciiDigit(name["KLDiv.".Length]));
        Version = core["KLDiv.".Length..^Extension.Length];
        string end = $".{Version}{Extension}";
        Runtimes = [.. Directory.GetFiles(Feed, $"{Tool}.*{end}").Select(file => Path.GetFileName(file)[(Tool.Length + 1)..^end.Length]).Order(StringComparer.Ordinal)];
    }

    /// <summary>The packages' names: those of the projects under src.</summary>
    public static string[] Ids { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(project => Path.GetFileNameWithoutExtension(project)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Which the core's package has.</summary>
    public string Version { get; }

    /// <summary>The runtimes for which the command has packages of its own, which its package then names; none where that one is for all.</summary>
    public string[] Runtimes { get; }

    /// <summary>In which everything was built.</summary>
    public string Folder => _folder.Path;

    public string Feed { get; }

    /// <summary>A packed file, to be read.</summary>
    internal PackedFile Open(string id, string extension = Extension) => new(Path.Combine(Feed, $"{id}.{Version}{extension}"));

    /// <summary>The package that has the code of a project.</summary>
    public string WithCode(string id) => id is Tool && Runtimes.Length > 0 ? $"{Tool}.any" : id;

    public void Dispose() => _folder.Dispose();

    private string Pack()
    {
        string feed = _folder.File("feed");
        string[] options = ["-c", "Release", "-o", feed, "-p:UseArtifactsOutput=true", $"-p:ArtifactsPath={_folder.File("artifacts")}", "-p:RunAnalyzers=false", "-m:1", "-nodeReuse:false"];
        foreach (string id in Ids)
        {
            Outcome outcome = Command.RunProgram("dotnet", Repository.Root, ["pack", $"src/{id}", .. options]);
            Assert.True(outcome.Status == 0, outcome.Output + outcome.Error);
        }

        return feed;
    }
}
