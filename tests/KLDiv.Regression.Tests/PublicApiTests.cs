using KLDiv.TestSupport;

namespace KLDiv.Regression.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one() =>
        Approved.Check(PublicApi.Of(typeof(SoftmaxRegression).Assembly), "KLDiv.Regression.public-api.txt");
}
