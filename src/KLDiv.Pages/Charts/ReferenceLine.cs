namespace KLDiv.Pages.Charts;

/// <summary>A value of the horizontal axis that is marked across the picture and named above it.</summary>
/// <param name="Value">Where it is.</param>
/// <param name="Label">Its name.</param>
internal readonly record struct ReferenceLine(double Value, string Label);
