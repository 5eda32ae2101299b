using KLDiv.Files;

namespace KLDiv.Regression.Tests.Tables;

/// <summary>Tables written as text, read back as files.</summary>
internal static class Table
{
    public const string Name = "t.csv";

    public static TableData Read(string text, TableOptions options) => Read(System.Text.Encoding.UTF8.GetBytes(text), options);

    public static TableData Read(byte[] bytes, TableOptions options)
    {
        using TemporaryFolder folder = new();
        return TableData.Read(folder.File(Name, bytes), options);
    }

    public static TableData Read(string text, TableSchema schema, bool outcomes = false, UnseenLevels unseen = UnseenLevels.Error, MissingValues? missing = null)
    {
        using TemporaryFolder folder = new();
        return TableData.Read(folder.File(Name, System.Text.Encoding.UTF8.GetBytes(text)), schema, new TableReadOptions { Outcomes = outcomes, Unseen = unseen, Missing = missing });
    }

    /// <summary>What is said of a table that is refused: one line behind the name of the file.</summary>
    public static string Refusal(Func<TableData> read)
    {
        DataFileException refusal = Assert.Throws<DataFileException>(() => (object)read());
        Assert.EndsWith($"{Name}: {refusal.Problem}", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal.Problem;
    }

    public static string Refusal(string text, TableOptions options) => Refusal(() => Read(text, options));
}
