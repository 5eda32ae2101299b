namespace KLDiv.Regression;

/// <summary>Something to be known of a fit.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Text">Its value in words, or what follows the number.</param>
/// <param name="Number">Its value where it is a number; null: the words are all.</param>
public sealed record FitSetting(string Name, string Text, double? Number = null);
