using System.Text.RegularExpressions;

namespace KLDiv.Cli.Tests.House;

/// <summary>A type as the sources of a package declare it.</summary>
/// <param name="Name">Its name, without type parameters.</param>
/// <param name="Package">The package, which is also the name of its assembly and of its root namespace.</param>
/// <param name="Folder">Its folder within the package; empty for the root.</param>
/// <param name="Namespace">The namespace that it is declared in.</param>
/// <param name="IsPublic">Whether users of the package see it.</param>
internal sealed partial record DeclaredType(string Name, string Package, string Folder, string Namespace, bool IsPublic)
{
    /// <summary>Milliseconds for one file.</summary>
    private const int Patience = 10_000;

    /// <summary>The first folder, which is the room that the type belongs to.</summary>
    public string Room => Folder.Split('/')[0];

    /// <summary>Every type of every package; the files of a partial type count once.</summary>
    public static IReadOnlyList<DeclaredType> All { get; } = [.. Read()];

    private static IEnumerable<DeclaredType> Read()
    {
        string sources = Path.Combine(Repository.Root, "src");
        foreach (string file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories))
        {
            string[] path = Path.GetRelativePath(sources, file).Split(Path.DirectorySeparatorChar);
            if (path is [_, "bin" or "obj", ..])
            {
                continue;
            }

            string text = File.ReadAllText(file);
            string home = NamespaceLine().Match(text).Groups["name"].Value;
            foreach (Match type in Declaration().Matches(text))
            {
                bool isPublic = type.Groups["modifiers"].Value.Contains("public", StringComparison.Ordinal);
                yield return new DeclaredType(type.Groups["name"].Value, path[0], string.Join('/', path[1..^1]), home, isPublic);
            }
        }
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex NamespaceLine();

    /// <summary>A declaration that begins its line: the house has no nested namespaces.</summary>
    [GeneratedRegex(@"^(?<modifiers>(?:(?:public|internal|static|sealed|abstract|unsafe|readonly|ref|partial) )+)(?:class|struct|interface|enum|record struct|record|delegate [^\s(]+) (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Declaration();
}
