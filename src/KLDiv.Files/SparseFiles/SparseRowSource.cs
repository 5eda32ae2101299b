using KLDiv.Files.SparseFiles;

namespace KLDiv.Files;

/// <summary>Rows of which some classes are known: their ids and natural log-probabilities. docs/formats/sparse-rows.md describes the file.</summary>
/// <remarks>Any number of threads may read at once.</remarks>
public abstract class SparseRowSource : IDisposable
{
    /// <summary>Sets what is known of the rows.</summary>
    /// <param name="name">The name for messages.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="classes">The number of classes there are; null where that is not known.</param>
    protected SparseRowSource(string name, long rows, long? classes)
    {
        Name = name;
        Rows = rows;
        Classes = classes;
    }

    /// <summary>The name for messages: the path as it was given.</summary>
    public string Name { get; }

    /// <summary>The number of rows.</summary>
    public long Rows { get; }

    /// <summary>The number of classes of which the ids name some; null where that is not known.</summary>
    public long? Classes { get; }

    /// <summary>Whether a file says that it holds such rows.</summary>
    /// <param name="path">The file; one that is malformed, or cannot be opened, does not.</param>
    public static bool IsOne(string path) => SparseRowsFile.IsOne(path);

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The rows; dispose of them.</returns>
    /// <exception cref="DataFileException">It cannot be opened, is malformed, or does not hold such rows.</exception>
    public static SparseRowSource Open(string path) => SparseRowsFile.Open(path);

    /// <summary>Reads rows.</summary>
    /// <param name="first">The first one.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="DataFileException">The file cannot be read, or has become shorter.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no such rows.</exception>
    public SparseBlock Read(long first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Rows - count);
        return ReadRows(first, count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads rows that there are.</summary>
    protected abstract SparseBlock ReadRows(long first, int count);

    /// <summary>Closes what is open.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
