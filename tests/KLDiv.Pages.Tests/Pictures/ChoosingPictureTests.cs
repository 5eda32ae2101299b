using KLDiv.Benchmarks.Pictures;

namespace KLDiv.Pages.Tests.Pictures;

/// <summary>What docs/choosing.md shows.</summary>
public sealed class ChoosingPictureTests
{
    [Fact]
    public void The_picture_is_the_one_that_is_drawn_again() =>
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "docs", "choosing.svg")), ChoosingPicture.Write());
}
