namespace KLDiv.Pages.Charts;

/// <summary>An axis of a picture.</summary>
/// <param name="Scale">How values become places.</param>
/// <param name="Label">What is measured, and in which unit.</param>
internal sealed record Axis(Scale Scale, string Label);
