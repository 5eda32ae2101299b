namespace KLDiv.Benchmarks;

/// <summary>The part of a page that a command writes, between two marks.</summary>
internal sealed class MarkedRegion(string name)
{
    private readonly string _begin = $"<!-- {name}: begin -->\n", _end = $"<!-- {name}: end -->";

    /// <summary>The text with the marks around it.</summary>
    public string Mark(string content) => $"{_begin}{content}{_end}\n";

    public string Read(string page)
    {
        (int start, int end) = Between(page);
        return page[start..end];
    }

    /// <summary>The page with another text between its marks.</summary>
    public string Replace(string page, string content)
    {
        (int start, int end) = Between(page);
        return page[..start] + content + page[end..];
    }

    private (int Start, int End) Between(string page)
    {
        int begin = page.IndexOf(_begin, StringComparison.Ordinal), end = page.IndexOf(_end, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? (begin + _begin.Length, end)
            : throw new FormatException($"The page has nothing between {_begin.Trim()} and {_end}.");
    }
}
