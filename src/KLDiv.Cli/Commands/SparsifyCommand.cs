using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv sparsify</c>: keeps the most probable classes of each row.</summary>
internal static class SparsifyCommand
{
    public const string Description = "Keep the most probable classes of each row of a tensor file.";

    /// <summary>So many elements are looked at before logits are doubted.</summary>
    private const int MostLookedAt = 1 << 14;

    private const string Notes =
        """
        One pass over the rows, which may be more than memory holds. Of each row the
        classes with the largest probabilities go to the output, their numbers and
        natural log-probabilities: as many as --top says, or as it takes for --mass;
        the fewer of both where both are given. What was lost is printed. kldiv report
        takes the file as TARGET. docs/sparse-teachers.md has more.
        """;

    private const string Examples =
        """
        kldiv sparsify logits.npy --top 50 --output teacher.safetensors
        kldiv sparsify logits.npy --mass 0.99 --top 500 --float16 --output t.safetensors
        """;

    public static Command Create(Host host)
    {
        Argument<string> logits = Words.File("LOGITS", "The rows, a tensor file.");
        Option<int?> top = Words.Count("--top", "The most classes that are kept of a row.", "K", least: 1);
        Option<double?> mass = Words.Between("--mass", "The mass of a row that is kept, from above 0 to 1.", "M", double.Epsilon, 1);
        Option<RowKind?> kind = Words.Choice("--kind", "What LOGITS holds. [default: logits]", KindWords.All);
        Option<bool> half = new("--float16") { Description = "Log-probabilities in 16 bits: right to 0.05 %." };
        DialectWords dialect = DialectWords.OfMatrices();
        Option<string?> output = Words.FileName("--output", "Where the classes go.", "FILE.safetensors");
        Option<bool> json = new("--json") { Description = "Print a JSON object instead of a line." };
        ExemplifiedCommand command = new("sparsify", Description, Examples, Notes) { logits, top, mass, kind, half, output, json };
        dialect.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(logits);
            string to = parsed.GetValue(output) ?? throw new CommandLineException("--output is needed: the file that the classes go to");
            SparsityLimit limit = new(parsed.GetValue(top), parsed.GetValue(mass));
            if (limit is { Top: null, Mass: null })
            {
                throw new CommandLineException("--top K or --mass M is needed: how many classes of a row are kept");
            }

            OutputFiles.Check([RowSource.FileOf(path)], (output.Name, to));
            using RowSource source = RowSource.Open(path, dialect.Of(parsed));
            dialect.MustBeOfText(parsed, path, source.Dialect is not null);
            foreach (string note in source.Notes)
            {
                host.Tell($"{path}: {note}");
            }

            if (source.Count == 0)
            {
                throw new DataFileException(path, $"has {source.Rows} rows of {source.Support} classes; there is nothing to keep");
            }

            if (source.HoldsIntegers && parsed.GetValue(kind) != RowKind.Counts)
            {
                throw new DataFileException(path, $"holds {source.StoredAs}: whole numbers, and no {(parsed.GetValue(kind) ?? RowKind.Logits).Name()}; it looks like counts: {kind.Name} counts");
            }

            RowKind held = source.KindOr(parsed.GetValue(kind), RowKind.Logits);
            if (held == RowKind.Logits && source.Support > 1 && FirstRows.Of(source, MostLookedAt) is { Looks: "probs" })
            {
                host.Tell($"{path}: holds numbers from 0 to 1 that sum to 1 in its first rows, and a softmax is taken of them; it looks like probabilities: {kind.Name} probs");
            }

            SparsityFigures figures;
            using (SparseRowWriter writer = new(to, source.Support, parsed.GetValue(half)))
            {
                using ProgressLine progress = new(host);
                figures = Sparsifier.Run(source, held, writer, limit, progress, host.Cancellation);
                writer.Complete();
            }

            Print(figures, new FileInfo(to).Length, parsed.GetValue(json), host);
        });
        return command;
    }

    private static void Print(SparsityFigures figures, long bytes, bool isJson, Host host)
    {
        double perRow = (double)bytes / figures.Rows;
        if (isJson)
        {
            Json.Print(host, writer => Write(writer, figures, bytes, perRow));
            return;
        }

        host.Output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Number.Counted(figures.Rows, "row")}, {(double)figures.Entries / figures.Rows:G4} classes and {perRow:G4} bytes each; mass kept: {figures.MeanMass:G6} on average, {figures.LeastMass:G6} at least"));
    }

    private static void Write(Utf8JsonWriter writer, SparsityFigures figures, long bytes, double perRow)
    {
        writer.WriteNumber("rows", figures.Rows);
        writer.WriteNumber("entries", figures.Entries);
        writer.WriteNumber("bytes", bytes);
        writer.WriteReal("bytes_per_row", perRow);
        writer.WriteReal("mean_mass", figures.MeanMass);
        writer.WriteReal("least_mass", figures.LeastMass);
    }
}
