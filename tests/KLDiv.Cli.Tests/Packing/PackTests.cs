using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;

namespace KLDiv.Cli.Tests.Packing;

/// <summary>Packs everything as it would be published, and installs the tool from the packed file.</summary>
[Trait("Category", "Pack")]
public sealed class PackTests : IClassFixture<Packages>
{
    private readonly Packages _packages;

    public PackTests(Packages packages) => _packages = packages;

    public static TheoryData<string> Ids => [.. Packages.Ids];

    [Fact]
    public void There_is_a_package_and_its_symbols_for_every_project() =>
        Assert.Equal(
            Packages.Ids.Concat(_packages.Runtimes.Select(runtime => $"{Packages.Tool}.{runtime}")).Select(id => $"{id}.{_packages.Version}.nupkg")
                .Concat(Packages.Ids.Except(_packages.Runtimes.Length > 0 ? [Packages.Tool] : [], StringComparer.Ordinal)
                    .Concat(_packages.Runtimes.Select(runtime => $"{Packages.Tool}.{runtime}")).Select(id => $"{id}.{_packages.Version}.snupkg"))
                .Order(StringComparer.Ordinal),
            Directory.GetFiles(_packages.Feed).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_package_carries_description_readme_and_licence(string id)
    {
        using PackedFile package = _packages.Open(id);
        XElement metadata = package.Metadata();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName.Equals(name, StringComparison.Ordinal)).Value;

        Assert.True(Value("description").Length > 40, Value("description"));
        Assert.Equal(("README.md", "LICENSE"), (Value("readme"), Value("license")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(Repository.Root, "src", id, "README.md")), package.Contents("README.md"));
        Assert.Equal(File.ReadAllBytes(Path.Combine(Repository.Root, "LICENSE")), package.Contents("LICENSE"));
    }

    /// <summary>They share internals, and are tested together only.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void A_package_depends_on_exactly_its_own_version_of_our_others(string id)
    {
        using PackedFile package = _packages.Open(id);
        XElement[] dependencies =
            [.. package.Metadata().Descendants().Where(element => element.Name.LocalName is "dependency" && Packages.Ids.Contains(element.Attribute("id")!.Value))];
        string project = File.ReadAllText(Path.Combine(Repository.Root, "src", id, $"{id}.csproj"));

        // The tool's package carries the assemblies instead.
        Assert.Equal(project.Contains("<ProjectReference", StringComparison.Ordinal) && id is not "KLDiv.Cli", dependencies.Length > 0);
        Assert.All(dependencies, dependency => Assert.Equal($"[{_packages.Version}]", dependency.Attribute("version")!.Value));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Neither_an_assembly_nor_its_symbols_name_a_folder_of_the_machine(string id)
    {
        using PackedFile package = _packages.Open(_packages.WithCode(id));
        using PackedFile symbols = _packages.Open(_packages.WithCode(id), ".snupkg");

        byte[] assembly = package.Named($"{id}.dll");
        Assert.True(Names(assembly, $"{id}.pdb"));
        Assert.False(Names(assembly, Repository.Root) || Names(assembly, _packages.Folder));
        string[] sources = symbols.Sources($"{id}.pdb");
        Assert.Contains(sources, source => source.StartsWith($"/_/src/{id}/", StringComparison.Ordinal));
        Assert.All(sources, source => Assert.StartsWith("/_", source, StringComparison.Ordinal));
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
            "dotnet", folder.Path, ["tool", "install", "KLDiv.Cli", "--version", _packages.Version, "--tool-path", tools, "--no-cache"],
            ("NUGET_PACKAGES", folder.File("cache")));
        Assert.True(install.Status == 0, install.Output + install.Error);

        string kldiv = Path.Combine(tools, "kldiv");
        Outcome version = Command.RunProgram(kldiv, folder.Path, ["--version"]);
        Assert.Equal((0, _packages.Version, ""), (version.Status, version.Output.Split('\n')[0], version.Error));
        folder.Write("x.npy", [1, 2], Math.Log(0.5), Math.Log(0.5));
        folder.Write("p.npy", [1, 2], 1.0, 0.0);
        Assert.Equal(
            new Outcome(0, "0.6931471805599453\n", ""),
            Command.RunProgram(kldiv, folder.Path, ["loss", "x.npy", "p.npy", "--reduction", "batchmean"]));
    }

    [Fact]
    public void The_code_of_a_package_for_one_runtime_is_compiled_and_that_for_any_is_not()
    {
        Assert.All(_packages.Runtimes, runtime =>
        {
            using PackedFile package = _packages.Open($"{Packages.Tool}.{runtime}");
            using PEReader assembly = new([.. package.Named("KLDiv.Cli.dll")]);
            Assert.Equal(runtime is not "any", assembly.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0);
        });
    }

    private static bool Names(ReadOnlySpan<byte> assembly, string text) =>
        assembly.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || assembly.IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
}
