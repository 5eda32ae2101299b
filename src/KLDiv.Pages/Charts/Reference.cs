namespace KLDiv.Pages;

/// <summary>A value of the horizontal axis that is marked across the picture and named above it.</summary>
/// <param name="Value">Where it is.</param>
/// <param name="Label">Its name.</param>
public readonly record struct Reference(double Value, string Label);
