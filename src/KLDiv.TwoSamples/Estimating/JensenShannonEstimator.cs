using KLDiv.TwoSamples.Chance;

namespace KLDiv.TwoSamples.Estimating;

/// <summary>
/// Jensen-Shannon divergences from counts: JS = H(M) - H(P) / 2 - H(Q) / 2 with entropies H(c) = Σ (c / T) S(c - 1, T - 1, V) of one order V, the smaller
/// sample's rows less 1 (<see cref="CutSeries"/>).
/// </summary>
/// <remarks>
/// The mixture M has as many rows of one sample as of the other: of the larger one as many as the smaller has, drawn without repetition, of which the entropy is
/// the expectation. One of these serves all divisions of the same rows into two samples of these sizes.
/// </remarks>
internal sealed class JensenShannonEstimator
{
    private readonly long _reference;
    private readonly long _current;
    private readonly long _smaller;
    private readonly CutSeries _referenceSeries;
    private readonly CutSeries _currentSeries;
    private readonly CutSeries _mixtureSeries;

    public JensenShannonEstimator(CellCounts cells)
    {
        (_reference, _current) = (cells.ReferenceRows, cells.CurrentRows);
        _smaller = Math.Min(_reference, _current);
        long largest = Enumerable.Range(0, cells.Count).Max(cells.Total);
        _mixtureSeries = new CutSeries((2 * _smaller) - 1, _smaller - 1, largest);
        _referenceSeries = new CutSeries(_reference - 1, _smaller - 1, largest);
        _currentSeries = new CutSeries(_current - 1, _smaller - 1, largest);
    }

    /// <summary>The estimate, which chance may put below 0.</summary>
    public double Of(CellCounts cells)
    {
        double sum = 0;
        for (int cell = 0; cell < cells.Count; cell++)
        {
            (long a, long b) = (cells.Reference[cell], cells.Current[cell]);
            sum += Mixture(a, b) - (0.5 * Entropy(a, _reference, _referenceSeries)) - (0.5 * Entropy(b, _current, _currentSeries));
        }

        return sum;
    }

    /// <summary>The standard error: that of the plug-in's gradient, and at least what equal distributions have.</summary>
    public static double Deviation(CellCounts cells)
    {
        (double n, double m) = (cells.ReferenceRows, cells.CurrentRows);
        (double first, double firstSquare, double second, double secondSquare) = (0, 0, 0, 0);
        int occupied = 0;
        for (int cell = 0; cell < cells.Count; cell++)
        {
            double p = cells.Reference[cell] / n, q = cells.Current[cell] / m, middle = (p + q) / 2;
            occupied += middle > 0 ? 1 : 0;
            if (p > 0)
            {
                double half = Math.Log(p / middle) / 2;
                (first, firstSquare) = (first + (p * half), firstSquare + (p * half * half));
            }

            if (q > 0)
            {
                double half = Math.Log(q / middle) / 2;
                (second, secondSquare) = (second + (q * half), secondSquare + (q * half * half));
            }
        }

        double ofGradient = (Math.Max(0, firstSquare - (first * first)) / n) + (Math.Max(0, secondSquare - (second * second)) / m);
        double ofEqual = (occupied - 1) * Math.Pow((1 / n) + (1 / m), 2) / 32;
        return Math.Sqrt(Math.Max(ofGradient, ofEqual));
    }

    private static double Entropy(double count, long rows, CutSeries series) => count > 0 ? count / rows * series[count - 1] : 0;

    private double Mixture(long a, long b)
    {
        (long small, long large, long rows) = _reference <= _current ? (a, b, _current) : (b, a, _reference);
        return rows == _smaller || large == 0
            ? Entropy(small + large, 2 * _smaller, _mixtureSeries)
            : new Hypergeometric(rows, large, _smaller).Expectation(drawn => Entropy(small + drawn, 2 * _smaller, _mixtureSeries));
    }
}
