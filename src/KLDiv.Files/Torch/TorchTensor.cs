namespace KLDiv.Files.Torch;

/// <summary>A view of a storage.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="Storage">Where they lie.</param>
/// <param name="Offset">The place of the first one, in elements.</param>
/// <param name="Lengths">The lengths of its dimensions; none for a single number.</param>
/// <param name="Strides">How many elements lie between neighbours along each dimension.</param>
internal sealed record TorchTensor(TorchType Type, TorchStorage Storage, long Offset, long[] Lengths, long[] Strides);
