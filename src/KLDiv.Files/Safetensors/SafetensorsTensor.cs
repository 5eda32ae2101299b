namespace KLDiv.Files;

/// <summary>What the header of a <c>.safetensors</c> file says of one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">The type of its elements, as the format names it: <c>F64</c>, <c>F32</c>, <c>F16</c>, <c>BF16</c> or others.</param>
/// <param name="Lengths">The lengths of its dimensions; none for a single number.</param>
/// <param name="Begin">Where its elements start, in bytes from the end of the header.</param>
/// <param name="End">Where they end.</param>
public sealed record SafetensorsTensor(string Name, string DType, IReadOnlyList<nint> Lengths, long Begin, long End);
