namespace KLDiv.Files.Tests;

/// <summary>A fact that runs a Python that has torch, skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = NumPyScripts.Without("torch");
}

/// <summary>A theory that does.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = NumPyScripts.Without("torch");
}
