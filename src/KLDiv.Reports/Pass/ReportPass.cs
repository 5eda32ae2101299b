using System.Numerics;
using System.Runtime.ExceptionServices;
using KLDiv.Files;
using KLDiv.Reports.Reading;
using KLDiv.Reports.State;

namespace KLDiv.Reports.Pass;

/// <summary>One pass over a range of rows: hands runs of rows to threads, and gathers what they find in a state.</summary>
internal sealed class ReportPass
{
    /// <summary>Elements of a side that a thread takes at a time: with those of the other side they fit the second-level cache.</summary>
    private const int MostElements = 1 << 16;

    /// <summary>So few rows that the sums of the classes have room for them.</summary>
    private const int MostRows = 1 << 10;

    private readonly ReportData _data;
    private readonly IProgress<double>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly Lock _taking = new();
    private readonly Lock _gathering = new();
    private readonly List<IReadOnlyList<WorstRow>> _worst = [];
    private readonly int _rowsAtATime;
    private long _next;
    private long _done;
    private long _failedRow = long.MaxValue;
    private ExceptionDispatchInfo? _failure;

    private ReportPass(ReportData data, IProgress<double>? progress, CancellationToken cancellation)
    {
        _data = data;
        _progress = progress;
        _cancellation = cancellation;
        _next = data.Inputs.Range.First;
        _rowsAtATime = (int)Math.Clamp(MostElements / data.State.Subject.Support, 1, MostRows);
    }

    private ReportState State => _data.State;

    /// <summary>Works on the rows.</summary>
    /// <exception cref="DataFileException">A source cannot be read, or a row cannot be compared: the first of them.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ReportState Run(ReportInputs inputs, IProgress<double>? progress, CancellationToken cancellation)
    {
        inputs.MustBeOfOneText();
        ReportPass pass = new(new ReportData(inputs), progress, cancellation);
        ThreadStart work = inputs.IsWide ? pass.Work<double> : pass.Work<float>;
        long most = (inputs.Range.Count / pass._rowsAtATime) + 1;
        int threads = (int)Math.Min(inputs.Options.MaxDegreeOfParallelism ?? Environment.ProcessorCount, most);
        Thread[] helpers = [.. Enumerable.Range(1, threads - 1).Select(_ => new Thread(work) { IsBackground = true })];
        Array.ForEach(helpers, helper => helper.Start());
        work();
        Array.ForEach(helpers, helper => helper.Join());
        pass._failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
        pass.State.WorstRows = WorstRowList.Merge(pass._worst, inputs.Options.Top);
        return pass.State;
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

            ReportWorker<T> worker = new(_data, _cancellation);
            while (TryTake(worker, out row))
            {
                worker.Work();
                _progress?.Report((double)Interlocked.Add(ref _done, worker.Run.Count) / Math.Max(1, State.Range.Count));
            }

            lock (_gathering)
            {
                State.Totals.Add(worker.Totals);
                State.SumsOff.Add(worker.SumsOff);
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

    /// <summary>Takes the next run of rows that count, and reads it. Where a side is sequential, one thread after the other.</summary>
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

            if (_data.Inputs.IsSequential)
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
        while (_next < end && _data.WeightOf(_next) == 0)
        {
            State.Divergences[_next - State.Range.First] = double.NaN;
            _next++;
        }

        if (Volatile.Read(ref _failedRow) != long.MaxValue || _cancellation.IsCancellationRequested)
        {
            return default;
        }

        long first = _next;
        while (_next < end && _next - first < _rowsAtATime && _data.WeightOf(_next) > 0)
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
