using KLDiv.Simd;

namespace KLDiv.Distilling.Sparse;

/// <summary>What a teacher gives of one row, sorted by class, and what it leaves.</summary>
internal sealed class GivenRow
{
    /// <summary>How much more than 1 probabilities may sum to by rounding.</summary>
    private const double MostBeyondOne = 1e-3;

    private long[] _ids = [];
    private double[] _logProbabilities = [];
    private double[] _unsorted = [];
    private int[] _positions = [];

    /// <summary>The number of classes.</summary>
    public int Count { get; private set; }

    /// <summary>The classes, in rising order.</summary>
    public ReadOnlySpan<long> Ids => _ids.AsSpan(0, Count);

    /// <summary>Their log-probabilities.</summary>
    public ReadOnlySpan<double> LogProbabilities => _logProbabilities.AsSpan(0, Count);

    /// <summary>r: the mass of all other classes.</summary>
    public double Rest { get; private set; }

    /// <summary>Reads a row and checks it.</summary>
    /// <param name="entries">The teacher.</param>
    /// <param name="row">The row.</param>
    /// <param name="classes">The number of the student's classes.</param>
    public SparseFailure Read(in SparseEntries entries, nint row, nint classes)
    {
        Count = entries.Count(row);
        if (Count > _ids.Length)
        {
            _ids = new long[Count];
            _logProbabilities = new double[Count];
            _unsorted = new double[Count];
            _positions = new int[Count];
        }

        entries.Read(row, _ids.AsSpan(0, Count), _logProbabilities.AsSpan(0, Count));
        ExactSum mass = default, rest = default;
        rest.Add(1);
        for (int i = 0; i < Count; i++)
        {
            if (_ids[i] < 0 || _ids[i] >= classes)
            {
                return new(SparseFailure.Reason.IdOutside, row, i, _ids[i]);
            }

            double probability = Math.Exp(_logProbabilities[i]);
            if (double.IsNaN(probability) || double.IsPositiveInfinity(probability))
            {
                return new(SparseFailure.Reason.NotANumber, row, i, _logProbabilities[i]);
            }

            mass.Add(probability);
            rest.Add(-probability);
            _positions[i] = i;
        }

        Rest = Count == classes ? 0 : Math.Max(0, rest.Value);
        return mass.Value > 1 + MostBeyondOne ? new(SparseFailure.Reason.MoreThanOne, row, 0, mass.Value) : Sort(row);
    }

    /// <summary>The least log-probability that is given, or that of all that is left where none is.</summary>
    public double LeastGiven()
    {
        double least = Count == 0 ? 0 : _logProbabilities[0];
        foreach (double given in LogProbabilities)
        {
            least = Math.Min(least, given);
        }

        return least;
    }

    private SparseFailure Sort(nint row)
    {
        Span<long> ids = _ids.AsSpan(0, Count);
        bool isSorted = true;
        for (int i = 1; i < Count; i++)
        {
            isSorted &= ids[i - 1] < ids[i];
        }

        if (isSorted)
        {
            return default;
        }

        LogProbabilities.CopyTo(_unsorted);
        ids.Sort(_positions.AsSpan(0, Count));
        for (int i = 1; i < Count; i++)
        {
            if (ids[i - 1] == ids[i])
            {
                return new(SparseFailure.Reason.IdTwice, row, Math.Max(_positions[i - 1], _positions[i]), ids[i]);
            }
        }

        for (int i = 0; i < Count; i++)
        {
            _logProbabilities[i] = _unsorted[_positions[i]];
        }

        return default;
    }
}
