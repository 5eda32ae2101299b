namespace KLDiv.Files;

/// <summary>A run of rows of which some classes are known.</summary>
/// <param name="Ids">The classes of all rows, one row after the other.</param>
/// <param name="LogProbabilities">Their natural log-probabilities.</param>
/// <param name="Offsets">Where each row begins, and the end.</param>
public sealed record SparseBlock(long[] Ids, double[] LogProbabilities, long[] Offsets)
{
    /// <summary>The number of rows.</summary>
    public int Rows => Offsets.Length - 1;

    /// <summary>The rows as a teacher.</summary>
    public SparseTeacher<double> Teacher => new(Ids, LogProbabilities, Offsets);

    /// <summary>The classes of a row.</summary>
    public ReadOnlySpan<long> IdsOf(int row) => Ids.AsSpan((int)Offsets[row], (int)(Offsets[row + 1] - Offsets[row]));

    /// <summary>The log-probabilities of a row.</summary>
    public ReadOnlySpan<double> LogProbabilitiesOf(int row) => LogProbabilities.AsSpan((int)Offsets[row], (int)(Offsets[row + 1] - Offsets[row]));
}
