namespace KLDiv.TwoSamples.Estimating;

/// <summary>
/// S(c, T, V) = Σ over v = 1..V of (1/v) C(T - c, v) / C(T, v): what c rows of T say of -ln p, by a series without bias that is cut at the order V
/// (Zhang and Grabchak 2014, "Nonparametric estimation of Kullback-Leibler divergence", Neural Computation 26:2570-2593).
/// </summary>
/// <remarks>
/// In closed form: S(c + 1) = S(c) - (1 - ρ(c + 1)) / (c + 1) with ρ(k) = C(T - V, k) / C(T, k), so S(c) = H(V) - H(c) + Σ over k = 1..c of ρ(k) / k, in which ρ
/// falls at least geometrically.
/// </remarks>
internal sealed class CutSeries
{
    /// <summary>Smaller terms change no digit.</summary>
    private const double Smallest = 1e-19;

    private readonly double _limit;

    /// <summary>Σ over k = 1..c of ρ(k) / k, up to the c from which on it stays the same.</summary>
    private readonly double[] _rest;

    /// <param name="total">T, the rows.</param>
    /// <param name="order">V, at most T.</param>
    /// <param name="largest">The greatest count that is asked for.</param>
    public CutSeries(long total, long order, long largest)
    {
        _limit = Harmonic.Of(order);
        List<double> rest = [0];
        double ratio = 1;
        for (long k = 1; k <= largest; k++)
        {
            ratio *= Math.Max(0, (double)(total - order - k + 1)) / (total - k + 1);
            if (ratio < Smallest * k)
            {
                break;
            }

            rest.Add(rest[^1] + (ratio / k));
        }

        _rest = [.. rest];
    }

    /// <summary>S(c, T, V), of a count or of a number between counts.</summary>
    public double this[double count] => _limit - Harmonic.Of(count) + Rest(count);

    private double Rest(double count)
    {
        int below = (int)Math.Min(count, _rest.Length - 1);
        double share = below + 1 < _rest.Length ? count - below : 0;
        return share == 0 ? _rest[below] : _rest[below] + (share * (_rest[below + 1] - _rest[below]));
    }
}
