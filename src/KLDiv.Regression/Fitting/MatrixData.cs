using System.Numerics;
using KLDiv.Files;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression;

/// <summary>Features and distributions that are matrices, from tensor files or from whatever else gives rows, read into memory once.</summary>
public sealed class MatrixData
{
    private const int MostInBlock = 1 << 20;

    private readonly IMatrixView _features;
    private readonly NormalisedRows _targets;
    private readonly double[]? _weights;

    private MatrixData(IMatrixView features, string featuresName, NormalisedRows targets, string targetsName, double[]? weights, bool areCounts)
    {
        (_features, FeaturesName) = (features, featuresName);
        (_targets, TargetsName) = (targets, targetsName);
        _weights = areCounts ? Weighted(targets, weights) : weights;
        Rows = _weights is null ? (long)targets.Rows : _weights.Length - System.MemoryExtensions.Count(_weights.AsSpan(), 0.0);
        Notes = areCounts || targets.First is not { } first ? []
            : [$"{targets.Count} of {targets.Rows} rows do not sum to 1 and are divided by their sums, the first of them row {first} ({targets.Sum(first):G6}){(targets.HasSizes ? ", so that their sizes are lost; --counts weights each row by its sum" : "")}"];
    }

    /// <summary>What messages call the features: the path of their file.</summary>
    public string FeaturesName { get; }

    /// <summary>What messages call the distributions: the path of their file.</summary>
    public string TargetsName { get; }

    /// <summary>The rows of a weight above 0.</summary>
    public long Rows { get; }

    /// <summary>The number of features.</summary>
    public int Features => _features.Columns;

    /// <summary>The number of points of a distribution.</summary>
    public int Support => _targets.Columns;

    /// <summary>What the user should know of the distributions; a line each.</summary>
    public IReadOnlyList<string> Notes { get; }

    internal IMatrixView FeatureRows => _features;

    internal IMatrixView TargetRows => _targets;

    internal double[]? Weights => _weights;

    /// <summary>Reads the rows of two sources. Rows of the distributions that do not sum to 1 are divided by their sums.</summary>
    /// <param name="features">x, of shape [rows, features].</param>
    /// <param name="targets">The distributions, of shape [rows, support].</param>
    /// <param name="rowWeights">One for each row, finite and at least 0; empty: 1 for every row.</param>
    /// <param name="areCounts">Whether the distributions are counts: each row weighs as much as it sums to, beside the weight that it is given.</param>
    /// <param name="cancellationToken">Ends the reading within a block.</param>
    /// <exception cref="DataFileException">A source cannot be read, has more elements than an array, its shape is not as it must be, or a row that is no count is all zeros.</exception>
    /// <exception cref="RegressionDataException">The weights are not as many as the rows.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static MatrixData Read(
        RowSource features, RowSource targets, ReadOnlySpan<double> rowWeights = default, bool areCounts = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        nint[] featureLengths = features.Lengths.ToArray(), targetLengths = targets.Lengths.ToArray();
        Named(features.Name, targets.Name, () =>
        {
            DataChecks.Shapes(featureLengths, targetLengths);
            return 0;
        });
        double[]? weights = DataChecks.Weights(rowWeights, targetLengths[0]);
        IMatrixView x = MatrixOf(features, DataChecks.FeaturesName, cancellationToken);
        NormalisedRows t = new(MatrixOf(targets, DataChecks.TargetsName, cancellationToken), SumTolerance(targets.ElementType));
        return areCounts || t.FirstEmpty is not { } empty
            ? new MatrixData(x, features.Name, t, targets.Name, weights, areCounts)
            : throw new DataFileException(targets.Name, $"row {empty} of the targets is all zeros, and no distribution; --counts gives such a row no weight");
    }

    /// <summary>The rows of a fit.</summary>
    internal FitRows ToRows() => new(new RowSet(_features), new RowSet(_targets), _weights);

    /// <summary>Does something with the rows, and names the file of what is wrong with them.</summary>
    /// <exception cref="DataFileException">Something is wrong.</exception>
    internal TResult Named<TResult>(Func<TResult> work) => Named(FeaturesName, TargetsName, work);

    private static TResult Named<TResult>(string features, string targets, Func<TResult> work)
    {
        try
        {
            return work();
        }
        catch (RegressionDataException wrong)
        {
            string file = string.Equals(wrong.Operand, DataChecks.TargetsName, StringComparison.Ordinal) ? targets : features;
            throw new DataFileException(file, wrong.Message, wrong);
        }
    }

    private static IMatrixView MatrixOf(RowSource source, string name, CancellationToken cancellationToken) => source.ElementType switch
    {
        ElementType.Float16 => Matrix<Half>(source, name, cancellationToken),
        ElementType.Float32 => Matrix<float>(source, name, cancellationToken),
        _ => Matrix<double>(source, name, cancellationToken),
    };

    private static ArrayMatrix<T> Matrix<T>(RowSource source, string name, CancellationToken cancellationToken)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (source.Count > Array.MaxLength)
        {
            throw new DataFileException(source.Name, $"{name} has shape {DataChecks.Text(source.Lengths)}; a fit takes at most {Array.MaxLength} elements");
        }

        T[] values = GC.AllocateUninitializedArray<T>((int)source.Count);
        RowBuffer buffer = new();
        for (int start = 0; start < values.Length; start += MostInBlock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(MostInBlock, values.Length - start);
            source.Read<T>(start, count, buffer, cancellationToken).CopyTo(values.AsSpan(start));
        }

        return new ArrayMatrix<T>(values, checked((int)source.Lengths[1]));
    }

    /// <summary>What the rounding of a long row stays below.</summary>
    private static double SumTolerance(ElementType type) => type switch
    {
        ElementType.Float64 => 1e-6,
        ElementType.Float32 => 1e-4,
        _ => 1e-2,
    };

    /// <summary>The weights that rows of counts have by their sums, besides those that they are given.</summary>
    private static double[] Weighted(NormalisedRows counts, double[]? weights) =>
        [.. Enumerable.Range(0, (int)counts.Rows).Select(row => counts.Sum(row) is var sum && sum >= 0 ? sum * (weights?[row] ?? 1) : weights?[row] ?? 1)];
}
