using KLDiv.TestSupport;

namespace KLDiv.Pages.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one() =>
        Approved.Check(PublicApi.Of(typeof(Page).Assembly), "KLDiv.Pages.public-api.txt");
}
