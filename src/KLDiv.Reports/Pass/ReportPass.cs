using System.Numerics;
using System.Runtime.ExceptionServices;
using KLDiv.Files;
using KLDiv.Reports.Reading;
using KLDiv.Reports.State;
using KLDiv.Softmaxes;

namespace KLDiv.Reports.Pass;

/// <summary>One pass over a range of rows: hands runs of rows to threads, and gathers what they find in a state.</summary>
internal sealed class ReportPass
{
    /// <summary>Elements of a side that a thread takes at a time: with those of the other side they fit the second-level cache.</summary>
    private const int MostElements = 1 << 16;

    /// <summary>So few rows that the sums of the classes have room for them.</summary>
    private const int MostRows = 1 << 10;

    /// <summary>The powers of two by which weights are multiplied: 2^1023 is the largest number, and the largest weight is below 2^1024.</summary>
    private const int LeastExponent = -1024;

    private const int MostExponent = 1000;

    private readonly ReportFiles _files;
    private readonly IProgress<double>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly long[]? _labels;
    private readonly Lock _taking = new();
    private readonly Lock _gathering = new();
    private readonly List<IReadOnlyList<WorstRow>> _worst = [];
    private readonly int _rowsAtATime;
    private long _next;
    private long _done;
    private long _failedRow = long.MaxValue;
    private ExceptionDispatchInfo? _failure;

    private ReportPass(ReportFiles files, IProgress<double>? progress, CancellationToken cancellation)
    {
        _files = files;
        _progress = progress;
        _cancellation = cancellation;
        _next = files.Range.First;
        _rowsAtATime = (int)Math.Clamp(MostElements / files.Target.Source.Support, 1, MostRows);
        ReportOptions options = files.Options;
        long rows = files.Target.Source.Rows;
        double scale = 1;
        double[]? weights = options.Weights is null ? null : ScaledWeights(RowColumn.Open(options.Weights), rows, files.Range, out scale);
        _labels = options.Labels is null ? null : RowColumn.Open(options.Labels).ReadLabels(rows, files.Range);
        State = new ReportState(SubjectOf(files, scale), files.Range)
        {
            Names = options.Names is null ? null : ClassNames.Read(options.Names, files.Target.Source.Support),
        };
        weights?.CopyTo(State.Weights!, 0);
        Comparer = new RowComparer(files.Comparison, State.Classes);
    }

    public ReportState State { get; }

    public ReportFiles Files => _files;

    /// <summary>Compares the rows of all threads.</summary>
    public RowComparer Comparer { get; }

    /// <summary>Ends the work, within a row too.</summary>
    public CancellationToken Cancellation => _cancellation;

    /// <summary>Works on the rows.</summary>
    /// <exception cref="DataFileException">A file is unreadable, or a row cannot be compared: the first of them.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ReportState Run(ReportFiles files, IProgress<double>? progress, CancellationToken cancellation)
    {
        files.MustBeOfOneText();
        ReportPass pass = new(files, progress, cancellation);
        ThreadStart work = files.IsWide ? pass.Work<double> : pass.Work<float>;
        long most = (files.Range.Count / pass._rowsAtATime) + 1;
        Thread[] helpers = [.. Enumerable.Range(1, (int)Math.Min(files.Options.Threads, most) - 1).Select(_ => new Thread(work) { IsBackground = true })];
        Array.ForEach(helpers, helper => helper.Start());
        work();
        Array.ForEach(helpers, helper => helper.Join());
        pass._failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
        pass.State.WorstRows = WorstRowList.Merge(pass._worst, files.Options.Top);
        return pass.State;
    }

    /// <summary>The weight of a row, at most 1.</summary>
    public double WeightOf(long row) => State.Weights is { } weights ? weights[row - State.Range.First] : 1;

    /// <summary>The weights of a run of rows; empty where all weigh 1.</summary>
    public ReadOnlySpan<double> WeightsOf(RowRange run) =>
        State.Weights is { } weights ? weights.AsSpan((int)(run.First - State.Range.First), (int)run.Count) : default;

