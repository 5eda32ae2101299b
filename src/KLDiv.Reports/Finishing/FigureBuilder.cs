using KLDiv.Reports.State;

namespace KLDiv.Reports.Finishing;

/// <summary>Makes the figures of the state of all rows.</summary>
internal sealed class FigureBuilder
{
    private readonly ReportState _state;
    private readonly double[]? _weights;
    private readonly double[] _divergences;
    private readonly Sample _sample;

    private FigureBuilder(ReportState state)
    {
        _state = state;
        _weights = state.Weights is null ? null : Counting(state.Weights);
        _divergences = Counting(state.Divergences);
        _sample = new Sample(_divergences, _weights);
    }

    /// <param name="state">The state, whose kept values are written over.</param>
    /// <param name="divergences">Given the divergence of each row before.</param>
    public static ReportFigures Build(ReportState state, Action<ReadOnlySpan<double>>? divergences = null)
    {
        divergences?.Invoke(state.Divergences);

        // What needs the place of a row goes first, before the values are brought into order.
        ProfileRun[] profile = ProfileBuilder.Of(state.Range.First, state.Divergences, state.Weights);
        return new FigureBuilder(state).Build(profile);
    }

    private ReportFigures Build(ProfileRun[] profile)
    {
        ReportSubject subject = _state.Subject;
        Estimate mean = _sample.Estimate();
        DivergenceHistogram histogram = HistogramBuilder.Of(_divergences, _weights);
        LabelFigures? labels = subject.HasLabels ? Labels() : null;
        Order order = new(_divergences, _weights);
        return new ReportFigures
        {
            Input = subject.Input,
            Target = subject.Target,
            InputKind = subject.InputKind,
            TargetKind = subject.TargetKind,
            Divergence = subject.Divergence,
            Beta = subject.Divergence == DivergenceKind.JensenShannon ? subject.Beta : null,
            Temperature = subject.Temperature,
            Rows = _divergences.Length,
            SkippedRows = _state.Divergences.Length - _divergences.Length - _state.MaskedRows,
            MaskedRows = _state.MaskedRows,
            InputRowsOff = _state.SumsOff.Rows[1],
            TargetRowsOff = _state.SumsOff.Rows[0],
            InputLargestDeviation = _state.SumsOff.Deviations[1],
            TargetLargestDeviation = _state.SumsOff.Deviations[0],
            IsNormalised = subject.IsNormalised,
            Pseudocount = subject.Pseudocount,
            Support = subject.Support,
            IsWeighted = subject.IsWeighted,
            Mean = mean.Value,
            StandardError = mean.StandardError,
            Min = order.Min,
            Max = order.Max,
            Median = order.Median,
            Percentiles = order.Percentiles,
            InfiniteRows = histogram.Infinities,
            SameTop = Estimate(RowTotals.Cell.SameTop, RowTotals.Cell.SameTop),
            TotalVariation = Estimate(RowTotals.Cell.TotalVariation, RowTotals.Cell.TotalVariationSquared),
            Hellinger = Estimate(RowTotals.Cell.Hellinger, RowTotals.Cell.HellingerSquared),
            Classes = ClassRanking.Of(_state),
            WorstRows = [.. _state.WorstRows.Select(Named)],
            Labels = labels,
            Histogram = histogram,
            Profile = profile,
        };
    }

    private Estimate Estimate(RowTotals.Cell value, RowTotals.Cell square) =>
        _sample.Estimate(_state.Totals[RowTotals.Cell.Weight], _state.Totals[value], _state.Totals[square]);

    private LabelFigures Labels()
    {
        double[] target = _state.TargetLosses!;
        double[] ofLabelled = Of(target, IsLabelled);
        return LabelStatistics.Of(
            ofLabelled, Of(_state.InputLosses!, IsLabelled), _state.Weights is null ? null : Of(_state.Weights, IsLabelled), _state.Totals, _divergences.Length - ofLabelled.Length);

        bool IsLabelled(int row) => !double.IsNaN(target[row]);
    }

    /// <summary>The values of the rows that count.</summary>
    private double[] Counting(double[] values) => _state.Weights is null ? values : Of(values, _ => true);

    /// <summary>The values of some of the rows that count, in memory of their own.</summary>
    private double[] Of(double[] values, Predicate<int> isMeant)
    {
        int count = 0;
        double[] meant = new double[Enumerable.Range(0, values.Length).Count(Counts)];
        for (int i = 0; i < values.Length; i++)
        {
            if (Counts(i))
            {
                meant[count++] = values[i];
            }
        }

        return meant;

        bool Counts(int row) => _state.Weights?[row] != 0 && isMeant(row);
    }

    private WorstRow Named(WorstRow row) => _state.Names is null ? row : row with
    {
        Label = row.Label is null ? null : Named(row.Label),
        TargetTop = Named(row.TargetTop),
        InputTop = Named(row.InputTop),
        Leading = [.. row.Leading.Select(Named)],
    };

    private RowClass Named(RowClass item) => item with { Name = _state.Names![(int)item.Class] };
}
