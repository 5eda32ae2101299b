namespace KLDiv.Files.Torch;

/// <summary>Memory that tensors share: a member of the archive.</summary>
/// <param name="Type">The type of its elements; null for bytes whose type each tensor says.</param>
/// <param name="Key">The member: <c>data/KEY</c>.</param>
/// <param name="Count">How many elements it has.</param>
internal sealed record TorchStorage(TorchType? Type, string Key, long Count);
