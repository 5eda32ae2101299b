namespace KLDiv.Benchmarks.Scaling;

/// <summary>The medians for one length, in nanoseconds an element.</summary>
internal sealed record ScalingRow(long Length, int Threads, double Ours, double Dot);
