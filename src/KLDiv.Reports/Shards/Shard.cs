using System.Globalization;

namespace KLDiv.Reports.Shards;

/// <summary>Which of the equal ranges of rows a part is about, as users type it: <c>I/N</c>.</summary>
/// <param name="Index">I, from 1 to N.</param>
/// <param name="Count">N.</param>
internal readonly record struct Shard(int Index, int Count)
{
    /// <summary>Reads <c>I/N</c>: digits alone, I from 1 to N.</summary>
    public static bool TryParse(string text, out Shard shard)
    {
        string[] numbers = text.Split('/');
        shard = default;
        if (numbers is not [string first, string second]
            || !int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            || !int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || index < 1
            || index > count)
        {
            return false;
        }

        shard = new Shard(index, count);
        return true;
    }

    /// <summary>The rows of the shard.</summary>
    /// <param name="rows">How many rows there are in all.</param>
    public RowRange Of(long rows) => RowRange.Shard(rows, Index, Count);

    public override string ToString() => $"{Index}/{Count}";
}
