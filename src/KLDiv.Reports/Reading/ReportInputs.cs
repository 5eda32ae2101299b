using KLDiv.Files;
using KLDiv.Reports.State;

namespace KLDiv.Reports.Reading;

/// <summary>The two sides of a report, checked against each other, and how they are compared.</summary>
internal sealed class ReportInputs
{
    /// <summary>The most classes that are compared.</summary>
    public const int MostSupport = 1 << 30;

    /// <param name="input">The distributions that are judged, Q.</param>
    /// <param name="target">The distributions that they are compared with, P.</param>
    /// <param name="options">How.</param>
    /// <param name="range">The rows to work on; null: all.</param>
    /// <exception cref="DataFileException">The sides do not go together.</exception>
    public ReportInputs(RowSource input, RowSource target, ReportOptions options, RowRange? range = null)
    {
        MustBeEqual(input, target);
        Options = options;
        Input = Side(OperandSide.Input, input, options.InputKind);
        Target = Side(OperandSide.Target, target, options.TargetKind);
        Range = range ?? new RowRange(0, target.Rows);
    }

    public ReportOptions Options { get; }

    public ReportSide Input { get; }

    public ReportSide Target { get; }

    /// <summary>The rows to work on.</summary>
    public RowRange Range { get; }

    public bool IsReverse => Options.Divergence == DivergenceKind.Reverse;

    /// <summary>The side by which the divergence is weighted: KL(P || Q).</summary>
    public ReportSide P => IsReverse ? Input : Target;

    public ReportSide Q => IsReverse ? Target : Input;

    public bool IsMixture => Options.Divergence == DivergenceKind.JensenShannon;

    /// <summary>How rows are compared: on the thread that asks for it, in float where that is enough.</summary>
    public ComparisonOptions Comparison => new()
    {
        PKind = KindOf(Target),
        QKind = KindOf(Input),
        Temperature = Options.Temperature,
        Beta = Options.Beta,
        Divergence = Options.Divergence,
        IsFast = true,
        MaxDegreeOfParallelism = 1,
    };

    /// <summary>
    /// Whether rows are compared in double: for sources that hold them; for mixtures; and where a softmax stands beside log-probabilities, whose divergence
    /// takes over the rounding error of the softmax's sum.
    /// </summary>
    public bool IsWide => IsMixture || Input.IsNormalised != Target.IsNormalised
        || Input.Source.ElementType == ElementType.Float64 || Target.Source.ElementType == ElementType.Float64;

    /// <summary>The side that tells the true classes, if there is no other; null where none does.</summary>
    public RowSource? LabelSource => Target.Source.HasLabels ? Target.Source : Input.Source.HasLabels ? Input.Source : null;

    public bool HasLabels => Options.Labels is not null || LabelSource is not null;

    /// <summary>Whether one of the sides is best read in the order of its rows.</summary>
    public bool IsSequential => Input.Source.IsSequential || Target.Source.IsSequential;

    /// <summary>What a side's rows are once they are loaded: probabilities and counts are taken by their logarithms.</summary>
    private static RowKind KindOf(ReportSide side) => side.IsNormalised ? RowKind.Logits : RowKind.LogProbs;

    private ReportSide Side(OperandSide side, RowSource source, RowKind? stated)
    {
        DistributionRule rule = DistributionRule.Of(source, side, stated, Options.Normalise);
        bool isNormalised = rule.Kind is RowKind.Logits or RowKind.Counts || Options.Normalise || Options.Temperature != 1;
        return new ReportSide(rule, isNormalised, rule.Kind == RowKind.Counts && side == OperandSide.Input ? Options.Pseudocount : 0);
    }

    /// <summary>Two sides that know their true classes, such as saved runs of llama.cpp, must be of the same text.</summary>
    /// <exception cref="DataFileException">They are not, in a row of the range.</exception>
    public void MustBeOfOneText()
    {
        const int AtATime = 1 << 10;
        RowSource input = Input.Source, target = Target.Source;
        if (!input.HasLabels || !target.HasLabels)
        {
            return;
        }

        int[] ofInput = new int[AtATime], ofTarget = new int[AtATime];
        for (long first = Range.First; first < Range.End; first += AtATime)
        {
            int count = (int)Math.Min(AtATime, Range.End - first);
            input.ReadLabels(first, ofInput.AsSpan(0, count));
            target.ReadLabels(first, ofTarget.AsSpan(0, count));
            int same = ofInput.AsSpan(0, count).CommonPrefixLength(ofTarget.AsSpan(0, count));
            if (same < count)
            {
                throw new DataFileException(
                    target.Name,
                    $"has the token {ofTarget[same]} for row {first + same}, and {input.Name} has {ofInput[same]}; they must be of the same text");
            }
        }
    }

    /// <summary>What the report is about.</summary>
    /// <param name="weightScale">What weights are multiplied by.</param>
    public ReportSubject Subject(double weightScale) => new()
    {
        Input = Input.Source.Name,
        Target = Target.Source.Name,
        InputKind = Input.Kind,
        TargetKind = Target.Kind,
        Divergence = Options.Divergence,
        Beta = Options.Beta,
        Temperature = Options.Temperature,
        Rows = Target.Source.Rows,
        Support = Target.Source.Support,
        Top = Options.Top,
        HasLabels = HasLabels,
        IsNormalised = Options.Normalise,
        Pseudocount = Input.Pseudocount,
        IsWeighted = Options.Weights is not null,
        IsMasked = Options.Mask is not null,
        WeightScale = weightScale,
    };

    private static void MustBeEqual(RowSource input, RowSource target)
    {
        // A saved run of llama.cpp has one axis of rows; a tensor beside it may have more.
        if (input.Rows != target.Rows || input.Support != target.Support)
        {
            throw new DataFileException(
                target.Name,
                $"has {target.Rows} rows of {target.Support} classes, and {input.Name} has {input.Rows} of {input.Support}; they must be equal{OperandShapes.AdviceOn(input, target)}");
        }

        if (target.Support is 0 or > MostSupport)
        {
            throw new DataFileException(target.Name, $"has rows of {target.Support} classes; from 1 to {MostSupport} can be compared");
        }

        // Of a shard's rows, too, whose part would be joined with the others.
        if (target.Rows > Array.MaxLength)
        {
            throw new DataFileException(target.Name, $"has {target.Rows} rows; one report takes at most {Array.MaxLength}");
        }
    }
}
