namespace KLDiv.Files.Torch;

/// <summary>A Python dictionary, its items in the order in which they were set.</summary>
internal sealed class PickledDictionary
{
    public List<(object? Key, object? Value)> Items { get; } = [];
}
