namespace KLDiv.Files;

/// <summary>One of the two sides that are compared.</summary>
public enum OperandSide
{
    /// <summary>What is judged: <c>INPUT</c> of the command, Q.</summary>
    Input,

    /// <summary>What it is compared with: <c>TARGET</c> of the command, P.</summary>
    Target,
}
