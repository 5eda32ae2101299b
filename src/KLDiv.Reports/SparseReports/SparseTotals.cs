using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Reports.Finishing;

namespace KLDiv.Reports.SparseReports;

/// <summary>What is kept of each row, and sums over rows.</summary>
internal sealed class SparseTotals(long rows, SparseReportOptions options, bool hasBounds)
{
    private readonly double[] _divergences = new double[rows];
    private readonly double[] _sameTop = new double[rows];
    private readonly double[]? _bounds = hasBounds ? new double[rows] : null;
    private double _mass, _leastMass = double.NaN;
    private double? _overlap;
    private long _given, _sameLists;
    private int _row;

    /// <summary>Whether the greatest divergence that a row's teacher can have is known.</summary>
    public bool HasBounds => _bounds is not null;

    /// <summary>The places of a run of rows.</summary>
    public Span<double> Divergences(RowRange run) => _divergences.AsSpan((int)run.First, (int)run.Count);

    /// <inheritdoc cref="Divergences" />
    public Span<double> Bounds(RowRange run) => _bounds.AsSpan((int)run.First, (int)run.Count);

    /// <summary>Adds the next row.</summary>
    /// <param name="block">The block that it stands in.</param>
    /// <param name="row">Its number in the block.</param>
    /// <param name="topOfInput">The input's most probable class.</param>
    public void AddRow(SparseBlock block, int row, long topOfInput)
    {
        ReadOnlySpan<double> logProbabilities = block.LogProbabilitiesOf(row);
        double mass = 0;
        foreach (double logProbability in logProbabilities)
        {
            mass += Math.Exp(logProbability);
        }

        int top = logProbabilities.IsEmpty ? -1 : TensorPrimitives.IndexOfMax(logProbabilities);
        AddRow(Math.Min(1, mass), logProbabilities.Length, top >= 0 && block.IdsOf(row)[top] == topOfInput);
    }

    /// <summary>Adds the next row.</summary>
    /// <param name="mass">The mass of the classes that the target gives.</param>
    /// <param name="given">How many it gives.</param>
    /// <param name="isSameTop">Whether both sides have the same top class.</param>
    public void AddRow(double mass, int given, bool isSameTop)
    {
        _mass += mass;
        _leastMass = _row == 0 ? mass : Math.Min(_leastMass, mass);
        _given += given;
        _sameTop[_row++] = isSameTop ? 1 : 0;
    }

    /// <summary>Adds how far the lists of both sides overlap in a row.</summary>
    public void AddOverlap(double share, bool isSameList)
    {
        _overlap = (_overlap ?? 0) + share;
        _sameLists += isSameList ? 1 : 0;
    }

    /// <summary>The figures of all rows.</summary>
    public SparseReportFigures Figures(string input, string target, long? support, Action<ReadOnlySpan<double>>? divergences)
    {
        divergences?.Invoke(_divergences);
        return new SparseReportFigures
        {
            Input = input,
            Target = target,
            Options = options,
            Rows = rows,
            Support = support,
            MeanGiven = (double)_given / rows,
            Mean = new Sample(_divergences, null).Estimate(),
            InfiniteRows = _divergences.LongCount(double.IsPositiveInfinity),
            IsLeast = options is { Divergence: DivergenceKind.Forward, Tail: SparseTail.Bucket },
            Overlap = _overlap / rows,
            SameLists = _overlap is null ? null : (double)_sameLists / rows,
            UpperBound = _bounds is null ? null : new Sample(_bounds, null).Estimate(),
            WorstRows = Worst(),
            Spread = Spread(_divergences),
            UpperSpread = _bounds is null ? null : Spread(_bounds),
            MassSeen = _mass / rows,
            LeastMassSeen = _leastMass,
            SameTop = new Sample(_sameTop, null).Estimate(),
        };
    }

    /// <summary>How values are spread; sorts a copy of them.</summary>
    private static DivergenceSpread Spread(double[] values)
    {
        Order order = new([.. values], null);
        return new DivergenceSpread(order.Min, order.Median, order.Max, order.Percentiles);
    }

    private (long Row, double Divergence)[] Worst() =>
        [.. Enumerable.Range(0, _divergences.Length).OrderByDescending(row => _divergences[row]).Take(options.Top).Select(row => ((long)row, _divergences[row]))];
}
