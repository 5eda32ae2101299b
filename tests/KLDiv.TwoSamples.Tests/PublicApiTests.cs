using KLDiv.TestSupport;

namespace KLDiv.TwoSamples.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one() =>
        Approved.Check(PublicApi.Of(typeof(SampleComparison).Assembly), "KLDiv.TwoSamples.public-api.txt");
}
