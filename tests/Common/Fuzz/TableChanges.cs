using System.Text;

namespace KLDiv.TestSupport;

/// <summary>Changes of tables in text that leave them tables: other cells, and rows and columns that go, move or come again.</summary>
internal static class TableChanges
{
    private const int MostRows = 60;

    private static readonly string[] s_cells =
        ["", " ", "NA", "NaN", "nan", "inf", "-Infinity", "null", "a", "Mon", "é", "\"x,y\"", "\"a\"\"b\"", "=1+1", "-", "0x1", "1_000", "1.5.2", "1e999", "-1e308", "007", "True"];

    /// <summary>Gives a changed table.</summary>
    public static byte[]? Change(byte[] file, Random random)
    {
        List<string[]> rows = [.. Encoding.Latin1.GetString(file).Split('\n').Select(line => line.Split(','))];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            ChangeOnce(rows, random);
        }

        string separator = random.Next(16) switch { 0 => ";", 1 => "\t", _ => "," };
        return Encoding.Latin1.GetBytes(string.Join('\n', rows.Select(row => string.Join(separator, row))));
    }

    private static void ChangeOnce(List<string[]> rows, Random random)
    {
        int row = random.Next(rows.Count);
        int column = random.Next(rows[row].Length);
        switch (random.Next(8))
        {
            case 0 when rows.Count > 1:
                rows.RemoveAt(row);
                break;
            case 1:
                int copies = Math.Min(random.Next(1, 20), MostRows - rows.Count);
                rows.InsertRange(row, Enumerable.Range(0, Math.Max(0, copies)).Select(_ => (string[])[.. rows[row]]));
                break;
            case 2:
                Map(rows, cells => [.. cells.Where((_, i) => i != column)]);
                break;
            case 3:
                Map(rows, cells => column < cells.Length ? [.. cells, cells[column]] : cells);
                break;
            case 4:
                string same = Cell(random);
                Map(rows, cells => [.. cells.Select((cell, i) => i == column && !ReferenceEquals(cells, rows[0]) ? same : cell)]);
                break;
            case 5:
                string[] other = random.Pick(rows);
                int place = random.Next(other.Length);
                (rows[row][column], other[place]) = (other[place], rows[row][column]);
                break;
            default:
                rows[row][column] = Cell(random);
                break;
        }
    }

    /// <summary>Changes every row in a way that leaves it at least one cell.</summary>
    private static void Map(List<string[]> rows, Func<string[], string[]> change)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i] = change(rows[i]) is { Length: > 0 } changed ? changed : [""];
        }
    }

    private static string Cell(Random random) => random.Next(2) == 0 ? random.Pick(s_cells) : Extremes.Text(random);
}
