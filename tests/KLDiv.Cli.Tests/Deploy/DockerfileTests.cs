using System.Xml.Linq;

namespace KLDiv.Cli.Tests.Deploy;

/// <summary>The form of the image of the command. There is no container engine here.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] s_lines = File.ReadAllLines(Path.Combine(Repository.Root, "deploy", "Dockerfile"));

    private static string Project => Path.Combine(Repository.Root, "src", "KLDiv.Cli");

    [Fact]
    public void The_image_runs_the_command_as_nobody_and_nothing_in_it_ran_as_root()
    {
        string[] final = s_lines[Array.FindLastIndex(s_lines, line => line.StartsWith("FROM ", StringComparison.Ordinal))..];
        Assert.Equal(["FROM", "COPY", "WORKDIR", "USER", "ENTRYPOINT"], final.Where(line => !line.StartsWith('#')).Select(line => line.Split(' ')[0]).ToArray());
        Assert.Contains("USER 65534:65534", final, StringComparer.Ordinal);
        Assert.Contains($"ENTRYPOINT [\"{Property(Path.Combine(Project, "KLDiv.Cli.csproj"), "ToolCommandName")}\"]", final, StringComparer.Ordinal);
    }

    [Fact]
    public void What_the_image_publishes_is_the_one_file_that_it_copies()
    {
        string publish = Assert.Single(s_lines, line => line.StartsWith("RUN dotnet publish", StringComparison.Ordinal));
        string profile = publish.Split("-p:PublishProfile=")[1].Split(' ')[0];
        Assert.Equal("true", Property(Path.Combine(Project, "Properties", "PublishProfiles", $"{profile}.pubxml"), "PublishSingleFile"));
        string copied = Assert.Single(s_lines, line => line.StartsWith("COPY --from=build", StringComparison.Ordinal)).Split(' ')[2];
        Assert.Equal($"{publish.Split("-o ")[1]}/kldiv", copied);
    }

    private static string Property(string file, string name) => Assert.Single(XDocument.Load(file).Descendants(name)).Value;
}
