namespace KLDiv.Regression;

/// <summary>Features or targets that no model can be fitted to or evaluated on; the message is one line with names and values, without a full stop, to be put behind a file's name.</summary>
/// <param name="operand">Which data are wrong: <c>features</c>, <c>targets</c>, <c>weights</c> or <c>table</c>.</param>
/// <param name="message">What is wrong, with the values.</param>
public sealed class RegressionDataException(string operand, string message) : Exception(message)
{
    /// <summary>Which data are wrong: <c>features</c>, <c>targets</c>, <c>weights</c> or <c>table</c>.</summary>
    public string Operand { get; } = operand;

    /// <summary>The row that is wrong, from 0, where it is one.</summary>
    public long? Row { get; init; }

    /// <summary>The column that is wrong, from 0, where it is one.</summary>
    public int? Column { get; init; }

    /// <summary>What is wrong with the one element, without its place and value.</summary>
    internal string? Reason { get; init; }
}
