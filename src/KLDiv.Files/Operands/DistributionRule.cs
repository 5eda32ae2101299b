using System.Globalization;
using KLDiv.Files.Operands;

namespace KLDiv.Files;

/// <summary>What the rows of a side must be to be distributions, and what is said of one that is none.</summary>
public sealed class DistributionRule
{
    /// <summary>What the digits that people write may take from a sum, or add to it.</summary>
    private const double WrittenDigits = 1e-3;

    /// <summary>So many elements are looked at before logits are doubted.</summary>
    private const int MostDoubted = 1 << 14;

    /// <summary>A row that is longer is not read once more to doubt it.</summary>
    private const int LongestDoubted = 1 << 24;

    private readonly OperandSide _side;

    private DistributionRule(RowSource source, RowKind kind, OperandSide side)
    {
        (Source, Kind, _side) = (source, kind, side);
        Tolerance = ToleranceOf(source, kind);
    }

    /// <summary>The rows.</summary>
    public RowSource Source { get; }

    /// <summary>What they hold.</summary>
    public RowKind Kind { get; }

    /// <summary>Whether it is for the numbers themselves to sum to 1: any logits will do, and any counts of which there is a sum.</summary>
    public bool HasSum => Kind is RowKind.Probs or RowKind.LogProbs;

    /// <summary>How far from 1 a sum may be: what the type of the numbers, and that of the file, can hold of a distribution.</summary>
    public double Tolerance { get; }

    /// <summary>What passes for 1, and for ln 1.</summary>
    private static double MostProbability { get; } = Math.Exp(RowComparer.MostLogProbability);

    /// <summary>What one of the numbers is called.</summary>
    public string Noun => Kind switch
    {
        RowKind.Probs => "probability",
        RowKind.LogProbs => "log-probability",
        RowKind.Counts => "count",
        _ => "logit",
    };

