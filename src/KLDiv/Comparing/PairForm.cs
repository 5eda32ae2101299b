using KLDiv.Softmaxes;

namespace KLDiv.Comparing;

/// <summary>What the numbers of the rows of P and Q are, and which divergence is wanted.</summary>
/// <param name="HasLogitsP">Whether P's are logits, over the temperature; otherwise log-probabilities, taken as they are at temperature 1.</param>
/// <param name="HasLogitsQ">The same of Q.</param>
/// <param name="Beta">0 is KL(P || Q); between 0 and 1 the weight of P in the mixture.</param>
/// <param name="Temperature">The temperature.</param>
internal readonly record struct PairForm(bool HasLogitsP, bool HasLogitsQ, double Beta, double Temperature)
{
    public bool IsMixture => Beta > 0;
}
