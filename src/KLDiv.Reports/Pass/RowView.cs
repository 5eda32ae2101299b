using System.Numerics;

namespace KLDiv.Reports.Pass;

/// <summary>A row of both sides, as the report tells of it.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
/// <param name="target">The target's numbers.</param>
/// <param name="input">The input's.</param>
/// <param name="comparison">How far the two are from each other.</param>
/// <param name="isReverse">Whether the side that the divergence is weighted by is the input.</param>
internal readonly ref struct RowView<T>(ReadOnlySpan<T> target, ReadOnlySpan<T> input, in RowComparison comparison, bool isReverse)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many of the leading classes are told.</summary>
    private const int Leading = 12;

    private readonly ReadOnlySpan<T> _target = target;
    private readonly ReadOnlySpan<T> _input = input;
    private readonly ComparedSide _targetSide = comparison.P;
    private readonly ComparedSide _inputSide = comparison.Q;
    private readonly bool _isReverse = isReverse;

    /// <summary>A class with its probabilities on both sides.</summary>
    public RowClass ClassOf(int index) => new(index, null, Math.Exp(LogTarget(index)), Math.Exp(LogInput(index)));

    /// <summary>All that the report tells of one of the worst rows.</summary>
    public WorstRow Describe(long row, double divergence, int? label) => new()
    {
        Row = row,
        Divergence = divergence,
        Label = label is { } known ? ClassOf(known) : null,
        TargetTop = ClassOf(_targetSide.Top),
        InputTop = ClassOf(_inputSide.Top),
        Leading = LeadingClasses(double.IsPositiveInfinity(divergence)),
    };

    /// <summary>The classes with the largest of both probabilities; of equal ones the first.</summary>
    /// <param name="isInfinite">Whether the divergence is, so that the class that makes it so must be among them.</param>
    private List<RowClass> LeadingClasses(bool isInfinite)
    {
        List<(double Log, int Index)> leading = [];
        double least = double.NegativeInfinity;
        for (int i = 0; i < _target.Length; i++)
        {
            double log = Math.Max(LogTarget(i), LogInput(i));
            if (log > least)
            {
                int place = leading.FindIndex(other => log > other.Log);
                leading.Insert(place < 0 ? leading.Count : place, (log, i));
                if (leading.Count > Leading)
                {
                    leading.RemoveAt(Leading);
                }

                least = leading.Count == Leading ? leading[^1].Log : least;
            }
        }

        if (isInfinite && MostProbableRuledOut() is { } ruledOut && !leading.Exists(one => one.Index == ruledOut))
        {
            leading[^1] = (double.NegativeInfinity, ruledOut);
        }

        List<RowClass> classes = [];
        foreach ((_, int index) in leading)
        {
            classes.Add(ClassOf(index));
        }

        return classes;
    }

    /// <summary>The class that one side rules out and that is the most probable of these on the side that the divergence is weighted by.</summary>
    private int? MostProbableRuledOut()
    {
        int? found = null;
        double most = double.NegativeInfinity;
        for (int i = 0; i < _target.Length; i++)
        {
            (double p, double q) = _isReverse ? (LogInput(i), LogTarget(i)) : (LogTarget(i), LogInput(i));
            if (double.IsNegativeInfinity(q) && p > most)
            {
                (found, most) = (i, p);
            }
        }

        return found;
    }

    private double LogTarget(int index) => _targetSide.LogProbability(double.CreateTruncating(_target[index]));

    private double LogInput(int index) => _inputSide.LogProbability(double.CreateTruncating(_input[index]));
}
