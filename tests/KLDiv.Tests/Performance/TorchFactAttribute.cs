using KLDiv.Benchmarks.Peers;

namespace KLDiv.Tests.Performance;

/// <summary>A fact about the process that runs PyTorch, skipped where Debian's Python has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchFactAttribute : FactAttribute
{
    private const string Package = "/usr/lib/python3/dist-packages/torch";

    public TorchFactAttribute() => Skip = Directory.Exists(Package) ? null : $"{Torch.Python} has no torch (Debian: python3-torch).";
}
