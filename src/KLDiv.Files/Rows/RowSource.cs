using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;
using KLDiv.Files.Formats;

namespace KLDiv.Files;

/// <summary>
/// A tensor in a file as rows along its last axis, whatever the format: rows are read by their number into a buffer of the
/// caller's, in memory that does not grow with the file.
/// </summary>
/// <remarks>
/// <para>Rows are read by position into a reused buffer and not through a map of the file. A file that another process makes
/// shorter is then an error where the missing part is read, and not a signal that ends the process; a file that is renamed
/// or removed while it is open is read on. A buffer that stays in the cache of its core costs less than the copy suggests:
/// docs/formats/README.md has the figures.</para>
/// <para>Any number of threads may read at once, each with a <see cref="RowBuffer"/> of its own. Only
/// <see cref="IsSequential"/> sources are read one block at a time.</para>
/// </remarks>
public abstract class RowSource : IDisposable
{
    private readonly nint[] _lengths;

    private protected RowSource(string path, ElementType elementType, nint[] lengths)
    {
        Path = path;
        ElementType = elementType;
        _lengths = lengths;
        Count = TensorShape.Count(lengths);
        Rows = TensorShape.Count(lengths.AsSpan(0, lengths.Length - 1));
    }

    /// <summary>The tensor as the user named it: <c>FILE</c> or <c>FILE#NAME</c>.</summary>
    public string Path { get; }

    /// <summary>The type in which elements are handed out. Formats that store another one convert without loss: bfloat16 to
    /// float32, text to float64.</summary>
    public ElementType ElementType { get; }

    /// <summary>The lengths of the dimensions; at least one.</summary>
    public ReadOnlySpan<nint> Lengths => _lengths;

    /// <summary>The number of rows: the product of all lengths but the last.</summary>
    public long Rows { get; }

    /// <summary>The length of a row.</summary>
    public long Support => _lengths[^1];

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    /// <summary>What the rows hold, where the format says so; null where it does not.</summary>
    public virtual RowKind? Kind => null;

    /// <summary>
    /// Whether rows can only be reached by passing all that come before them, as in a deflated archive. Blocks are then best
    /// read in ascending order, by one thread at a time: going back starts again at the first row.
    /// </summary>
    public virtual bool IsSequential => false;

    /// <summary>Whether the file says which class was the true one in each row.</summary>
    public virtual bool HasLabels => false;

    /// <summary>Opens a tensor: of a <c>.npy</c>, <c>.npz</c>, <c>.safetensors</c>, <c>.pt</c> or <c>.csv</c> file or a file of llama.cpp's
    /// logits, recognised by its first bytes, or else by its name.</summary>
    /// <param name="path">The file; or <c>FILE#NAME</c>, a tensor of an archive. An archive with one tensor needs no name.</param>
    /// <returns>The open tensor; dispose of it.</returns>
    /// <exception cref="DataFileException">The file cannot be opened, its format is not known, it is malformed, or it holds no
    /// such tensor.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public static RowSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (string file, string? tensor) = TensorPath.Parse(path);
        return FileFormat.Open(MappedFile.Open(file), tensor);
    }

    /// <summary>The file that holds a tensor: <c>FILE</c> of <c>FILE#NAME</c>.</summary>
    /// <param name="path">The name of the tensor, as <see cref="Open"/> takes it.</param>
    /// <returns>The path of the file.</returns>
    public static string FileOf(string path) => TensorPath.Parse(path).File;

    /// <summary>Reads whole rows.</summary>
    /// <typeparam name="T">The type that <see cref="ElementType"/> names: <see cref="Half"/>, <see cref="float"/> or
    /// <see cref="double"/>.</typeparam>
    /// <param name="first">The number of the first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="buffer">Memory to read into, used by no other thread meanwhile.</param>
    /// <returns>The elements, row by row; valid until the next use of the buffer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The source has no such rows, or they have more elements than a span.</exception>
    /// <inheritdoc cref="Read{T}"/>
    public ReadOnlySpan<T> ReadRows<T>(long first, int count, RowBuffer buffer)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Rows - count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count * (Int128)Support, int.MaxValue, nameof(count));
        return Read<T>(first * Support, (int)(count * Support), buffer);
    }

    /// <summary>Reads elements in C order, wherever rows begin and end.</summary>
    /// <typeparam name="T">The type that <see cref="ElementType"/> names: <see cref="Half"/>, <see cref="float"/> or
    /// <see cref="double"/>.</typeparam>
    /// <param name="start">The number of the first element.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="buffer">Memory to read into, used by no other thread meanwhile.</param>
    /// <returns>The elements; valid until the next use of the buffer.</returns>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the type of the elements.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The source has no such elements.</exception>
    /// <exception cref="DataFileException">The file cannot be read, has become shorter, or is malformed there.</exception>
    /// <exception cref="ObjectDisposedException">The source has been disposed of.</exception>
    public ReadOnlySpan<T> Read<T>(long start, int count, RowBuffer buffer)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count - count);
        if (ElementTypes.TryOf<T>() != ElementType)
        {
            string asked = ElementTypes.TryOf<T>()?.Name() ?? typeof(T).Name;
            throw new InvalidOperationException($"{Path} is read as {ElementType.Name()}; it cannot be read as {asked}.");
        }

        Span<T> values = buffer.Values<T>(count);
        if (count > 0)
        {
            Fill(start, values, buffer);
        }

        return values;
    }

    /// <summary>Reads the true classes of rows, where <see cref="HasLabels"/>.</summary>
    /// <param name="first">The number of the first row.</param>
    /// <param name="labels">Where the classes go, from 0 to <see cref="Support"/> - 1; as many as rows are meant.</param>
    /// <exception cref="ArgumentOutOfRangeException">The source has no such rows.</exception>
    /// <exception cref="InvalidOperationException">The source has no labels.</exception>
    /// <exception cref="DataFileException">The file cannot be read, has become shorter, or a label is no class.</exception>
    public void ReadLabels(long first, Span<int> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Rows - labels.Length);
        if (!HasLabels)
        {
            throw new InvalidOperationException($"{Path} has no labels.");
        }

        FillLabels(first, labels);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the source holds.</summary>
    /// <param name="disposing">Always true: there is no finalizer.</param>
    protected abstract void Dispose(bool disposing);

    /// <summary>Fills the destination, which is not empty, with the elements from a place on.</summary>
    private protected abstract void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
        where T : unmanaged;

    /// <summary>Fills in the labels from a row on.</summary>
    private protected virtual void FillLabels(long first, Span<int> labels) => throw new NotSupportedException();
}
