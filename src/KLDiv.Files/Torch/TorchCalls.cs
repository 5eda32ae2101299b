using KLDiv.Files.Formats;

namespace KLDiv.Files.Torch;

/// <summary>What the functions give that a pickle of tensors calls.</summary>
internal static class TorchCalls
{
    /// <summary>The storage that a persistent identifier names: <c>("storage", class, key, device, count)</c>.</summary>
    public static TorchStorage Storage(object? identifier, Func<string, Exception> malformed) =>
        identifier is object?[] { Length: 5 } and ["storage", PickledGlobal type, string key, string, long count] && count >= 0
            ? new TorchStorage(TorchType.OfStorage(type.Name), key, count)
            : throw malformed("refers to an object outside data.pkl that is no storage of a tensor");

    /// <summary>The result of a call.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="malformed">The exception for a call that no tensor makes.</param>
    public static object? Call(PickledGlobal? function, object?[]? arguments, Func<string, Exception> malformed) => (function?.Name, arguments) switch
    {
        ("collections.OrderedDict", []) => new PickledDictionary(),
        ("torch.Size", [object?[] lengths]) => lengths,
        ("torch.device", _) => null,
        ("torch._utils._rebuild_tensor", [TorchStorage { Type: { } type } storage, long offset, object?[] lengths, object?[] strides]) =>
            Tensor(type, storage, offset, lengths, strides, malformed),
        ("torch._utils._rebuild_tensor_v2", [TorchStorage { Type: { } type } storage, long offset, object?[] lengths, object?[] strides, ..]) =>
            Tensor(type, storage, offset, lengths, strides, malformed),
        ("torch._utils._rebuild_tensor_v3", [TorchStorage storage, long offset, object?[] lengths, object?[] strides, _, _, PickledGlobal type, ..]) =>
            Tensor(TorchType.Of(type.Name) ?? throw malformed($"has elements of no known type: {type.Name}"), storage, offset, lengths, strides, malformed),
        ("torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state", [TorchTensor tensor, ..]) => tensor,
        _ => throw malformed($"calls {Formats.TensorPath.Shown(function?.Name ?? "an unnamed function")} otherwise than torch.save does"),
    };

    private static TorchTensor Tensor(
        TorchType type, TorchStorage storage, long offset, object?[] lengths, object?[] strides, Func<string, Exception> malformed)
    {
        TorchTensor tensor = new(type, storage, offset, Numbers(lengths, malformed), Numbers(strides, malformed));
        return lengths.Length == strides.Length ? tensor : throw malformed($"has a tensor of {lengths.Length} lengths and {strides.Length} strides");
    }

    private static long[] Numbers(object?[] values, Func<string, Exception> malformed) =>
        Array.ConvertAll(values, value => value is long and >= 0 ? (long)value : throw malformed("has a tensor whose lengths or strides are no whole numbers"));
}
