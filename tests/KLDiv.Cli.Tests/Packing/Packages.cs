namespace KLDiv.Cli.Tests.Packing;

/// <summary>Every package as it would be published, built once into a folder of its own: the builds of other test runs are not disturbed.</summary>
public sealed class Packages : IDisposable
{
    private const string Extension = ".nupkg";

    private readonly TemporaryFolder _folder = new();

    public Packages()
    {
        foreach (string id in Ids)
        {
            Outcome outcome = Command.RunProgram(
                "dotnet",
                Repository.Root,
                ["pack", $"src/{id}", "-c", "Release", "-o", Feed, $"-p:ArtifactsPath={_folder.File("artifacts")}", "-p:UseArtifactsOutput=true", "-p:RunAnalyzers=false", "-m:1", "-nodeReuse:false"]);
            Assert.True(outcome.Status == 0, outcome.Output + outcome.Error);
        }

        string core = Directory.GetFiles(Feed).Select(file => Path.GetFileName(file)).Single(
            name => name.EndsWith(Extension, StringComparison.Ordinal) && char.IsAsciiDigit(name["KLDiv.".Length]));
        Version = core["KLDiv.".Length..^Extension.Length];
    }

    /// <summary>The packages' names: those of the projects under src.</summary>
    public static string[] Ids { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(project => Path.GetFileNameWithoutExtension(project)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Which the core's package has.</summary>
    public string Version { get; }

    /// <summary>In which everything was built.</summary>
    public string Folder => _folder.Path;

    public string Feed => _folder.File("feed");

    /// <summary>A packed file, to be read.</summary>
    internal PackedFile Open(string id, string extension = Extension) => new(Path.Combine(Feed, $"{id}.{Version}{extension}"));

    public void Dispose() => _folder.Dispose();
}
