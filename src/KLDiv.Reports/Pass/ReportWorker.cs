using System.Numerics;
using KLDiv.Comparing;
using KLDiv.Files;
using KLDiv.Reports.Reading;
using KLDiv.Reports.State;
using KLDiv.Softmaxes;

namespace KLDiv.Reports.Pass;

/// <summary>One thread's work on runs of rows. P is the side that the divergence is weighted by: the target, or the input where it is reversed.</summary>
/// <typeparam name="T">The type in which rows are compared.</typeparam>
internal sealed class ReportWorker<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ReportPass _pass;
    private readonly ReportFiles _files;
    private readonly PairForm _form;
    private readonly int _support;
    private readonly RowOperand<T> _p, _q;
    private readonly ClassSums _classes;
    private readonly PairFigures<T> _figures;
    private readonly WorstRowList _worst;
    private RowPair[] _pairs = [];
    private FigureSums[] _sums = [];
    private int[] _labels = [];
    private int _rowsInClasses;

    /// <param name="pass">The pass that this thread works for.</param>
    public ReportWorker(ReportPass pass)
    {
        _pass = pass;
        _files = pass.Files;
        _form = _files.Form;
        _support = (int)_files.P.Source.Support;
        _p = RowOperand<T>.Of(_files.P);
        _q = RowOperand<T>.Of(_files.Q);
        _classes = new ClassSums(_support);
        _figures = new PairFigures<T>(_form, _classes);
        _worst = new WorstRowList(_files.Options.Top);
    }

    /// <summary>The rows that were loaded last.</summary>
    public RowRange Run { get; private set; }

    public RowTotals Totals { get; } = new();

    public IReadOnlyList<WorstRow> Worst => _worst.Rows;

    /// <summary>Reads a run of rows.</summary>
    /// <exception cref="DataFileException">A file cannot be read.</exception>
    public void Load(RowRange run)
    {
        Run = run;
        (_files.IsReverse ? _p : _q).Load(run);
        (_files.IsReverse ? _q : _p).Load(run);
    }

    /// <summary>Works on the rows that were loaded.</summary>
    /// <exception cref="DataFileException">A row cannot be compared, or has no label.</exception>
    public void Work()
    {
        int rows = (int)Run.Count;
        if (_pairs.Length < rows)
        {
            _pairs = new RowPair[rows];
            _sums = new FigureSums[rows];
            _labels = new int[rows];
        }

        if (_files.HasLabels)
        {
            _pass.ReadLabels(Run, _labels.AsSpan(0, rows));
        }

        Span<T> p = _p.Rows, q = _q.Rows;
        KeepLabels(p, q);
        LowerFloors(p, q);
        Prepare(p, q);
        Measure(p, q);
        for (int i = 0; i < rows; i++)
        {
            FinishRow(i, p.Slice(i * _support, _support), q.Slice(i * _support, _support));
        }
    }

    /// <summary>Hands over what has not been handed over yet.</summary>
    public void Finish() => _pass.Gather(_classes);

    /// <summary>Keeps the numbers of the true classes, before floors are lowered; they become losses when the rows are prepared.</summary>
    private void KeepLabels(ReadOnlySpan<T> p, ReadOnlySpan<T> q)
    {
        (double[] ofP, double[] ofQ) = Losses();
        int start = (int)(Run.First - _pass.State.Range.First);
        for (int i = 0; _files.HasLabels && i < Run.Count; i++)
        {
            ofP[start + i] = double.CreateTruncating(p[(i * _support) + _labels[i]]);
            ofQ[start + i] = double.CreateTruncating(q[(i * _support) + _labels[i]]);
        }
    }

    private (double[] OfP, double[] OfQ) Losses()
    {
        (double[] target, double[] input) = (_pass.State.TargetLosses ?? [], _pass.State.InputLosses ?? []);
        return _files.IsReverse ? (input, target) : (target, input);
    }

    /// <summary>
    /// A class at the floor of its file has no probability on the side that the divergence is weighted by, and on the other one neither if the first has none: what
    /// a floor hides is lost on both sides in the same way. On the other side alone the floor stands, so that the divergence stays finite.
    /// </summary>
    private void LowerFloors(Span<T> p, Span<T> q)
    {
        if (_files.P.Source.Floor is null && _files.Q.Source.Floor is null)
        {
            return;
        }

        // Where there is no floor, nothing lies below it.
        T ofP = T.CreateTruncating(_files.P.Source.Floor ?? double.NaN), ofQ = T.CreateTruncating(_files.Q.Source.Floor ?? double.NaN);
        for (int i = 0; i < p.Length; i++)
        {
            p[i] = p[i] <= ofP ? T.NegativeInfinity : p[i];
            q[i] = q[i] <= ofQ && (_form.IsMixture || T.IsNegativeInfinity(p[i])) ? T.NegativeInfinity : q[i];
        }
    }

    private void Prepare(ReadOnlySpan<T> p, ReadOnlySpan<T> q)
    {
        MakeRoomInClasses();
        for (int i = 0; i < Run.Count; i++)
        {
            double weight = _pass.WeightOf(Run.First + i);
            _pairs[i] = _figures.Prepare(p.Slice(i * _support, _support), q.Slice(i * _support, _support), weight, out _sums[i]);
            if (!_pairs[i].CanCompare
                || (!_form.HasLogitsP && _pairs[i].P.TopValue > ReportSide.MostLogProb)
                || (!_form.HasLogitsQ && _pairs[i].Q.TopValue > ReportSide.MostLogProb))
            {
                throw Explain(Run.First + i) ?? new DataFileException(_files.Input.Source.Name, $"row {Run.First + i} changed while it was read");
            }
        }
    }

    private void MakeRoomInClasses()
    {
        int rows = (int)Run.Count;
        if (_rowsInClasses + rows > ClassSums.MostRows)
        {
            _pass.Gather(_classes);
            _rowsInClasses = 0;
        }

        _rowsInClasses += rows;
    }

    /// <summary>What is wrong with a row that cannot be compared.</summary>
    private DataFileException? Explain(long row) =>
        _files.Input.ProblemOf(row, _files.IsNormalised(_files.Input)) ?? _files.Target.ProblemOf(row, _files.IsNormalised(_files.Target));

    /// <summary>Block by block of classes, all rows of the run that have not been measured yet, so that the sums of a block's classes stay in the first-level cache.</summary>
    private void Measure(ReadOnlySpan<T> p, ReadOnlySpan<T> q)
    {
        int rows = (int)Run.Count;
        for (int start = 0; start < _support; start += PairFigures<T>.MaxLength)
        {
            int count = Math.Min(PairFigures<T>.MaxLength, _support - start);
            for (int i = 0; i < rows; i++)
            {
                if (_pairs[i].IsMeasured)
                {
                    continue;
                }

                int at = (i * _support) + start;
                _sums[i].Add(_figures.Measure(p.Slice(at, count), q.Slice(at, count), _pairs[i], start, _pass.WeightOf(Run.First + i)));
            }
        }
    }

    private void FinishRow(int i, ReadOnlySpan<T> p, ReadOnlySpan<T> q)
    {
        RowPair pair = _pairs[i];
        FigureSums sums = _sums[i];
        long row = Run.First + i;
        int place = (int)(row - _pass.State.Range.First);
        double weight = _pass.WeightOf(row);
        double divergence = _figures.Divergence(pair, sums);
        _pass.State.Divergences[place] = divergence == 0 ? 0 : divergence;

        double variation = sums.Distance / 2, hellingerSquared = Math.Max(0, sums.RootDistance / 2);
        Totals.Add(RowTotals.Cell.Weight, 1, weight);
        Totals.Add(RowTotals.Cell.SameTop, pair.P.Top == pair.Q.Top ? 1 : 0, weight);
        Totals.Add(RowTotals.Cell.TotalVariation, variation, weight);
        Totals.Add(RowTotals.Cell.TotalVariationSquared, variation * variation, weight);
        Totals.Add(RowTotals.Cell.Hellinger, Math.Sqrt(hellingerSquared), weight);
        Totals.Add(RowTotals.Cell.HellingerSquared, hellingerSquared, weight);
        RowView<T> view = new(p, q, pair, _form.Temperature, _files.IsReverse);
        if (_files.HasLabels)
        {
            FinishLabel(pair, view, place, _labels[i], weight);
        }

        if (_worst.Takes(divergence, row))
        {
            _worst.Add(view.Describe(row, divergence, _files.HasLabels ? _labels[i] : null));
        }
    }

    private void FinishLabel(in RowPair pair, in RowView<T> view, int place, int label, double weight)
    {
        (double[] ofP, double[] ofQ) = Losses();
        ofP[place] = -pair.P.LogOf(ofP[place], _form.Temperature);
        ofQ[place] = -pair.Q.LogOf(ofQ[place], _form.Temperature);
        RowClass target = view.ClassOf(view.TargetTop), input = view.ClassOf(view.InputTop);
        Totals.Add(RowTotals.Cell.TargetHits, view.TargetTop == label ? 1 : 0, weight);
        Totals.Add(RowTotals.Cell.InputHits, view.InputTop == label ? 1 : 0, weight);
        Totals.AddToCalibration(isInput: false, target.P, view.TargetTop == label, weight);
        Totals.AddToCalibration(isInput: true, input.Q, view.InputTop == label, weight);
    }
}
