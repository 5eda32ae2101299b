using KLDiv.Files;
using KLDiv.Files.Elements;

namespace KLDiv.Cli.Fit;

/// <summary>Opens features and distributions that are tensor files of their own, whatever the types of their elements.</summary>
internal static class MatrixFitData
{
    /// <summary>Reads the files.</summary>
    /// <exception cref="DataFileException">A file is unreadable, malformed, or of the wrong shape.</exception>
    public static FitData Open(string features, string target, string? weights, CancellationToken cancellationToken)
    {
        using RowSource x = RowSource.Open(features), t = RowSource.Open(target);
        MatrixFiles files = new(x, t, weights, cancellationToken);
        return x.ElementType switch
        {
            ElementType.Float16 => WithTarget<Half>(files),
            ElementType.Float32 => WithTarget<float>(files),
            _ => WithTarget<double>(files),
        };
    }

    private static FitData WithTarget<TFeature>(MatrixFiles files)
        where TFeature : unmanaged, System.Numerics.IFloatingPointIeee754<TFeature> => files.Target.ElementType switch
        {
            ElementType.Float16 => new MatrixFitData<TFeature, Half>(files),
            ElementType.Float32 => new MatrixFitData<TFeature, float>(files),
            _ => new MatrixFitData<TFeature, double>(files),
        };
}

/// <summary>The open files of a fit to matrices.</summary>
internal sealed record MatrixFiles(RowSource Features, RowSource Target, string? Weights, CancellationToken Cancellation)
{
    private const int MostInBlock = 1 << 20;

    /// <summary>The weights; none where no file is given.</summary>
    /// <exception cref="DataFileException">They are not as many as the rows, or one is not finite and at least 0, or all are 0.</exception>
    public double[] ReadWeights()
    {
        if (Weights is null)
        {
            return [];
        }

        double[] weights = RowColumn.Open(Weights).ReadWeights(Target.Rows, new RowRange(0, Target.Rows), out _);
        return weights.AsSpan().ContainsAnyExcept(0.0) ? weights : throw new DataFileException(Weights, "has nothing but 0; some row must have a weight");
    }

    /// <summary>Reads a matrix into memory.</summary>
    /// <param name="source">The matrix.</param>
    /// <param name="name">What it is.</param>
    /// <exception cref="DataFileException">It has more elements than an array, or cannot be read.</exception>
    public T[] Read<T>(RowSource source, string name)
        where T : unmanaged
    {
        if (source.Count > Array.MaxLength)
        {
            throw new DataFileException(source.Name, $"{name} has shape {TensorShape.Text(source.Lengths)}; a fit takes at most {Array.MaxLength} elements");
        }

        T[] values = GC.AllocateUninitializedArray<T>((int)source.Count);
        RowBuffer buffer = new();
        for (int start = 0; start < values.Length; start += MostInBlock)
        {
            Cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(MostInBlock, values.Length - start);
            source.Read<T>(start, count, buffer).CopyTo(values.AsSpan(start));
        }

        return values;
    }
}
