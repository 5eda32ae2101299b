using System.Numerics.Tensors;
using KLDiv.Files.SparseFiles;

namespace KLDiv.Files;

/// <summary>How many classes of a row are kept: so many, or as many as it takes for a mass; both where both are told, the fewer of the two.</summary>
/// <param name="Top">The most classes a row; null: no limit.</param>
/// <param name="Mass">The least mass that is kept of a row, more than 0 and at most 1; null: no end.</param>
public readonly record struct SparsityLimit(int? Top, double? Mass);

/// <summary>What was kept of rows.</summary>
/// <param name="Rows">How many there were.</param>
/// <param name="Entries">How many classes were kept of all of them together.</param>
/// <param name="MeanMass">The mean of the mass that was kept of a row; NaN of no rows.</param>
/// <param name="LeastMass">The least; NaN of no rows.</param>
public readonly record struct SparsityFigures(long Rows, long Entries, double MeanMass, double LeastMass);

/// <summary>Keeps the most probable classes of rows.</summary>
public static class Sparsifier
{
    /// <summary>Reads rows once, from the first to the last, and writes the most probable classes of each; of equal ones those that come first.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="kind">What they hold: logits, log-probabilities, or probabilities or counts, which are scaled to sum 1.</param>
    /// <param name="writer">Where they go; it is not completed.</param>
    /// <param name="limit">How many classes of a row are kept.</param>
    /// <param name="progress">Told how much is done, from 0 to 1; null: nobody.</param>
    /// <param name="cancellationToken">Ends the work between two rows.</param>
    /// <exception cref="DataFileException">The source cannot be read, or a row is no distribution.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static SparsityFigures Run(
        RowSource source, RowKind kind, SparseRowWriter writer, SparsityLimit limit, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(writer);
        if (limit.Top is < 1 || limit.Mass is <= 0 or > 1 || limit is { Top: null, Mass: null })
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "At least one class must be kept, or a mass from above 0 to 1.");
        }

        double[] row = new double[source.Support];
        RowBuffer buffer = new();
        TopClasses top = new(limit, row.Length);
        double least = double.NaN, sum = 0;
        long entries = 0;
        for (long i = 0; i < source.Rows; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            source.ReadDoubles(i * source.Support, row, buffer);
            ToLogProbabilities(source, kind, i, row);
            double mass = top.Take(row);
            writer.Write(top.Ids, top.LogProbabilities);
            entries += top.Ids.Length;
            sum += mass;
            least = i == 0 ? mass : Math.Min(least, mass);
            progress?.Report((i + 1.0) / source.Rows);
        }

        return new SparsityFigures(source.Rows, entries, sum / source.Rows, least);
    }

    private static void ToLogProbabilities(RowSource source, RowKind kind, long number, Span<double> row)
    {
        if (kind is RowKind.Probs or RowKind.Counts)
        {
            int odd = row.IndexOfAnyExceptInRange(0, double.MaxValue);
            if (odd >= 0)
            {
                throw new DataFileException(source.Name, $"row {number} has {row[odd]} for class {odd}, which is no probability and no count; --kind says what the file holds");
            }

            TensorPrimitives.Log(row, row);
        }

        double largest = TensorPrimitives.Max<double>(row);
        if (!double.IsFinite(largest))
        {
            throw new DataFileException(source.Name, $"row {number} has {(double.IsNaN(largest) ? "a NaN" : double.IsPositiveInfinity(largest) ? "Infinity" : "no probability above 0")}; there is no softmax of it");
        }

        LogSoftmax.Forward<double>(row, row);
    }
}
