namespace KLDiv.Reports.State;

/// <summary>The rows of each side whose probabilities do not sum to 1, before they are scaled.</summary>
internal sealed class SumsOff
{
    private readonly long[] _rows = new long[2];
    private readonly double[] _deviations = new double[2];

    /// <summary>How many, of the target and of the input, to be stored and restored.</summary>
    public Span<long> Rows => _rows;

    /// <summary>The largest distance of a sum from 1, of the target and of the input.</summary>
    public Span<double> Deviations => _deviations;

    public void Add(bool isInput, double sum)
    {
        int side = isInput ? 1 : 0;
        _rows[side]++;
        _deviations[side] = Math.Max(_deviations[side], Math.Abs(sum - 1));
    }

    /// <summary>Adds other rows.</summary>
    public void Add(SumsOff other)
    {
        for (int side = 0; side < _rows.Length; side++)
        {
            _rows[side] += other._rows[side];
            _deviations[side] = Math.Max(_deviations[side], other._deviations[side]);
        }
    }
}
