using KLDiv.Files;

namespace KLDiv.Cli.Parsing;

/// <summary>The words by which users say what a file holds.</summary>
internal static class KindWords
{
    public static readonly (string Word, RowKind Value)[] All = Array.ConvertAll(Enum.GetValues<RowKind>(), kind => (kind.Name(), kind));
}
