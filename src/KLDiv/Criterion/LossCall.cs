using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>One call of the criterion: its memory in the criterion's words, and what is wanted.</summary>
internal ref struct LossCall
{
    public const int Input = Slots.First;
    public const int Target = Slots.Second;
    public const int Upstream = Slots.Third;
    public const int Pointwise = Slots.FirstResult;
    public const int InputGradient = Slots.SecondResult;
    public const int TargetGradient = Slots.ThirdResult;

    /// <summary>Its memory.</summary>
    public Arguments Arguments;

    public LossCall(scoped in Operand input, scoped in Operand target, bool logTarget, ReadOnlySpan<double> rowWeights = default, int axis = -1, bool sums = false)
    {
        Arguments.Set(input, target, rowWeights, axis);
        LogTarget = logTarget;
        Sums = sums;
    }

    public bool LogTarget { get; }

    /// <summary>Whether the sum of the losses is wanted.</summary>
    public bool Sums { get; set; }

    /// <summary>What all gradients are multiplied by: a scalar upstream gradient over the reduction's divisor.</summary>
    public double GradientScale { get; set; } = 1;

    public readonly bool WritesPointwise => Arguments.FirstResult.IsPresent;

    public readonly bool WritesInputGradient => Arguments.SecondResult.IsPresent;

    public readonly bool WritesTargetGradient => Arguments.ThirdResult.IsPresent;

    public void SetGradients(scoped in Operand inputGradient, scoped in Operand targetGradient)
    {
        if (inputGradient.IsPresent)
        {
            Arguments.SetSecondResult(inputGradient with { MayReplace = OperandSet.First });
        }

        if (targetGradient.IsPresent)
        {
            Arguments.SetThirdResult(targetGradient with { MayReplace = OperandSet.Second });
        }
    }
}
