using System.Numerics;
using KLDiv.Files;
using KLDiv.Reports.Reading;
using KLDiv.Reports.State;

namespace KLDiv.Reports.Pass;

/// <summary>One thread's work on runs of rows.</summary>
/// <typeparam name="T">The type in which rows are compared.</typeparam>
internal sealed class ReportWorker<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ReportData _data;
    private readonly CancellationToken _cancellation;
    private readonly ReportInputs _inputs;
    private readonly int _support;
    private readonly RowOperand<T> _target, _input;
    private readonly WorstRowList _worst;
    private RowComparison[] _comparisons = [];
    private int[] _labels = [];

    /// <param name="data">What all threads work with.</param>
    /// <param name="cancellation">Ends the work, within a row too.</param>
    public ReportWorker(ReportData data, CancellationToken cancellation)
    {
        _data = data;
        _cancellation = cancellation;
        _inputs = data.Inputs;
        _support = (int)_inputs.Target.Source.Support;
        _target = RowOperand<T>.Of(_inputs.Target);
        _input = RowOperand<T>.Of(_inputs.Input);
        _worst = new WorstRowList(_inputs.Options.Top);
    }

    /// <summary>The rows that were loaded last.</summary>
    public RowRange Run { get; private set; }

    public RowTotals Totals { get; } = new();

    /// <summary>The rows whose sums are off.</summary>
    public SumsOff SumsOff { get; } = new();

    public IReadOnlyList<WorstRow> Worst => _worst.Rows;

    /// <summary>Reads a run of rows.</summary>
    /// <exception cref="DataFileException">A source cannot be read.</exception>
    public void Load(RowRange run)
    {
        Run = run;
        _input.Load(run, _cancellation);
        _target.Load(run, _cancellation);
    }

    /// <summary>Works on the rows that were loaded.</summary>
    /// <exception cref="DataFileException">A row cannot be compared, or has no label.</exception>
    public void Work()
    {
        int rows = (int)Run.Count;
        if (_comparisons.Length < rows)
        {
            _comparisons = new RowComparison[rows];
            _labels = new int[rows];
        }

        if (_inputs.HasLabels)
        {
            _data.ReadLabels(Run, _labels.AsSpan(0, rows));
        }

        Span<T> target = _target.Rows, input = _input.Rows;
        KeepLabels(target, input);
        LowerFloors(_inputs.IsReverse ? input : target, _inputs.IsReverse ? target : input);
        Compare(target, input);
        for (int i = 0; i < rows; i++)
        {
            FinishRow(i, target.Slice(i * _support, _support), input.Slice(i * _support, _support));
        }
    }

    /// <summary>Keeps the numbers of the true classes, before floors are lowered; they become losses when the rows are compared.</summary>
    private void KeepLabels(ReadOnlySpan<T> target, ReadOnlySpan<T> input)
    {
        int start = (int)(Run.First - _data.State.Range.First);
        for (int i = 0; _inputs.HasLabels && i < Run.Count; i++)
        {
            int label = _labels[i], at = (i * _support) + label;
            _data.State.TargetLosses![start + i] = label == RowSource.NoLabel ? double.NaN : double.CreateTruncating(target[at]);
            _data.State.InputLosses![start + i] = label == RowSource.NoLabel ? double.NaN : double.CreateTruncating(input[at]);
        }
    }

    /// <summary>
    /// A class at the floor of its file has no probability on the side that the divergence is weighted by, and on the other one neither if the first has none: what
    /// a floor hides is lost on both sides in the same way. On the other side alone the floor stands, so that the divergence stays finite.
    /// </summary>
    /// <param name="p">The side that the divergence is weighted by.</param>
    /// <param name="q">The other side.</param>
    private void LowerFloors(Span<T> p, Span<T> q)
    {
        if (_inputs.P.Source.Floor is null && _inputs.Q.Source.Floor is null)
        {
            return;
        }

        // Where there is no floor, nothing lies below it.
        T ofP = T.CreateTruncating(_inputs.P.Source.Floor ?? double.NaN), ofQ = T.CreateTruncating(_inputs.Q.Source.Floor ?? double.NaN);
        for (int i = 0; i < p.Length; i++)
        {
            p[i] = p[i] <= ofP ? T.NegativeInfinity : p[i];
            q[i] = q[i] <= ofQ && (_inputs.IsMixture || T.IsNegativeInfinity(p[i])) ? T.NegativeInfinity : q[i];
        }
    }

    private void Compare(ReadOnlySpan<T> target, ReadOnlySpan<T> input)
    {
        try
        {
            _data.Comparer.Compare(target, input, _comparisons.AsSpan(0, (int)Run.Count), _data.WeightsOf(Run), [(nint)Run.Count, _support]);
        }
        catch (IncomparableRowException failure)
        {
            long row = Run.First + failure.Row;
            throw Explain(row) ?? new DataFileException(_inputs.Input.Source.Name, $"row {row} changed while it was read");
        }
    }

    /// <summary>What is wrong with a row that cannot be compared.</summary>
    private DataFileException? Explain(long row) =>
        _inputs.Input.ProblemOf(row) ?? _inputs.Target.ProblemOf(row);

    /// <summary>A row whose sum is not 1 is counted where it is scaled or classes of it were left out, and an error elsewhere.</summary>
    /// <exception cref="DataFileException">It is no distribution.</exception>
    private void CheckSum(ReportSide side, double sum, long row)
    {
        if (!side.HasSum || side.AllowsSum(sum))
        {
            return;
        }

        if (!side.IsNormalised && (_inputs.Options.RequiresDistributions || !side.IsCutShort(sum)))
        {
            throw side.ProblemOf(row, sum);
        }

        SumsOff.Add(side == _inputs.Input, sum);
    }

    private void FinishRow(int i, ReadOnlySpan<T> target, ReadOnlySpan<T> input)
    {
        RowComparison comparison = _comparisons[i];
        long row = Run.First + i;
        int place = (int)(row - _data.State.Range.First);
        double weight = _data.WeightOf(row), divergence = comparison.Of(_inputs.Options.Divergence);
        CheckSum(_inputs.Input, comparison.Q.Sum, row);
        CheckSum(_inputs.Target, comparison.P.Sum, row);
        _data.State.Divergences[place] = divergence;
        Totals.Add(RowTotals.Cell.Weight, 1, weight);
        Totals.Add(RowTotals.Cell.SameTop, comparison.P.Top == comparison.Q.Top ? 1 : 0, weight);
        Totals.Add(RowTotals.Cell.TotalVariation, comparison.TotalVariation, weight);
        Totals.Add(RowTotals.Cell.TotalVariationSquared, comparison.TotalVariation * comparison.TotalVariation, weight);
        Totals.Add(RowTotals.Cell.Hellinger, comparison.Hellinger, weight);
        Totals.Add(RowTotals.Cell.HellingerSquared, comparison.HellingerSquared, weight);
        RowView<T> view = new(target, input, comparison, _inputs.IsReverse);
        int? label = _inputs.HasLabels && _labels[i] != RowSource.NoLabel ? _labels[i] : null;
        if (label is { } known)
        {
            FinishLabel(comparison, place, known, weight);
        }

        if (_worst.Takes(divergence, row))
        {
            _worst.Add(view.Describe(row, divergence, label));
        }
    }

    private void FinishLabel(in RowComparison comparison, int place, int label, double weight)
    {
        (ComparedSide target, ComparedSide input) = (comparison.P, comparison.Q);
        double[] ofTarget = _data.State.TargetLosses!, ofInput = _data.State.InputLosses!;
        ofTarget[place] = -target.LogProbability(ofTarget[place]);
        ofInput[place] = -input.LogProbability(ofInput[place]);
        Totals.Add(RowTotals.Cell.LabelWeight, 1, weight);
        Totals.Add(RowTotals.Cell.TargetHits, target.Top == label ? 1 : 0, weight);
        Totals.Add(RowTotals.Cell.InputHits, input.Top == label ? 1 : 0, weight);
        Totals.AddToCalibration(isInput: false, target.TopProbability, target.Top == label, weight);
        Totals.AddToCalibration(isInput: true, input.TopProbability, input.Top == label, weight);
    }
}
