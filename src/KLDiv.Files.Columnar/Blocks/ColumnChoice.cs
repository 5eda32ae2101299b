
namespace KLDiv.Files.Columnar.Blocks;

/// <summary>What is known of a column before it is opened.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as messages say it.</param>
/// <param name="IsList">Whether its rows are lists.</param>
/// <param name="IsRead">Whether it holds what is read: numbers, or lists of numbers.</param>
internal readonly record struct ColumnOffer(string Name, string Type, bool IsList, bool IsRead);

/// <summary>Which columns of a file are meant.</summary>
internal static class ColumnChoice
{
    private const int MostListed = 20;

    /// <summary>The places of the columns that are asked for, or of those that must be meant where none is.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="asked">The name of a column, or several with commas between them; null where none is named.</param>
    /// <param name="columns">The columns that there are.</param>
    /// <exception cref="DataFileException">There is no such column, or it is not read, or several may be meant.</exception>
    public static int[] Choose(string path, string? asked, IReadOnlyList<ColumnOffer> columns)
    {
        if (asked is null)
        {
            return Meant(path, columns);
        }

        // A column whose own name has a comma goes first.
        int[] chosen = Find(columns, asked) is { } one ? [one] : [.. asked.Split(',').Select(name => Find(columns, name) ?? throw Missing(path, name, columns))];
        foreach (int place in chosen)
        {
            ColumnOffer column = columns[place];
            if (!column.IsRead)
            {
                throw new DataFileException(path, $"column {VisibleText.Shown(column.Name)} holds {column.Type}; numbers, and lists of numbers, are read");
            }

            if (column.IsList && chosen.Length > 1)
            {
                throw new DataFileException(path, $"column {VisibleText.Shown(column.Name)} holds lists, which are a tensor by themselves; name it alone");
            }
        }

        return chosen;
    }

    /// <summary>The only column of lists; where there is none, all columns if they hold numbers of one type.</summary>
    private static int[] Meant(string path, IReadOnlyList<ColumnOffer> columns)
    {
        int[] all = [.. Enumerable.Range(0, columns.Count)], lists = [.. all.Where(place => columns[place] is { IsList: true, IsRead: true })];
        return lists.Length == 1 ? lists
            : lists.Length == 0 && all.Length > 0 && columns.All(column => column.IsRead && string.Equals(column.Type, columns[0].Type, StringComparison.Ordinal)) ? all
            : throw new DataFileException(path, columns.Count == 0 ? "has no column" : $"has the columns {Listed(columns)}; name one of them as FILE#NAME, or several as FILE#a,b,c");
    }

    private static int? Find(IReadOnlyList<ColumnOffer> columns, string name)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (string.Equals(columns[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return null;
    }

    private static DataFileException Missing(string path, string name, IReadOnlyList<ColumnOffer> columns) =>
        new(path, $"has no column {VisibleText.Shown(name)}; it has {Listed(columns)}");

    private static string Listed(IReadOnlyList<ColumnOffer> columns) =>
        string.Join(", ", columns.Take(MostListed).Select(column => $"{VisibleText.Shown(column.Name)} ({column.Type})"))
        + (columns.Count > MostListed ? $" and {columns.Count - MostListed} more" : "");
}
