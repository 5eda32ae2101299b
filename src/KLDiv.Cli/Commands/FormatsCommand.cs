using System.CommandLine;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv formats</c>: what is read and written.</summary>
internal static class FormatsCommand
{
    public const string Description = "The formats of files: what of them is read and written.";

    private const string Notes =
        """
        A file is recognised by its first bytes, or else by its name. A tensor inside it
        is FILE#NAME; of Parquet and Arrow that is a column, or several, FILE#a,b,c. Of a
        file of numbers and nothing else say what they are, FILE#raw:f4:ROWSxCLASSES; of
        bfloat16 that NumPy has saved as V2, FILE#bf16 or FILE#NAME:bf16.
        docs/formats describes each format.
        """;

    public static Command Create(Host host)
    {
        ExemplifiedCommand command = new("formats", Description, "kldiv formats", Notes);
        command.SetAction(_ =>
        {
            IReadOnlyList<FileFormat> formats = FileFormats.Default.All;
            (string Name, string Read, string Written)[] rows =
                [("format", "read", "written"), .. formats.Select(format => (NameOf(format), format.Reads, format.Writes)), ("raw numbers", "as of .npy, bf16, float8", "")];
            int name = rows.Max(row => row.Name.Length), read = rows.Max(row => row.Read.Length);
            foreach ((string Name, string Read, string Written) row in rows)
            {
                host.Output.WriteLine($"{row.Name.PadRight(name)}  {row.Read.PadRight(read)}  {row.Written}".TrimEnd());
            }
        });
        return command;
    }

    private static string NameOf(FileFormat format) => (format.Name.StartsWith('.'), format.Extensions.Count) switch
    {
        (_, 0) or (true, 1) => format.Name,
        (true, _) => string.Join(", ", format.Extensions),
        _ => $"{format.Name}, {string.Join(" ", format.Extensions)}",
    };
}
