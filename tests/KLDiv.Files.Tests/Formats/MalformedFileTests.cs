namespace KLDiv.Files.Tests;

/// <summary>Files that break one rule of their format, and the pages that list the rules.</summary>
public class MalformedFileTests
{
    /// <summary>What is said of labels and of files that change, which no file alone can show; other tests do.</summary>
    private static readonly Dictionary<string, string[]> ShownElsewhere = new(StringComparer.Ordinal)
    {
        ["llama-logits"] = ["row 1 has the token 7; it must be from 0 to 2"],
        ["csv"] =
        [
            "has changed since it was opened: it had 2 rows, and ends after line 1",
            "line 2 has changed since the file was opened: it has 1 column, and had 2",
        ],
    };

    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> rows = [];
        foreach (string format in new[] { "npz", "torch", "safetensors", "csv", "llama-logits" })
        {
            foreach (MalformedCase malformed in Of(format))
            {
                rows.Add(format, malformed.Name);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_malformed_file_is_refused_with_the_rule_that_it_breaks(string format, string name)
    {
        MalformedCase malformed = Array.Find(Of(format), c => string.Equals(c.Name, name, StringComparison.Ordinal))!;
        using var folder = new TemporaryFolder();
        string path = folder.File($"tensor.{format}", malformed.File);
        string asked = malformed.Tensor is null ? path : $"{path}#{malformed.Tensor}";

        DataFileException error = Assert.Throws<DataFileException>(() => Read(asked, malformed.Row));

        string named = malformed.Member is null ? path : $"{path}#'{malformed.Member}'";
        Assert.Equal($"{named}: {malformed.Problem}", error.Message);
        new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }

    [Theory]
    [InlineData("npz")]
    [InlineData("torch")]
    [InlineData("safetensors")]
    [InlineData("csv")]
    [InlineData("llama-logits")]
    public void The_page_of_a_format_lists_every_error_and_each_has_a_case(string format) =>
        ErrorTable.Check(format, [.. Of(format).Select(c => c.Problem), .. ShownElsewhere.GetValueOrDefault(format, [])]);

    private static MalformedCase[] Of(string format) => format switch
    {
        "npz" => MalformedNpzCases.All,
        "torch" => MalformedTorchCases.All,
        "safetensors" => MalformedSafetensorsCases.All,
        "csv" => MalformedCsvCases.All,
        _ => MalformedLlamaCases.All,
    };

    private static void Read(string path, int row)
    {
        var buffer = new RowBuffer();
        using RowSource source = RowSource.Open(path);
        _ = source.ElementType == ElementType.Float64
            ? source.ReadRows<double>(row, 1, buffer).Length
            : source.ReadRows<float>(row, 1, buffer).Length;
    }
}
