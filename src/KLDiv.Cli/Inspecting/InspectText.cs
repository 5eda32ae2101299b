using System.Globalization;
using KLDiv.Cli.Parsing;
using KLDiv.Files;

namespace KLDiv.Cli.Inspecting;

/// <summary>What was found in a file, as text for people.</summary>
internal static class InspectText
{
    private const int MostText = 24;

    public static void Print(TextWriter output, InspectedFile file)
    {
        output.WriteLine($"{VisibleText.Of(file.Path)}: {file.Format}, {Whole(file.Length)} bytes, {(file.Table is { } held ? $"a table of {Whole(held.Columns.Count)} columns{(held.Rows is { } rows ? $" and {Whole(rows)} rows" : "")}" : file.Count == 1 ? "1 tensor" : $"{Whole(file.Count)} tensors")}");
        if (file.Table is { } table)
        {
            Print(output, table);
            return;
        }

        if (file.Role is { } role)
        {
            output.WriteLine($"It is {role}.");
        }

        int name = Widest(file.Tensors, Name), shape = Widest(file.Tensors, Shape);
        foreach (InspectedTensor tensor in file.Tensors)
        {
            output.WriteLine();
            output.WriteLine($"  {Name(tensor).PadRight(name)}  {Shape(tensor).PadRight(shape)}  {tensor.Problem ?? What(tensor)}".TrimEnd());
            if (tensor.Sample is { Rows: > 0 } sample)
            {
                Print(output, tensor, sample);
            }

            foreach (string note in tensor.Notes)
            {
                output.WriteLine($"  ({note})");
            }
        }

        if (file.Count > file.Tensors.Count)
        {
            output.WriteLine();
            output.WriteLine($"  and {Whole(file.Count - file.Tensors.Count)} more");
        }
        else if (file.Tensors.All(tensor => tensor.Sample is null && tensor.Problem is null))
        {
            output.WriteLine();
            output.WriteLine("Rows are looked at where there are few tensors, or one is named: FILE#NAME.");
        }
    }

    /// <summary>A line for each column, with its first texts behind its name.</summary>
    private static void Print(TextWriter output, InspectedTable table)
    {
        output.WriteLine();
        int name = Widest(table.Columns, VisibleText.Of), type = table.Types is null ? 0 : Widest(table.Types, one => one) + 2;
        for (int i = 0; i < table.Columns.Count; i++)
        {
            string first = table.First.All(row => row[i].Length == 0) ? "" : string.Join(", ", table.First.Select(row => VisibleText.Shortened(row[i], MostText)));
            output.WriteLine($"  {VisibleText.Of(table.Columns[i]).PadRight(name)}  {(table.Types?[i] ?? "").PadRight(type)}{first}".TrimEnd());
        }

        foreach (string note in table.Notes)
        {
            output.WriteLine($"  ({note})");
        }
    }

    private static void Print(TextWriter output, InspectedTensor tensor, FirstRows sample)
    {
        for (int row = 0; row < sample.First.Count; row++)
        {
            string more = sample.First[row].Count < tensor.Lengths[^1] ? " ..." : "";
            output.WriteLine($"    {string.Join(" ", sample.First[row].Select(Text))}{more}   sum {Text(sample.Sums[row])}");
        }

        long rows = 1;
        foreach (nint length in tensor.Lengths.SkipLast(1))
        {
            rows *= length;
        }

        string looked = sample.Rows < rows ? $"the first {Whole(sample.Rows)} of {Whole(rows)} rows: " : rows == 1 ? "" : $"all {Whole(rows)} rows: ";
        string sums = sample.Rows == 1 ? "" : $", sums from {Text(sample.LeastSum)} to {Text(sample.LargestSum)}";
        output.WriteLine($"    {looked}numbers from {Text(sample.Least)} to {Text(sample.Largest)}{sums}");
    }

    /// <summary>The length of the longest of the texts, of which there may be none: a table of Arrow's may have rows and no column.</summary>
    private static int Widest<T>(IEnumerable<T> items, Func<T, string> text) => items.Select(item => text(item).Length).DefaultIfEmpty().Max();

    private static string Name(InspectedTensor tensor) => tensor.Name is null or "" ? "(no name)" : VisibleText.Of(tensor.Name);

    private static string Shape(InspectedTensor tensor) => tensor.Problem is not null ? "" : $"[{string.Join(", ", tensor.Lengths)}] {tensor.Type}";

    private static string What(InspectedTensor tensor) => string.Join(", ", Parts(tensor));

    private static IEnumerable<string> Parts(InspectedTensor tensor)
    {
        if (tensor.Kind is { } kind)
        {
            yield return tensor.IsKnown ? $"{kind} by its format" : $"looks like {kind}";
        }

        if (tensor.HasLabels)
        {
            yield return "with labels";
        }

        if (tensor.Dialect is { } dialect)
        {
            foreach (string part in PartsOf(dialect))
            {
                yield return part;
            }
        }
    }

    /// <summary>How text is written, where it is not in the plain way.</summary>
    private static IEnumerable<string> PartsOf(TextDialect dialect) => new[]
    {
        dialect.Separator is ',' ? null : $"separated by {DialectWords.NameOf(dialect.Separator)}",
        dialect.DecimalMark is ',' ? "with decimal commas" : null,
        dialect.HasHeader is true ? "below a header" : null,
        dialect.Encoding is { WebName: not "utf-8" and var encoding } ? $"in {encoding}" : null,
    }.OfType<string>();

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString("G5", CultureInfo.InvariantCulture);
}
