namespace KLDiv.Regression;

/// <summary>Features or targets that no model can be fitted to or evaluated on; the message is one line with names and values, without a full stop, to be put behind a file's name.</summary>
/// <param name="operand">Which data are wrong: <c>features</c> or <c>targets</c>.</param>
/// <param name="message">What is wrong, with the values.</param>
public sealed class RegressionDataException(string operand, string message) : Exception(message)
{
    /// <summary>Which data are wrong: <c>features</c> or <c>targets</c>.</summary>
    public string Operand { get; } = operand;
}
