using KLDiv.Files.Formats;

namespace KLDiv.Files.Torch;

/// <summary>The name of a Python object that a pickle refers to: one of those that tensors and their dictionaries need.</summary>
/// <param name="Name">Module and name: <c>torch._utils._rebuild_tensor_v2</c>.</param>
internal sealed record PickledGlobal(string Name)
{
    /// <summary>The functions that are understood; storages and element types are known by <see cref="TorchType"/>.</summary>
    private static readonly string[] Known =
    [
        "collections.OrderedDict", "torch.Size", "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3",
        "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state", "torch.device",
    ];

    /// <param name="name">Module and name.</param>
    /// <param name="malformed">The exception for an object that no tensor needs.</param>
    public static PickledGlobal Of(string name, Func<string, Exception> malformed) =>
        Known.Contains(name, StringComparer.Ordinal) || TorchType.IsKnown(name)
            ? new PickledGlobal(name)
            : throw malformed($"needs the Python object {Formats.TensorPath.Shown(name)}; only tensors, and lists, tuples and dictionaries of them, are read: save those alone");
}
