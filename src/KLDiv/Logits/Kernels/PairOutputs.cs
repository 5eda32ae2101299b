using KLDiv.Kernels;

namespace KLDiv.Logits;

/// <summary>What a kernel over pairs of logits computes, known when it is compiled, so that what is not asked for costs nothing.</summary>
internal interface IPairOutputs
{
    /// <summary>The sums for KL(P || Q), or what the gradient for P needs.</summary>
    static abstract bool P { get; }

    /// <summary>The sums for KL(Q || P), or the gradient for Q.</summary>
    static abstract bool Q { get; }

    /// <summary>Whether logits may be -infinity, or of any size: masks and bounds for them.</summary>
    static abstract bool Any { get; }
}

internal readonly struct PairOutputs<TP, TQ, TAny> : IPairOutputs
    where TP : struct, IChoice
    where TQ : struct, IChoice
    where TAny : struct, IChoice
{
    public static bool P => TP.Value;

    public static bool Q => TQ.Value;

    public static bool Any => TAny.Value;
}
