using System.CommandLine;
using KLDiv.Cli.Inspecting;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv inspect</c>: what is in a file.</summary>
internal static class InspectCommand
{
    public const string Description = "What is in a file: tensors, shapes, types, what they look like, first rows.";

    private const string Notes =
        """
        Of each tensor: its name, shape and type; what its first rows look like by their
        numbers and sums, in the words of --input-kind; and their first numbers. Of a
        large tensor the first 262,144 numbers are looked at, or one row; where a file has
        more than 8 tensors, none are unless one is named: FILE#NAME. Of a table, and of
        Parquet and Arrow files without lists, the columns and their first cells; of other
        such files columns are tensors, of HDF5 files datasets. Models and parts of reports
        are recognised.
        """;

    private const string Examples =
        """
        kldiv inspect run.npz
        kldiv inspect teacher.parquet#probs --json
        kldiv inspect logits.bin#raw:f4:1000x32000
        """;

    public static Command Create(Host host)
    {
        Argument<string> file = Words.File("FILE", "A tensor file, or a tensor in it: FILE#NAME.");
        DialectWords dialect = DialectWords.OfMatrices();
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        ExemplifiedCommand command = new("inspect", Description, Examples, Notes) { file, json };
        dialect.AddTo(command);
        command.SetAction(parsed =>
        {
            InspectedFile found = InspectedFile.Of(parsed.GetRequiredValue(file), dialect.Of(parsed), host.Cancellation);
            dialect.MustBeOfText(parsed, found.Path, found.IsText);
            if (parsed.GetValue(json))
            {
                Json.Print(host, writer => InspectJson.Write(writer, found));
            }
            else
            {
                InspectText.Print(host.Output, found);
            }
        });
        return command;
    }
}
