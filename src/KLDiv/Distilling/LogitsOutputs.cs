using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>What a kernel over pairs of logits computes, known when it is compiled, so that what is not asked for costs nothing.</summary>
internal interface ILogitsOutputs
{
    /// <summary>The sums for KL(P || Q), or what the gradient for P needs.</summary>
    static abstract bool P { get; }

    /// <summary>The sums for KL(Q || P), or the gradient for Q.</summary>
    static abstract bool Q { get; }

    /// <summary>Whether the exponentials of Q, and their differences from those of P, are kept for the gradient for Q.</summary>
    static abstract bool Keeps { get; }

    /// <summary>Whether logits may be -infinity, or of any size: masks and bounds for them.</summary>
    static abstract bool Any { get; }
}

internal readonly struct LogitsOutputs<TP, TQ, TAny> : ILogitsOutputs
    where TP : struct, IChoice
    where TQ : struct, IChoice
    where TAny : struct, IChoice
{
    public static bool Keeps => false;

    public static bool P => TP.Value;

    public static bool Q => TQ.Value;

    public static bool Any => TAny.Value;
}

/// <summary>The sums for KL(P || Q) of ordinary logits, and what is kept for the gradient for Q.</summary>
internal readonly struct SumsAndKept : ILogitsOutputs
{
    public static bool P => true;

    public static bool Q => false;

    public static bool Keeps => true;

    public static bool Any => false;
}
