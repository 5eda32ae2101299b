namespace KLDiv.Files.Columnar.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one() =>
        Approved.Check(PublicApi.Of(typeof(ColumnarFormats).Assembly), "KLDiv.Files.Columnar.public-api.txt");
}
