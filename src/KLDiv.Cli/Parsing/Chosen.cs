using KLDiv.Files;

namespace KLDiv.Cli.Parsing;

/// <summary>A number that the user gives, or leaves to the command.</summary>
/// <param name="Value">The number; null: to be chosen.</param>
internal sealed record Chosen(double? Value)
{
    /// <summary>The word that leaves the number to the command.</summary>
    public const string Auto = "auto";

    /// <summary>Reads a finite number of at least 0, or <c>auto</c>; null where it is neither.</summary>
    public static Chosen? TryParse(string text) =>
        text is Auto ? new Chosen(Value: null)
        : NumberText.TryParse(text, out double value) && double.IsFinite(value) && value >= 0 ? new Chosen(value)
        : null;
}
