using System.Security.Cryptography;

namespace KLDiv.Cli.Tests.Fuzz;

/// <summary>One kind of file, and a command that reads it to its end and works with what is in it: what a fuzzer that is guided by coverage runs.</summary>
/// <param name="Name">The kind.</param>
/// <param name="File">What a file of this kind is called.</param>
/// <param name="Line">The command.</param>
internal sealed record FuzzTarget(string Name, string File, string Line)
{
    /// <summary>The seeds' tables and features, which models are met with.</summary>
    private const string Table = "t.csv";

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("npy", "f.npy", "loss f.npy f.npy --reduction sum"),
        new("npz", "f.npz", "loss f.npz f.npz --reduction sum"),
        new("torch", "f.pt", "loss f.pt f.pt --reduction sum"),
        new("safetensors", "f.safetensors", "loss f.safetensors f.safetensors --reduction sum"),
        new("csv", "f.csv", "loss f.csv f.csv --reduction sum"),
        new("llama-logits", "f.logits", "loss f.logits f.logits --reduction sum"),
        new("model", "f.safetensors", $"predict f.safetensors {Table} --unseen mean --output o.npy"),
        new("part", "f.safetensors", "merge f.safetensors --json"),
        new("table", "f.csv", "fit f.csv --value v --features day,x --missing mean --bins 4 --l2 0.1 --threads 1 --json"),
    ];

    /// <summary>The format that files of this kind are in.</summary>
    public string Format => Name switch { "model" or "part" => "safetensors", "table" => "csv", _ => Name };

    /// <summary>The valid files from which a fuzzer begins.</summary>
    /// <param name="seeded">The cases of all commands, models and parts among their files.</param>
    public IEnumerable<byte[]> SeedsOf(IReadOnlyList<CommandCase> seeded) => Name switch
    {
        "model" => FilesOf("predict", seeded),
        "part" => FilesOf("merge", seeded),
        "table" => FilesOf("fit", seeded),
        _ => Seeds.Of(Name),
    };

    /// <summary>Runs the command on a file, in the folder that is current, and says what is wrong with what comes of it.</summary>
    public string? ComplaintOf(byte[] contents, CurrentFolder folder)
    {
        CommandCase tried = new(
            Line.Split(' '), new Dictionary<string, byte[]>(StringComparer.Ordinal) { [File] = Mended(contents), [Table] = CommandSeeds.Table });
        return folder.Try(tried).Complaint;
    }

    private IEnumerable<byte[]> FilesOf(string command, IReadOnlyList<CommandCase> seeded) => seeded
        .Where(one => one.Command.Equals(command, StringComparison.Ordinal))
        .SelectMany(one => one.Files)
        .Where(file => Path.GetExtension(file.Key).Equals(Path.GetExtension(File), StringComparison.Ordinal))
        .DistinctBy(file => file.Key, StringComparer.Ordinal)
        .Select(file => file.Value);

    /// <summary>What is behind a checksum is only met where that is right.</summary>
    private byte[] Mended(byte[] contents)
    {
        int end = contents.Length - SHA256.HashSizeInBytes;
        if (Name is "part" && end > 0)
        {
            SHA256.HashData(contents.AsSpan(0, end), contents.AsSpan(end));
        }

        return contents;
    }
}
