using KLDiv.Files;

namespace KLDiv.Cli.Inspecting;

/// <summary>What was found in a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">What its format is called.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Role">What the file is among those that the command makes: a model or a part of a report; null where it is neither.</param>
/// <param name="Count">How many tensors there are.</param>
/// <param name="Tensors">Those that were looked at.</param>
internal sealed record InspectedFile(string Path, string Format, long Length, string? Role, int Count, IReadOnlyList<InspectedTensor> Tensors)
{
    /// <summary>What the file is instead of a tensor: a table of texts and numbers; null where it is none.</summary>
    public InspectedTable? Table { get; private init; }

    /// <summary>Whether it is text.</summary>
    public bool IsText => Table is { Types: null } || Tensors.Any(tensor => tensor.Dialect is not null);

    /// <summary>The tensors of which rows are looked at, and those that are looked at at all.</summary>
    private const int MostSampled = 8, MostTensors = 200;

    private static readonly (string Format, string Role)[] Roles =
    [
        ("kldiv-report-part-", "a part of a report, for kldiv merge"),
        ("kldiv-sparse-rows-", "rows of which some classes are known"),
        ("kldiv-", "a model of kldiv fit, for kldiv predict"),
    ];

    /// <param name="path">The file, or <c>FILE#NAME</c>.</param>
    /// <param name="dialect">How the file is written if it is text.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static InspectedFile Of(string path, TextDialect dialect, CancellationToken cancellation)
    {
        string file = RowSource.FileOf(path);
        string? asked = file.Length < path.Length ? path[(file.Length + 1)..] : null;
        using ByteSource bytes = ByteSource.Open(file);
        bool isRaw = asked is not null && asked.StartsWith("raw:", StringComparison.Ordinal);
        FileFormat? format = isRaw ? null : FileFormats.Default.FormatOf(bytes);
        string?[] names = asked is not null ? [asked] : format!.TensorNames(bytes) is { Count: > 0 } all ? [.. all] : [null];
        List<InspectedTensor> tensors = [];
        foreach (string? name in names.Take(MostTensors))
        {
            cancellation.ThrowIfCancellationRequested();
            tensors.Add(InspectedTensor.Of(file, name, dialect, isSampled: names.Length <= MostSampled));
        }

        if (asked is null && TableIn(file, dialect, format!, tensors) is { } table)
        {
            return new InspectedFile(file, format!.Name, bytes.Length, null, 0, []) { Table = table };
        }

        // One that was asked for, and is not read, is what is wrong with the command.
        return tensors is [{ Problem: { } problem }]
            ? throw new DataFileException(asked is null ? file : path, problem)
            : new InspectedFile(file, format?.Name ?? "raw numbers", bytes.Length, RoleOf(format, file), names.Length, tensors);
    }

    /// <summary>A table: text with words in it, or columns with types of which none holds the rows of a tensor.</summary>
    private static InspectedTable? TableIn(string file, TextDialect dialect, FileFormat format, List<InspectedTensor> tensors)
    {
        if (format.Name is ".csv" && tensors[0].Problem is not null)
        {
            return InspectedTable.Of(file, dialect);
        }

        using TypedTable? table = tensors.TrueForAll(tensor => tensor.Problem is not null || tensor.Lengths.Count < 2) ? FileFormats.Default.OpenTable(file) : null;
        return table is null ? null : InspectedTable.Of(table);
    }

    private static string? RoleOf(FileFormat? format, string file)
    {
        if (format?.Name is not ".safetensors")
        {
            return null;
        }

        using SafetensorsFile open = SafetensorsFile.Open(file);
        string? said = open.Header.Metadata.GetValueOrDefault("format");
        return said is null ? null : Array.Find(Roles, role => said.StartsWith(role.Format, StringComparison.Ordinal)).Role;
    }
}
