namespace KLDiv.Benchmarks.Measuring;

/// <summary>A call that can be timed, in this process or in another.</summary>
internal interface IContender
{
    /// <returns>The nanoseconds that so many calls took, one after the other.</returns>
    double Time(long calls);
}
