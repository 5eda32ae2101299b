using KLDiv.TestSupport;

namespace KLDiv.Cli.Tests.Documentation;

/// <summary>A fenced block of a page: its language, what stands in it, the line it begins at, and the block right after it.</summary>
internal sealed record MarkdownBlock(string Page, int Line, string Language, string Content, MarkdownBlock? Next)
{
    private const string Fence = "```";

    /// <summary>What a test of this block is called.</summary>
    public override string ToString() => $"{Page}:{Line}";

    public static IReadOnlyList<MarkdownBlock> Read(string page)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, page));
        var blocks = new List<MarkdownBlock>();
        for (int start = 0; start < lines.Length; start++)
        {
            if (lines[start].StartsWith(Fence, StringComparison.Ordinal))
            {
                int end = Array.FindIndex(lines, start + 1, line => line is Fence);
                string content = string.Concat(lines[(start + 1)..end].Select(line => line + "\n"));
                blocks.Add(new MarkdownBlock(page, start + 1, lines[start][Fence.Length..], content, Next: null));
                start = end;
            }
        }

        return [.. blocks.Select((block, i) => block with { Next = i + 1 < blocks.Count ? blocks[i + 1] : null })];
    }

    /// <summary>Puts something else into the block, in the page itself.</summary>
    public void Replace(string content)
    {
        string path = Path.Combine(Repository.Root, Page);
        string[] lines = File.ReadAllLines(path);
        int length = Content.Count(character => character == '\n');
        File.WriteAllText(path, string.Concat(lines[..Line].Select(line => line + "\n")) + content + string.Concat(lines[(Line + length)..].Select(line => line + "\n")));
    }
}
