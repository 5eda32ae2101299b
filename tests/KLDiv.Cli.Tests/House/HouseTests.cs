using System.Text.RegularExpressions;
using Mono.Cecil;

namespace KLDiv.Cli.Tests.House;

/// <summary>The layout that CONTRIBUTING describes, held against sources and assemblies.</summary>
public sealed partial class HouseTests
{
    /// <summary>For each package, the packages that it may use.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["KLDiv"] = [],
        ["KLDiv.Files"] = ["KLDiv"],
        ["KLDiv.Files.Columnar"] = ["KLDiv", "KLDiv.Files"],
        ["KLDiv.Regression"] = ["KLDiv", "KLDiv.Files"],
        ["KLDiv.Reports"] = ["KLDiv", "KLDiv.Files"],
        ["KLDiv.TwoSamples"] = ["KLDiv", "KLDiv.Files", "KLDiv.Regression"],
        ["KLDiv.Pages"] = ["KLDiv", "KLDiv.Files", "KLDiv.Regression", "KLDiv.Reports"],
        ["KLDiv.TorchSharp"] = ["KLDiv"],
        ["KLDiv.Cli"] = ["KLDiv", "KLDiv.Files", "KLDiv.Files.Columnar", "KLDiv.Regression", "KLDiv.Reports", "KLDiv.TwoSamples", "KLDiv.Pages"],
    };

    /// <summary>The rooms of the core by height: a room uses only rooms below it, and rooms of one height know nothing of each other.</summary>
    private static readonly string[][] RoomsOfTheCore = [["Simd"], ["Memory"], ["Criterion", "Softmaxes"], ["Distilling"], ["Comparing"]];

    [Fact]
    public void Packages_use_only_what_lies_below_them()
    {
        Assert.Equal(
            MayUse.Keys.Order(StringComparer.Ordinal),
            DeclaredType.All.Select(type => type.Package).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(MayUse, package => Assert.Empty(
            Arrows.ReferencesOf(package.Key).Where(name => name.StartsWith("KLDiv", StringComparison.Ordinal)).Except(package.Value, StringComparer.Ordinal)));
    }

    [Fact]
    public void Rooms_of_the_core_use_only_rooms_below_them()
    {
        Dictionary<string, int> heights = RoomsOfTheCore.SelectMany((rooms, height) => rooms.Select(room => (room, height)))
            .ToDictionary(pair => pair.room, pair => pair.height, StringComparer.Ordinal);
        Dictionary<string, string> roomOf = DeclaredType.All.Where(type => type.Package is "KLDiv").DistinctBy(type => type.Name, StringComparer.Ordinal)
            .ToDictionary(type => type.Name, type => type.Room, StringComparer.Ordinal);
        Assert.All(roomOf.Values, room => Assert.Contains(room, heights));

        IEnumerable<string> upward =
            from arrow in Arrows.Of("KLDiv")
            where roomOf.ContainsKey(arrow.User) && roomOf.ContainsKey(arrow.Used)
            let rooms = (User: roomOf[arrow.User], Used: roomOf[arrow.Used])
            where !string.Equals(rooms.User, rooms.Used, StringComparison.Ordinal) && heights[rooms.User] <= heights[rooms.Used]
            select $"{rooms.User}/{arrow.User} uses {rooms.Used}/{arrow.Used}";
        Assert.Empty(upward);
    }

    [Fact]
    public void Public_types_stand_in_the_root_namespace_and_internal_ones_in_their_folder()
    {
        HashSet<(string Package, string Name)> seen = [.. DeclaredType.All.Where(type => type.IsPublic).Select(type => (type.Package, type.Name))];
        Assert.All(DeclaredType.All, type => Assert.Equal(
            seen.Contains((type.Package, type.Name)) || type.Folder.Length == 0 ? type.Package : $"{type.Package}.{type.Folder.Replace('/', '.')}",
            type.Namespace));
    }

    [Fact]
    public void No_two_types_share_a_name()
    {
        IEnumerable<string> shared = DeclaredType.All.Select(type => (type.Name, Place: $"{type.Package}/{type.Folder}")).Distinct()
            .GroupBy(type => type.Name, type => type.Place, StringComparer.Ordinal)
            .Where(places => places.Skip(1).Any())
            .Select(places => $"{places.Key}: {string.Join(", ", places)}");
        Assert.Empty(shared);
    }

    [Fact]
    public void No_two_folders_share_a_name()
    {
        IEnumerable<string> shared = DeclaredType.All.Where(type => type.Folder.Length > 0)
            .Select(type => $"{type.Package}/{type.Folder}").Distinct(StringComparer.Ordinal)
            .GroupBy(Path.GetFileName, StringComparer.Ordinal)
            .Where(places => places.Skip(1).Any())
            .Select(places => string.Join(", ", places));
        Assert.Empty(shared);
    }

    [Fact]
    public void No_public_method_takes_more_than_seven_parameters() => Assert.All(MayUse.Keys, package =>
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, $"{package}.dll"));
        Assert.Empty(
            from type in module.GetTypes()
            where type.IsPublic || type.IsNestedPublic
            from method in type.Methods
            where method.IsPublic && !method.IsConstructor && method.Name is not "Deconstruct" && method.Parameters.Count > 7
            select $"{type.Name}.{method.Name} takes {method.Parameters.Count}");
    });

    [Fact]
    public void The_table_of_operations_follows_the_core_as_it_is()
    {
        Dictionary<string, string> files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "KLDiv"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetFileName(file), StringComparer.Ordinal);
        string[][] rows = [.. File.ReadLines(Path.Combine(Repository.Root, "CONTRIBUTING.md"))
            .SkipWhile(line => !line.StartsWith("| operation |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|'))];

        Assert.True(rows.Length >= 5);
        Assert.All(rows, cells =>
        {
            string[] named = [.. CodeInMarkdown().Matches(string.Concat(cells[1..])).Select(match => match.Groups["code"].Value)];
            Assert.All(named, name => Assert.Contains(name, files));
            string method = CodeInMarkdown().Match(cells[0]).Groups["code"].Value.Split('.')[1];
            Assert.Contains($" {method}<", File.ReadAllText(files[named[0]]), StringComparison.Ordinal);
        });
    }

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeInMarkdown();
}
