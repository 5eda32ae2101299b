namespace KLDiv.TorchSharp.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one() =>
        Approved.Check(PublicApi.Of(typeof(TorchLosses).Assembly), "KLDiv.TorchSharp.public-api.txt");
}
