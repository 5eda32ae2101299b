namespace KLDiv.Reports.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one() =>
        Approved.Check(PublicApi.Of(typeof(Report).Assembly), "KLDiv.Reports.public-api.txt");
}
