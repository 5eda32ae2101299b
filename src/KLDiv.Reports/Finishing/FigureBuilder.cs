using System.Numerics;
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
        LabelFigures? labels = subject.HasLabels
            ? LabelStatistics.Of(
                Counting(_state.TargetLosses!), Counting(_state.InputLosses!), (double[]?)_weights?.Clone(), _state.Totals, cell => Estimate(cell, cell))
            : null;
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
            SkippedRows = _state.Divergences.Length - _divergences.Length,
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

    /// <summary>The mean and its error from the exact sums of v and v².</summary>
    private Estimate Estimate(RowTotals.Cell value, RowTotals.Cell square)
    {
        Int128 weight = _state.Totals[RowTotals.Cell.Weight], sum = _state.Totals[value];
        if (weight == 0)
        {
            return new Estimate(double.NaN, double.NaN);
        }

        // Σw Σwv² - (Σwv)², without a rounding: nothing cancels.
        BigInteger spread = ((BigInteger)weight * (BigInteger)_state.Totals[square]) - ((BigInteger)sum * (BigInteger)sum);
        double variance = (double)spread / (double)weight / (double)weight;
        return new Estimate((double)sum / (double)weight, _sample.StandardError(variance));
    }

    /// <summary>The values of the rows that count.</summary>
    private double[] Counting(double[] values)
    {
        if (_state.Weights is not { } weights)
        {
            return values;
        }

        int count = 0;
        double[] counting = new double[weights.Count(weight => weight > 0)];
        for (int i = 0; i < values.Length; i++)
        {
            if (weights[i] > 0)
            {
                counting[count++] = values[i];
            }
        }

        return counting;
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
