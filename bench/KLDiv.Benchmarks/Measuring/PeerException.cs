namespace KLDiv.Benchmarks.Measuring;

/// <summary>A peer's reason for not doing something.</summary>
internal sealed class PeerException(string message) : Exception(message);
