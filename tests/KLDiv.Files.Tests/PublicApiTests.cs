using KLDiv.TestSupport;

namespace KLDiv.Files.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one() =>
        Approved.Check(PublicApi.Of(typeof(TensorFile).Assembly), "KLDiv.Files.public-api.txt");
}
