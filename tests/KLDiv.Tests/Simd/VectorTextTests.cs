using KLDiv.TestSupport;

namespace KLDiv.Tests.Simd;

/// <summary>Two widths have the same operations of the runtime: what is mended in one must be in the other.</summary>
public sealed class VectorTextTests
{
    [Fact]
    public void Vectors_of_256_and_of_512_bits_are_one_text_but_for_the_width()
    {
        string narrower = Text("Vector256Of").Replace("Vector128", "half", StringComparison.Ordinal).Replace("256", "width", StringComparison.Ordinal);
        string wider = Text("Vector512Of").Replace("Vector256", "half", StringComparison.Ordinal).Replace("512", "width", StringComparison.Ordinal);
        Assert.Equal(narrower, wider);
        Assert.Contains("StoreAlignedNonTemporal", wider, StringComparison.Ordinal);
    }

    private static string Text(string type) => File.ReadAllText(Path.Combine(Repository.Root, "src", "KLDiv", "Simd", $"{type}.cs"));
}
