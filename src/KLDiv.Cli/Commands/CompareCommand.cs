using System.CommandLine;
using KLDiv.Cli.Comparisons;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;
using KLDiv.TwoSamples;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv compare</c>: how far two samples are apart.</summary>
internal static class CompareCommand
{
    public const string Description = "How far two samples are apart, column by column.";

    private const string Notes =
        """
        REFERENCE and CURRENT are tables, read as for kldiv fit: last month's orders and
        this month's, real and made data. Each column that both have is compared: numbers,
        dates and times by bins that follow from both samples, words by their levels,
        missing values as one level more.

        JS, the Jensen-Shannon divergence in nats, is the figure to go by; beside it are
        its 95 % interval, and what chance alone would give: two samples of one
        distribution are farther apart in one of twenty cases. KL is that of CURRENT from
        REFERENCE, "at least" where CURRENT does not reach the tails of REFERENCE. p is
        the probability of samples as far apart if nothing differs, adjusted to the number
        of columns. A difference is small below a JS of 0.025, which is a PSI of about
        0.2. docs/compare.md has formulas and sources.

        With --fail-above the status is 3 where the lower end of a column's interval is
        above J.
        """;

    private const string Examples =
        """
        kldiv compare march.csv april.csv
        kldiv compare real.csv made.csv --columns age,income --json
        kldiv compare march.csv april.csv --fail-above 0.01
        """;

    public static Command Create(Host host)
    {
        Argument<string> reference = Words.File("REFERENCE", "A table: what the other is compared with.");
        Argument<string> current = Words.File("CURRENT", "A table with the same columns.");
        Option<Listed<string>?> columns = Words.Names("--columns", "The columns that are compared. [default: all that both have]");
        Option<IReadOnlyList<string>?> marks = Words.Formed(
            "--missing-values", "What stands for a missing value: ?,-200,... [default: nothing, NA, ?, ...]", "MARKS", TableOptions.ParseMissingMarks);
        Option<int?> seed = Words.Count("--seed", "What the divisions begin from that show what chance does. [default: 0]", "SEED", least: 0);
        Option<double?> limit = Words.NotNegative("--fail-above", "End with status 3 where the divergence of a column is surely greater.", "J");
        Option<bool> json = new("--json") { Description = "Print a JSON object instead of a table." };
        DialectWords dialect = new();
        ExemplifiedCommand command = new("compare", Description, Examples, Notes) { reference, current, columns, marks, seed, limit, json };
        dialect.AddTo(command);
        command.SetAction(parsed =>
        {
            string[]? names = parsed.GetValue(columns)?.Items;
            if (names?.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            {
                throw new CommandLineException($"the column '{twice.Key}' is named twice in {columns.Name}");
            }

            IReadOnlyList<ReadColumn> Read(string path)
            {
                (IReadOnlyList<ReadColumn> all, IReadOnlyList<string> notes) = TableColumns.Read(TableSource.OfFile(path), names, dialect.Of(parsed), parsed.GetValue(marks), host.Cancellation);
                foreach (string note in notes)
                {
                    host.Tell($"{path}: {note}");
                }

                return all;
            }

            string first = parsed.GetRequiredValue(reference), second = parsed.GetRequiredValue(current);
            var comparison = TableComparison.Of(Read(first), Read(second), new SampleComparisonOptions { Seed = parsed.GetValue(seed) ?? 0 }, host.Cancellation);
            foreach (string note in comparison.Notes)
            {
                host.Tell(note);
            }

            if (comparison.Columns.Count == 0)
            {
                throw new DataFileException(second, $"has no column that can be compared with one of {first}");
            }

            if (parsed.GetValue(json))
            {
                Json.Print(host, writer => ComparisonJson.Write(writer, comparison));
            }
            else
            {
                ComparisonTable.Print(host, comparison);
            }

            return parsed.GetValue(limit) is { } most && comparison.Columns.Any(column => column.Divergence.JensenShannonInterval.Low > most) ? ExitStatus.Exceeded : ExitStatus.Done;
        });
        return command;
    }
}