    /// <summary>The rule for a source: what it holds is what it says itself, or else what is said of it, or else what is usual for the side.</summary>
    /// <param name="source">The source.</param>
    /// <param name="side">The side that it is.</param>
    /// <param name="stated">What it is said to hold; null: nothing is said.</param>
    /// <param name="isNormalised">Whether its rows are scaled to sum to 1, so that whole numbers are counts without a word.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="DataFileException">It holds another kind than is said, or whole numbers and nothing is said of counts.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static DistributionRule Of(RowSource source, OperandSide side, RowKind? stated = null, bool isNormalised = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        bool isCounts = stated == RowKind.Counts || (isNormalised && stated is null or RowKind.Probs);
        return !source.HoldsIntegers ? new(source, source.KindOr(stated, side.UsualKind()), side)
            : isCounts ? new(source, RowKind.Counts, side)
            : throw new DataFileException(
                source.Name,
                $"holds {source.StoredAs}: whole numbers, and no {RowLooks.Noun(stated ?? side.UsualKind())}; {side.Word()} looks like counts: {side.KindOption()} counts");
    }

    /// <summary>Whether a row is a distribution.</summary>
    /// <param name="row">What was found of the row.</param>
    /// <returns>Whether it is one as far as its type can hold it.</returns>
    public bool Allows(in RowMeasure row) => !HasSum || (IsInRange(row, isScaled: false) && AllowsSum(row.Sum));

    /// <summary>Whether all numbers of a row can be what they are said to be.</summary>
    /// <param name="row">What was found of the row.</param>
    /// <param name="isScaled">Whether it is scaled to sum to 1, so that no number is too large.</param>
    /// <returns>Whether they can.</returns>
    public bool IsInRange(in RowMeasure row, bool isScaled) => row.Least >= Least && (isScaled || row.Largest <= Most);

    /// <summary>Whether a sum is 1 as far as the type can tell.</summary>
    /// <param name="sum">The sum of a row's probabilities.</param>
    /// <returns>Whether it is.</returns>
    public bool AllowsSum(double sum) => Math.Abs(sum - 1) <= Tolerance;

    /// <summary>Whether a sum is below 1 only because classes of the row were left out.</summary>
    /// <param name="sum">The sum of the probabilities of the others.</param>
    /// <returns>Whether it is.</returns>
    public bool IsCutShort(double sum) => Source.IsCut && sum < 1 && sum >= 0;

    /// <summary>What is wrong with a row that is no distribution.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="measured">What was found of it.</param>
    /// <param name="values">Its numbers; none where they are no longer at hand.</param>
    /// <returns>A sentence without a subject: the row and what it has.</returns>
    public string Describe(long row, in RowMeasure measured, ReadOnlySpan<double> values)
    {
        int odd = IndexOfOdd(values);
        double found = odd >= 0 ? values[odd] : !(measured.Least >= Least) ? measured.Least : measured.Largest;
        return odd >= 0 || !IsInRange(measured, isScaled: false) ? $"row {row} has {Shown(found)}{(odd >= 0 ? $" for class {odd}" : "")}{(double.IsNaN(found) ? "" : $", which is no {Noun}")}"
            : Kind == RowKind.LogProbs ? $"row {row} is of log-probabilities whose exponentials sum to {Shown(measured.Sum)}, not 1"
            : $"row {row} sums to {Shown(measured.Sum)}, not 1";
    }

    /// <summary>What a row that is no distribution looks like, and what to do about it; null where nothing is known.</summary>
    /// <param name="values">Its numbers; none where they are no longer at hand.</param>
    /// <returns>The kind that it looks like, and the advice in the words of the command.</returns>
    public (RowKind? Looks, string? Advice) AdviceOn(ReadOnlySpan<double> values)
    {
        RowKind? looks = values.IsEmpty || RowLooks.Of(values, Tolerance) is not { } found || found == Kind ? null : found;
        return (looks, values.Contains(double.NaN) ? null
            : looks is { } other ? $"{_side.Word()} looks like {RowLooks.Noun(other)}: {_side.KindOption()} {other.Name()}"
            : HasSum ? $"{_side.KindOption()} says what the file holds, and --normalise scales its rows to sum to 1"
            : $"{_side.KindOption()} says what the file holds");
    }

    /// <summary>What speaks against logits: that the first rows are distributions as they stand, of which a softmax would make others.</summary>
    /// <returns>A sentence without a subject, with the option that helps; null where nothing speaks against them, or they are no logits.</returns>
    /// <exception cref="DataFileException">The source cannot be read.</exception>
    public string? DoubtAboutLogits() =>
        Kind == RowKind.Logits && Source.Support is > 1 and <= LongestDoubted && FirstRows.Of(Source, MostDoubted) is { Looks: "probs" }
            ? $"holds numbers from 0 to 1 that sum to 1 in its first rows, and a softmax is taken of them; {_side.Word()} looks like {RowLooks.Noun(RowKind.Probs)}: {_side.KindOption()} {RowKind.Probs.Name()}"
            : null;

    private static string Shown(double number) => number.ToString("G6", CultureInfo.InvariantCulture);

    private static double ToleranceOf(RowSource source, RowKind kind)
    {
        (double rounding, double least) = RoundingOf(source.StoredAs);
        double floor = source.Floor is { } least0 ? source.Support * Math.Exp(least0) : 0;

        // A logarithm is rounded by a part of itself, and a distribution over n classes has no more than ln n nats.
        return WrittenDigits + floor + (kind == RowKind.LogProbs
            ? Math.Exp(2 * rounding * (1 + Math.Log(Math.Max(1, source.Support)))) - 1
            : (2 * rounding) + Math.Min(1, source.Support * least));
    }

    /// <summary>The part of a number that its type rounds away at most, and the number below which it makes 0 of it.</summary>
    private static (double Part, double Least) RoundingOf(string type) => type switch
    {
        "float16" => (Math.ScaleB(1, -11), Math.ScaleB(1, -25)),
        "bfloat16" => (Math.ScaleB(1, -9), 0),
        "float8_e4m3" => (Math.ScaleB(1, -4), Math.ScaleB(1, -10)),
        "float8_e5m2" => (Math.ScaleB(1, -3), Math.ScaleB(1, -17)),
        _ => (0, 0),
    };

    private double Least => Kind is RowKind.Probs or RowKind.Counts ? 0 : double.NegativeInfinity;

    private double Most => Kind switch
    {
        RowKind.Probs => MostProbability,
        RowKind.LogProbs => RowComparer.MostLogProbability,
        _ => double.MaxValue,
    };

    /// <summary>The first number that is none or below 0, or else the largest, if that is too large; -1 where there is none of them.</summary>
    private int IndexOfOdd(ReadOnlySpan<double> values)
    {
        int largest = -1;
        double most = Most;
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] >= Least))
            {
                return i;
            }

            if (values[i] > most)
            {
                (largest, most) = (i, values[i]);
            }
        }

        return largest;
    }
}