    /// <summary>The true classes of a run of rows.</summary>
    public void ReadLabels(RowRange run, Span<int> labels)
    {
        if (_labels is null)
        {
            _files.LabelSource!.ReadLabels(run.First, labels);
            return;
        }

        for (int i = 0; i < labels.Length; i++)
        {
            long label = _labels[run.First - State.Range.First + i];
            labels[i] = label >= 0 && label < State.Subject.Support
                ? (int)label
                : throw new DataFileException(
                    _files.Options.Labels!, $"has the label {label} for row {run.First + i}; it must be from 0 to {State.Subject.Support - 1}");
        }
    }

    /// <summary>What a report of files is about.</summary>
    /// <param name="files">The files.</param>
    /// <param name="weightScale">What their weights are multiplied by.</param>
    public static ReportSubject SubjectOf(ReportFiles files, double weightScale) => new()
    {
        Input = files.Options.Input,
        Target = files.Options.Target,
        InputKind = files.Input.Kind,
        TargetKind = files.Target.Kind,
        Divergence = files.Options.Divergence,
        Beta = files.Options.Beta,
        Temperature = files.Options.Temperature,
        Rows = files.Target.Source.Rows,
        Support = files.Target.Source.Support,
        Top = files.Options.Top,
        HasLabels = files.HasLabels,
        IsWeighted = files.Options.Weights is not null,
        WeightScale = weightScale,
    };

    /// <summary>Weights times a power of two, a number itself, by which none in the whole column is above 1.</summary>
    private static double[] ScaledWeights(RowColumn column, long rows, RowRange range, out double scale)
    {
        double[] weights = column.ReadWeights(rows, range, out double largest);
        scale = largest > 0 ? Math.ScaleB(1, Math.Clamp(-1 - Math.ILogB(largest), LeastExponent, MostExponent)) : 1;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] *= scale;
        }

        return weights;
    }

    private void Work<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long row = 0;
        try
        {
            // What a worker keeps for each class is not taken for rows that are not there.
            if (State.Range.Count == 0)
            {
                return;
            }

            ReportWorker<T> worker = new(this);
            while (TryTake(worker, out row))
            {
                worker.Work();
                _progress?.Report((double)Interlocked.Add(ref _done, worker.Run.Count) / Math.Max(1, State.Range.Count));
            }

            lock (_gathering)
            {
                State.Totals.Add(worker.Totals);
                _worst.Add(worker.Worst);
            }
        }
#pragma warning disable CA1031 // Whatever it is, the caller gets it; on a thread of its own it would end the process.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Fail(failure, row);
        }
    }

    /// <summary>Takes the next run of rows that count, and reads it. Where a file is sequential, one thread after the other.</summary>
    private bool TryTake<T>(ReportWorker<T> worker, out long row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RowRange run;
        lock (_taking)
        {
            run = NextRun();
            row = run.First;
            if (run.Count == 0)
            {
                return false;
            }

            if (_files.IsSequential)
            {
                worker.Load(run);
                return true;
            }
        }

        worker.Load(run);
        return true;
    }

    /// <summary>The next rows, which all weigh more than 0; none at the end, after a failure, or where it is cancelled.</summary>
    private RowRange NextRun()
    {
        long end = State.Range.End;
        while (_next < end && WeightOf(_next) == 0)
        {
            State.Divergences[_next - State.Range.First] = double.NaN;
            _next++;
        }

        if (Volatile.Read(ref _failedRow) != long.MaxValue || _cancellation.IsCancellationRequested)
        {
            return default;
        }

        long first = _next;
        while (_next < end && _next - first < _rowsAtATime && WeightOf(_next) > 0)
        {
            _next++;
        }

        return new RowRange(first, _next - first);
    }

    /// <summary>Keeps the failure of the first row: runs are taken in their order, so that all rows before a failure are looked at.</summary>
    private void Fail(Exception failure, long row)
    {
        lock (_gathering)
        {
            if (row < _failedRow)
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
                Volatile.Write(ref _failedRow, row);
            }
        }
    }
}
