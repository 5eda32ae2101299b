using System.IO.Compression;
using System.Xml.Linq;

namespace KLDiv.Cli.Tests;

/// <summary>Packs everything as it would be published, and installs the tool from the packed file.</summary>
[Trait("Category", "Pack")]
public sealed class PackTests : IClassFixture<PackTests.Packages>
{
    private static readonly string[] ids = ["KLDiv", "KLDiv.Files", "KLDiv.Regression", "KLDiv.Reports", "KLDiv.Pages", "KLDiv.Cli"];

    private readonly Packages _packages;

    public PackTests(Packages packages) => _packages = packages;

    [Fact]
    public void There_is_a_package_and_its_symbols_for_every_project() =>
        Assert.Equal(
            ids.SelectMany(id => new[] { $"{id}.0.1.0.nupkg", $"{id}.0.1.0.snupkg" }).Order(StringComparer.Ordinal),
            Directory.GetFiles(_packages.Feed).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("KLDiv")]
    [InlineData("KLDiv.Files")]
    [InlineData("KLDiv.Regression")]
    [InlineData("KLDiv.Reports")]
    [InlineData("KLDiv.Pages")]
    [InlineData("KLDiv.Cli")]
    public void A_package_carries_description_readme_and_licence(string id)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(_packages.Feed, $"{id}.0.1.0.nupkg"));
        using Stream specification = package.GetEntry($"{id}.nuspec")!.Open();
        XElement metadata = XDocument.Load(specification).Root!.Elements().Single(element => element.Name.LocalName is "metadata");
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName.Equals(name, StringComparison.Ordinal)).Value;

        Assert.True(Value("description").Length > 40, Value("description"));
        Assert.Equal(("README.md", "LICENSE"), (Value("readme"), Value("license")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(Repository.Root, "README.md")), Contents(package, "README.md"));
        Assert.Equal(File.ReadAllBytes(Path.Combine(Repository.Root, "LICENSE")), Contents(package, "LICENSE"));
        using ZipArchive symbols = ZipFile.OpenRead(Path.Combine(_packages.Feed, $"{id}.0.1.0.snupkg"));
        Assert.Contains(symbols.Entries, entry => entry.Name.Equals($"{id}.pdb", StringComparison.Ordinal));
    }

    [Fact]
    public void The_tool_installed_from_its_package_runs()
    {
        using CommandFolder folder = new();
        string tools = folder.File("tools");
        File.WriteAllText(
            folder.File("NuGet.config"),
            $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{_packages.Feed}" />
              </packageSources>
            </configuration>
            """);
        Outcome install = Command.RunProgram(
            "dotnet", folder.Path, ["tool", "install", "KLDiv.Cli", "--version", "0.1.0", "--tool-path", tools, "--no-cache"],
            ("NUGET_PACKAGES", folder.File("cache")));
        Assert.True(install.Status == 0, install.Output + install.Error);

        string kldiv = Path.Combine(tools, "kldiv");
        Assert.Equal(new Outcome(0, "0.1.0\n", ""), Command.RunProgram(kldiv, folder.Path, ["--version"]));
        folder.Write("x.npy", [1, 2], Math.Log(0.5), Math.Log(0.5));
        folder.Write("p.npy", [1, 2], 1.0, 0.0);
        Assert.Equal(
            new Outcome(0, "0.6931471805599453\n", ""),
            Command.RunProgram(kldiv, folder.Path, ["loss", "x.npy", "p.npy", "--reduction", "batchmean"]));
    }

    private static byte[] Contents(ZipArchive package, string name)
    {
        using Stream stream = package.GetEntry(name)!.Open();
        using MemoryStream contents = new();
        stream.CopyTo(contents);
        return contents.ToArray();
    }

    /// <summary>Built once, into a folder of its own: the builds of other test runs are not disturbed.</summary>
    public sealed class Packages : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Packages()
        {
            foreach (string id in ids)
            {
                Outcome outcome = Command.RunProgram(
                    "dotnet",
                    Repository.Root,
                    ["pack", $"src/{id}", "-c", "Release", "-o", Feed, $"-p:ArtifactsPath={_folder.File("artifacts")}", "-p:UseArtifactsOutput=true", "-m:1", "-nodeReuse:false"]);
                Assert.True(outcome.Status == 0, outcome.Output + outcome.Error);
            }
        }

        public string Feed => _folder.File("feed");

        public void Dispose() => _folder.Dispose();
    }
}
