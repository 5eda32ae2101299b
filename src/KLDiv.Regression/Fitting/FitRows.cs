namespace KLDiv.Regression.Fitting;

/// <summary>The rows of a fit: features, targets, and what each row weighs. Rows of weight 0 are not among them, and never read.</summary>
internal sealed class FitRows
{
    private readonly double[]? _rowWeights;

    /// <summary>The rows of a weight above 0, where there are others.</summary>
    private readonly int[]? _weighty;

    /// <param name="features">The features.</param>
    /// <param name="targets">The targets, of as many rows.</param>
    /// <param name="rowWeights">One a row of the matrix that <paramref name="targets"/> is of; null: all weigh 1.</param>
    /// <exception cref="RegressionDataException">A weight is not finite and at least 0, or all of the rows' are 0.</exception>
    public FitRows(RowSet features, RowSet targets, double[]? rowWeights)
    {
        _rowWeights = rowWeights;
        (Features, Targets) = (features, targets);
        TotalWeight = targets.Count;
        if (rowWeights is null)
        {
            return;
        }

        TotalWeight = DataChecks.TotalWeight(targets, rowWeights, out nint zeros);
        if (zeros > 0)
        {
            _weighty = new int[targets.Count - zeros];
            int count = 0;
            for (int i = 0; i < targets.Count; i++)
            {
                if (rowWeights[targets.RowOf(i)] > 0)
                {
                    _weighty[count++] = i;
                }
            }

            (Features, Targets) = (features.Choose(_weighty), targets.Choose(_weighty));
        }
    }

    public RowSet Features { get; }

    public RowSet Targets { get; }

    public nint Rows => Targets.Count;

    /// <summary>The number that was observed in each row of the matrix that the targets are of, where they are bins of one; null: they are not.</summary>
    public double[]? Values { get; init; }

    /// <summary>The sum of the weights.</summary>
    public double TotalWeight { get; }

    /// <summary>The rows, of which every target has been looked at.</summary>
    /// <exception cref="RegressionDataException">A target is negative, NaN or infinite.</exception>
    public FitRows Checked()
    {
        _ = DataChecks.MeanMass(Targets);
        return this;
    }

    /// <summary>Some of these rows.</summary>
    public FitRows Choose(int[] rows) => new(Features.Choose(rows), Targets.Choose(rows), _rowWeights) { Values = Values };

    /// <summary>The same rows with other features.</summary>
    public FitRows WithFeatures(RowSet features) => new(features, Targets, _rowWeights) { Values = Values };

    /// <summary>The same rows with other targets.</summary>
    /// <param name="targets">Of the rows that this was made of, those of weight 0 included, in the same order.</param>
    public FitRows WithTargets(RowSet targets) => new(Features, _weighty is null ? targets : targets.Choose(_weighty), _rowWeights) { Values = Values };

    /// <summary>What was seen inside the bins of the targets: nothing where only their distributions are known; null where the targets are of no bins.</summary>
    public BinContents? ContentsOf(Binning? bins)
    {
        if (bins is null || Values is null)
        {
            return bins is null ? null : BinContents.Even(bins);
        }

        double[] values = new double[Rows], weights = new double[_rowWeights is null ? 0 : Rows];
        for (nint row = 0; row < Rows; row++)
        {
            values[row] = Values[Targets.RowOf(row)];
        }

        CopyWeights(0, weights);
        return BinContents.Of(bins, values, weights);
    }

    /// <summary>The number that was observed in a row; NaN where it is not known.</summary>
    public double ValueOf(nint row) => Values?[Targets.RowOf(row)] ?? double.NaN;

    /// <summary>The weights of rows that follow each other.</summary>
    public void CopyWeights(nint start, Span<double> destination)
    {
        if (_rowWeights is null)
        {
            destination.Fill(1);
            return;
        }

        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = _rowWeights[Targets.RowOf(start + i)];
        }
    }
}
