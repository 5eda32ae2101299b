namespace KLDiv.TorchSharp.Tests;

/// <summary>Torch's own operators, or the kernels, for as long as it lives.</summary>
internal sealed class Switch : IDisposable
{
    public Switch(bool usesTorch) => TorchLosses.UsesTorch = usesTorch;

    public void Dispose() => TorchLosses.UsesTorch = false;
}
