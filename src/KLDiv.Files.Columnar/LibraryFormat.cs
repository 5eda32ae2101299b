
namespace KLDiv.Files.Columnar;

/// <summary>A format that is read with the help of a library: whatever that throws becomes the one error of a file.</summary>
internal abstract class LibraryFormat(string name, params ReadOnlySpan<string> extensions) : FileFormat(name, extensions)
{
    private const int MostMessage = 200;

    public sealed override RowSource Open(string path, string? tensor) => Open(ByteSource.Open(path), tensor);

    public sealed override RowSource Open(ByteSource file, string? tensor)
    {
        try
        {
            return Guarded(file.Path, () => OpenRows(file, tensor));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public sealed override TypedTable? OpenTable(ByteSource file) => Guarded(file.Path, () => TableIn(file));

    public sealed override IReadOnlyList<string> TensorNames(ByteSource file) => Guarded(file.Path, () => NamesIn(file));

    /// <summary>Calls a library, and says of a file what it says by an exception of any type.</summary>
    /// <exception cref="DataFileException">The file is malformed, or cannot be read.</exception>
    public static T Guarded<T>(string name, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (IsUnexplained(e))
        {
            throw Explained(name, e);
        }
    }

    /// <summary>Whether an exception is none that a caller expects.</summary>
    public static bool IsUnexplained(Exception e) => e is not (DataFileException or OperationCanceledException or ObjectDisposedException);

    /// <summary>What is said of a file instead of an exception of a library: what that was met by, or what it says.</summary>
    public static DataFileException Explained(string name, Exception e) =>
        Named(e) ?? new DataFileException(name, $"is damaged, or uses what is not read: {VisibleText.Start(e.GetBaseException().Message.ReplaceLineEndings(" "), MostMessage)}", e);

    /// <summary>The names of the columns or datasets in a file.</summary>
    protected abstract IReadOnlyList<string> NamesIn(ByteSource file);

    /// <summary>Opens the rows of a file.</summary>
    /// <param name="file">The file, owned by the rows; where none are returned, by the caller still.</param>
    /// <param name="tensor">What is asked for inside it; null for the only one.</param>
    protected abstract RowSource OpenRows(ByteSource file, string? tensor);

    /// <summary>Opens a file as a table; null where the format holds none.</summary>
    /// <param name="file">The file, owned by the table; where none is returned, by the caller still.</param>
    protected virtual TypedTable? TableIn(ByteSource file) => null;

    private static DataFileException? Named(Exception? wrapper) => wrapper is null ? null : wrapper as DataFileException ?? Named(wrapper.InnerException);
}
