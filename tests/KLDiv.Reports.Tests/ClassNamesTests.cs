namespace KLDiv.Reports.Tests;

/// <summary>Names of classes, which may hold anything but a line feed.</summary>
public sealed class ClassNamesTests : IDisposable
{
    private readonly ReportFolder _folder = new();

    [Theory]
    [InlineData("a\nb\n")]
    [InlineData("a\nb")]
    [InlineData("a\r\nb\r\n")]
    public void A_name_stands_on_each_line_however_lines_end(string text) =>
        Assert.Equal<string[]>(["a", "b"], [.. ClassNames.Open(_folder.WriteText("names.txt", text)).Read(2)]);

    [Fact]
    public void A_name_may_be_empty_or_hold_a_carriage_return_or_a_separator_of_lines() =>
        Assert.Equal<string[]>(["a\rb", "", "\u2028"], [.. ClassNames.Open(_folder.WriteText("names.txt", "a\rb\n\n\u2028\n")).Read(3)]);

    public void Dispose() => _folder.Dispose();
}
