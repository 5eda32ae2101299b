namespace KLDiv.Pages;

/// <summary>An axis of a picture.</summary>
/// <param name="Scale">How values become places.</param>
/// <param name="Label">What is measured, and in which unit.</param>
public sealed record Axis(Scale Scale, string Label);
