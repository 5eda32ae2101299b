namespace KLDiv.Files;

/// <summary>What is known about each <see cref="RowKind"/>.</summary>
public static class RowKinds
{
    /// <summary>The name by which users say the kind and by which messages and reports call it: <c>log-probs</c>, <c>probs</c>, <c>logits</c> or <c>counts</c>.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not one of the enum's values.</exception>
    public static string Name(this RowKind kind) => kind switch
    {
        RowKind.LogProbs => "log-probs",
        RowKind.Probs => "probs",
        RowKind.Logits => "logits",
        RowKind.Counts => "counts",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The kind is not one of LogProbs, Probs, Logits and Counts."),
    };
}
