using KLDiv.Memory;
using KLDiv.Softmaxes;

namespace KLDiv.Distilling;

/// <summary>What is asked about student and teacher: which divergence, at which temperature, and what comes of it.</summary>
/// <remarks>
/// Walks and kernels know two sides, P and Q, and compute KL(P || Q): P is the side that the divergence is weighted by. In the forward divergence and over
/// a mixture P is the teacher and Q the student; the reverse one exchanges them. Here alone the two pairs of names meet.
/// </remarks>
internal unsafe struct DistillationRequest
{
    public double Temperature;

    /// <summary>The weight of the teacher in the mixture; 0 is KL(teacher || student), 1 the reverse.</summary>
    public double Beta;

    /// <summary>What a divergence in nats is multiplied by to be the loss.</summary>
    public double LossScale;

    /// <summary>What the gradient for the logits over the temperature is multiplied by, beside the row's weight.</summary>
    public double GradientScale;

    /// <summary>What the teacher's operand holds; a target that is not logits is taken as it is, whatever its sum.</summary>
    public TargetKind Target;

    /// <summary>The class of each row that has a share of the target; null where none has.</summary>
    public int* Classes;

    /// <summary>The share of that class; the target's probabilities have the rest.</summary>
    public double ClassShare;

    /// <summary>What flows into the loss of each row, on top of that; null: 1 into each.</summary>
    public double* RowUpstreams;

    public bool TeacherGradient;

    public bool StudentGradient;

    /// <summary>Where the states of the rows go, if these are all that is wanted.</summary>
    public DistillationState* States;

    /// <summary>Whether the states hold both divergences, so that either gradient can come of them; otherwise KL(P || Q) alone, in the arithmetic that its loss has.</summary>
    public bool WantsBoth;

    /// <summary>Whether the caller has threads of its own, so that this call stays on its thread.</summary>
    public bool IsInner;

    /// <summary>The states of the rows, where they are known, with their divergences from the mixture unless these are wanted.</summary>
    public DistillationState* Known;

    /// <summary>Where the sums over the mixture go, if these are all that is wanted.</summary>
    public DistillationMixture* Mixtures;

    public readonly bool WantsLoss => States == null && Mixtures == null;

    public readonly bool IsMixture => States == null && Beta is not (0 or 1);

    /// <summary>Whether P, of the divergence from P to Q, is the student.</summary>
    public readonly bool IsReverse => States == null && Beta == 1;

    public readonly int P => IsReverse ? Slots.First : Slots.Second;

    public readonly int Q => IsReverse ? Slots.Second : Slots.First;

    /// <summary>Whether the sums for KL(P || Q) are wanted.</summary>
    public readonly bool Forward => !IsMixture;

    /// <summary>Whether the sums for KL(Q || P) are wanted as well.</summary>
    public readonly bool Reverse => WantsBoth;

    public readonly bool GradientP => IsReverse ? StudentGradient : TeacherGradient;

    public readonly bool GradientQ => IsReverse ? TeacherGradient : StudentGradient;

    /// <summary>
    /// Whether the teacher's gradient, for which float is not enough, is computed in double apart from the student's, so that the student's has the same bits without it.
    /// </summary>
    public readonly bool IsApart => GradientP && GradientQ && !IsMixture && !IsReverse;

    /// <summary>Asks for the gradients that are present.</summary>
    /// <param name="arguments">The operands, which are told where the gradients go.</param>
    /// <param name="studentGradient">Where the student's goes.</param>
    /// <param name="teacherGradient">Where the teacher's goes.</param>
    /// <param name="upstream">The gradient that flows into the sum of the rows' losses.</param>
    public void SetGradients(ref Arguments arguments, Operand studentGradient, Operand teacherGradient, double upstream)
    {
        arguments.SetSecondResult(studentGradient with { MayReplace = OperandSet.First });
        arguments.SetThirdResult(teacherGradient with { MayReplace = OperandSet.Second });
        StudentGradient = studentGradient.IsPresent;
        TeacherGradient = teacherGradient.IsPresent;
        GradientScale = upstream * LossScale / Temperature;
    }

    /// <summary>What the loss of a row is multiplied by, and what flows into it on top of that.</summary>
    public readonly (double Weight, double Upstream) FactorsOf(nint row, double* rowWeights) =>
        (rowWeights == null ? 1 : rowWeights[row], RowUpstreams == null ? 1 : RowUpstreams[row]);

    /// <summary>The loss of a row.</summary>
    /// <param name="state">Its state, with P first.</param>
    /// <param name="mixture">Its divergences from the mixture, if it has one.</param>
    /// <param name="weight">Its weight.</param>
    public readonly double LossOf(in PairState state, in DistillationMixture mixture, double weight) =>
        (IsMixture ? (Beta * mixture.Teacher) + ((1 - Beta) * mixture.Student) : state.Forward) * LossScale * weight;
}

/// <summary>What stands in the teacher's place.</summary>
internal enum TargetKind
{
    Logits,
    Probabilities,
    LogProbabilities,
}
