namespace KLDiv.Benchmarks.Peers;

/// <summary>PyTorch's reason for not doing something.</summary>
internal sealed class TorchException(string message) : Exception(message);
