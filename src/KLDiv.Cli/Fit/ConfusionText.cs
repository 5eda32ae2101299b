using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>Tells which classes are taken for which: as a table where it fits, else by the most frequent confusions.</summary>
internal static class ConfusionText
{
    private const int MostClasses = 12, MostConfusions = 5, Gap = 2;
    private const string Corner = "is \\ predicted";

    public static void Print(Host host, ConfusionTable table, IReadOnlyList<string> classes)
    {
        string[] names = [.. classes.Select(VisibleText.Of)];
        int label = names.Append(Corner).Max(name => name.Length);
        int[] widths = [.. Enumerable.Range(0, names.Length).Select(column => Enumerable.Range(0, names.Length).Select(row => Text(table[row, column]).Length).Append(names[column].Length).Max() + Gap)];
        host.Output.WriteLine();
        if (names.Length > MostClasses || label + Gap + widths.Sum() > host.Width)
        {
            PrintMostFrequent(host, table, names);
            return;
        }

        host.Output.WriteLine($"  {Corner.PadRight(label)}{string.Concat(names.Select((name, i) => name.PadLeft(widths[i])))}");
        for (int row = 0; row < names.Length; row++)
        {
            host.Output.WriteLine($"  {names[row].PadRight(label)}{string.Concat(widths.Select((width, column) => Text(table[row, column]).PadLeft(width)))}");
        }
    }

    private static void PrintMostFrequent(Host host, ConfusionTable table, string[] names)
    {
        string[] confusions = [.. table.Confusions().Take(MostConfusions).Select(one => $"{names[one.Observed]} for {names[one.Predicted]} ({Text(one.Weight)})")];
        host.Output.WriteLine(confusions.Length == 0 ? "  no class was taken for another" : $"  most often taken for another: {string.Join(", ", confusions)}");
    }

    private static string Text(double weight) => weight == Math.Floor(weight) ? $"{weight}" : Number.Fixed(weight, 1);
}
