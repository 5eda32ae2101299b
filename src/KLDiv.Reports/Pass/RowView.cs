using System.Numerics;
using KLDiv.Comparing;
using KLDiv.Criterion;

namespace KLDiv.Reports.Pass;

/// <summary>A row of both sides, as the report tells of it.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
/// <param name="p">The numbers of the side that the divergence is weighted by.</param>
/// <param name="q">Those of the other side.</param>
/// <param name="pair">What makes probabilities of them.</param>
/// <param name="temperature">T.</param>
/// <param name="isReverse">Whether the side that the divergence is weighted by is the input.</param>
internal readonly ref struct RowView<T>(ReadOnlySpan<T> p, ReadOnlySpan<T> q, in RowPair pair, double temperature, bool isReverse)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many of the leading classes are told.</summary>
    private const int Leading = 12;

    private readonly ReadOnlySpan<T> _target = isReverse ? q : p;
    private readonly ReadOnlySpan<T> _input = isReverse ? p : q;
    private readonly RowSide _targetSide = isReverse ? pair.Q : pair.P;
    private readonly RowSide _inputSide = isReverse ? pair.P : pair.Q;
    private readonly double _temperature = temperature;
    private readonly bool _isReverse = isReverse;

    public int TargetTop => _targetSide.Top;

    public int InputTop => _inputSide.Top;

    /// <summary>A class with its probabilities on both sides.</summary>
    public RowClass ClassOf(int index) => new(index, null, Math.Exp(LogTarget(index)), Math.Exp(LogInput(index)));

    /// <summary>All that the report tells of one of the worst rows.</summary>
    public WorstRow Describe(long row, double divergence, int? label) => new()
    {
        Row = row,
        Divergence = divergence,
        Label = label is { } known ? ClassOf(known) : null,
        TargetTop = ClassOf(TargetTop),
        InputTop = ClassOf(InputTop),
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

    private double LogTarget(int index) => _targetSide.LogOf(double.CreateTruncating(_target[index]), _temperature);

    private double LogInput(int index) => _inputSide.LogOf(double.CreateTruncating(_input[index]), _temperature);
}
