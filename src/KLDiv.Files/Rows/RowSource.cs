using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;
using KLDiv.Files.Formats;
using KLDiv.Files.InMemory;
using KLDiv.Files.Views;

namespace KLDiv.Files;

/// <summary>
/// A tensor as rows along its last axis, from a file of any format, from memory, or from what makes them when they are wanted: rows
/// are read by their number into a buffer of the caller's, in memory that does not grow with their number.
/// </summary>
/// <remarks>
/// <para>Files are read by position into a reused buffer and not through a map. A file that another process makes
/// shorter is then an error where the missing part is read, and not a signal that ends the process; a file that is renamed
/// or removed while it is open is read on. A buffer that stays in the cache of its core costs less than the copy suggests:
/// docs/formats/README.md has the figures.</para>
/// <para>Any number of threads may read at once, each with a <see cref="RowBuffer"/> of its own. Sources that
/// are <see cref="IsSequential"/> let one thread in at a time, and are fast in ascending order only.</para>
/// <para>A derived class hands out elements of one type, which it names to the constructor; <see cref="Fill{T}"/> is then called with that
/// type alone, within the shape, and by several threads at once unless <see cref="IsSequential"/> is true: the passes of this library
/// then call it in ascending order, one thread at a time, though not always the same one.</para>
/// </remarks>
public abstract class RowSource : IDisposable
{
    /// <summary>The label of a row that has none.</summary>
    public const int NoLabel = -1;

    /// <summary>Elements that are read between two looks at the cancellation; rows that may be many at once are shorter.</summary>
    private const int MostPiece = 1 << 22;

    private readonly nint[] _lengths;
    private bool _isDisposed;

    /// <summary>A source of rows.</summary>
    /// <param name="name">What messages and reports call it.</param>
    /// <param name="elementType">The type in which elements are handed out.</param>
    /// <param name="lengths">The lengths of the dimensions, at least one; the last one is that of a row, all others count rows.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty, there is no dimension, a length is negative, or the elements
    /// are more than can be counted.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="elementType"/> is not one of the enum's values.</exception>
    protected RowSource(string name, ElementType elementType, ReadOnlySpan<nint> lengths)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        TensorShape.Check(lengths, elementType.Size());
        Name = name;
        ElementType = elementType;
        _lengths = lengths.ToArray();
        Count = TensorShape.Count(lengths);
        Rows = TensorShape.Count(lengths[..^1]);
    }

    /// <summary>What messages and reports call it: a tensor in a file as the user named it, <c>FILE</c> or <c>FILE#NAME</c>.</summary>
    public string Name { get; }

    /// <summary>The file that is read; null where there is none.</summary>
    public virtual string? FilePath => null;

    /// <summary>The type in which elements are handed out. Formats that store another one convert without loss: bfloat16 and whole
    /// numbers of up to 16 bits to float32, longer ones and text to float64; of whole numbers of 64 bits, those beyond 2^53 are rounded.</summary>
    public ElementType ElementType { get; }

    /// <summary>The name of the type in which the elements are stored: that of <see cref="ElementType"/>, or <c>bfloat16</c>, <c>int64</c>,
    /// <c>bool</c> and so on.</summary>
    public virtual string StoredAs => ElementType.Name();

    /// <summary>Whether the elements are whole numbers by their type: counts, labels, weights or masks, and no probabilities.</summary>
    public virtual bool HoldsIntegers => false;

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

    /// <summary>Whether the source knows which class was the true one in each row.</summary>
    public virtual bool HasLabels => false;

    /// <summary>
    /// A log-probability that says only that the class has no more than it, as in files whose codes span a few nats; null where every
    /// log-probability says what it is.
    /// </summary>
    public virtual double? Floor => null;

    /// <summary>How the rows are written, as it was told or found; null where they are no text.</summary>
    public virtual TextDialect? Dialect => null;

    /// <summary>What was guessed of how the rows are written and may be wrong, a line each.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>Opens a tensor: of a <c>.npy</c>, <c>.npz</c>, <c>.safetensors</c>, <c>.pt</c> or <c>.csv</c> file or a file of llama.cpp's
    /// logits, or of a format that was added to <see cref="FileFormats.Default"/>; recognised by its first bytes, or else by its name.</summary>
    /// <param name="path">The file; or <c>FILE#NAME</c>, a tensor of an archive. An archive with one tensor needs no name.</param>
    /// <param name="dialect">How the file is written if it is text; null: as is found.</param>
    /// <returns>The open tensor; dispose of it.</returns>
    /// <exception cref="DataFileException">The file cannot be opened, its format is not known, it is malformed, or it holds no
    /// such tensor.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public static RowSource Open(string path, TextDialect? dialect = null) => FileFormats.Default.Open(path, dialect);

    /// <summary>The rows of flat memory, which is read where it is: what changes in it shows. Any number of threads may read, in any order.</summary>
    /// <typeparam name="T"><see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="values">The elements, in C order.</param>
    /// <param name="lengths">The lengths of the dimensions, at least one; the last one is that of a row.</param>
    /// <param name="options">The name of the source, and what the rows hold; null: nothing is said of them.</param>
    /// <returns>The source; disposing of it releases nothing.</returns>
    /// <exception cref="ArgumentException">The elements are not as many as the lengths say, or the options do not fit the shape.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static RowSource FromMemory<T>(ReadOnlyMemory<T> values, ReadOnlySpan<nint> lengths, RowSourceOptions? options = null)
        where T : unmanaged => new MemoryRows<T>(values, lengths, options ?? new());

    /// <inheritdoc cref="FromMemory{T}"/>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is null.</exception>
    public static RowSource FromArray<T>(T[] values, ReadOnlySpan<nint> lengths, RowSourceOptions? options = null)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        return FromMemory<T>(values, lengths, options);
    }

    /// <summary>The rows of a tensor, dense or strided, which is read where it is. Any number of threads may read, in any order.</summary>
    /// <typeparam name="T"><see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="tensor">The tensor, of at least one dimension.</param>
    /// <param name="options">The name of the source, and what the rows hold; null: nothing is said of them.</param>
    /// <returns>The source; disposing of it releases nothing.</returns>
    /// <exception cref="ArgumentException">The tensor has no dimension, or the options do not fit the shape.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static RowSource FromTensor<T>(Tensor<T> tensor, RowSourceOptions? options = null)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new TensorRows<T>(tensor, options ?? new());
    }

    /// <summary>
    /// Rows that come in blocks, as from a loader of batches. It is sequential: one thread at a time takes the next block when it is
    /// wanted, the passes of this library from the first to the last, once each. Going back enumerates anew.
    /// </summary>
    /// <typeparam name="T"><see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="blocks">Elements in C order, in blocks of any lengths, whole rows or not. A block is not used after the next one has been taken.</param>
    /// <param name="lengths">The lengths of the dimensions of all blocks together, at least one; the last one is that of a row.</param>
    /// <param name="options">The name of the source, and what the rows hold; null: nothing is said of them.</param>
    /// <returns>The source; disposing of it disposes of the enumerator. Reading beyond the last block is a <see cref="DataFileException"/>.</returns>
    /// <exception cref="ArgumentException">There is no dimension, a length is negative, or the options do not fit the shape.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="blocks"/> is null.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static RowSource FromBlocks<T>(IEnumerable<ReadOnlyMemory<T>> blocks, ReadOnlySpan<nint> lengths, RowSourceOptions? options = null)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(blocks);
        return new BlockRows<T>(blocks, lengths, options ?? new());
    }

    /// <inheritdoc cref="FromBlocks{T}(IEnumerable{ReadOnlyMemory{T}}, ReadOnlySpan{nint}, RowSourceOptions?)"/>
    public static RowSource FromBlocks<T>(IEnumerable<T[]> blocks, ReadOnlySpan<nint> lengths, RowSourceOptions? options = null)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(blocks);
        return FromBlocks(blocks.Select(block => new ReadOnlyMemory<T>(block)), lengths, options);
    }

    /// <summary>Rows that a function makes when they are wanted: a live model.</summary>
    /// <typeparam name="T"><see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="fill">Fills in whole rows.</param>
    /// <param name="lengths">The lengths of the dimensions, at least one; the last one is that of a row.</param>
    /// <param name="isSequential">True: the function is called by one thread at a time, not always the same one, and by the passes of this library
    /// from the first row to the last. False: several threads may call it at once, for rows in any order.</param>
    /// <param name="options">The name of the source, and what the rows hold; null: nothing is said of them.</param>
    /// <returns>The source; disposing of it releases nothing. What the function throws is thrown where rows are read.</returns>
    /// <exception cref="ArgumentException">There is no dimension, a length is negative, or the options do not fit the shape.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="fill"/> is null.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static RowSource FromFunction<T>(RowFiller<T> fill, ReadOnlySpan<nint> lengths, bool isSequential = true, RowSourceOptions? options = null)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(fill);
        return new FunctionRows<T>(fill, lengths, isSequential, options ?? new());
    }

    /// <summary>A run of the rows, along one axis.</summary>
    /// <param name="range">The rows.</param>
    /// <returns>The rows as a source, whose name says so; it reads this one, which must stay open. This source itself where all rows are meant.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The source has no such rows.</exception>
    public RowSource SliceRows(RowRange range)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(range.First, nameof(range));
        ArgumentOutOfRangeException.ThrowIfNegative(range.Count, nameof(range));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(range.End, Rows, nameof(range));
        return range.Count == Rows ? this : new RangeRows(this, range);
    }

    /// <summary>A run of the classes of each row. What is left need not sum to 1.</summary>
    /// <param name="classes">The classes.</param>
    /// <returns>The cut rows as a source, whose name says so; it reads this one, which must stay open. This source itself where all classes are meant.
    /// A label that is none of the classes becomes <see cref="NoLabel"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rows have no such classes.</exception>
    public RowSource SliceClasses(RowRange classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(classes.First, nameof(classes));
        ArgumentOutOfRangeException.ThrowIfNegative(classes.Count, nameof(classes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes.End, Support, nameof(classes));
        return classes.Count == Support ? this : new ClassRows(this, classes);
    }

    /// <summary>The rows along another axis: of images of shape [n, classes, height, width] axis 1, which makes rows of the shape [n, height, width, classes].</summary>
    /// <param name="axis">The axis along which a row lies; negative ones count from the last, which is -1.</param>
    /// <returns>The rows as a source, whose name says so; it reads this one, which must stay open. This source itself where the axis is the last.</returns>
    /// <remarks>A source that can only be read forward is read once, what lies between two places of the axes before this one being kept in memory.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public RowSource AlongAxis(int axis)
    {
        int place = axis < 0 ? axis + _lengths.Length : axis;
        ArgumentOutOfRangeException.ThrowIfNegative(place, nameof(axis));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, _lengths.Length, nameof(axis));
        return place == _lengths.Length - 1 ? this : new AxisRows(this, place);
    }

    /// <summary>The file that holds a tensor: <c>FILE</c> of <c>FILE#NAME</c>.</summary>
    /// <param name="path">The name of the tensor, as <see cref="Open"/> takes it.</param>
    /// <returns>The path of the file.</returns>
    public static string FileOf(string path) => TensorPath.Parse(path).File;

    /// <summary>What the rows hold: what their source says, or else what is said of them, or else what is usual.</summary>
    /// <param name="stated">What they are said to hold; null: nothing is said.</param>
    /// <param name="otherwise">What they hold where nothing is known.</param>
    /// <returns>The kind.</returns>
    /// <exception cref="DataFileException">The source says another kind than <paramref name="stated"/>, or it holds integers, which are no other kind
    /// than counts.</exception>
    public RowKind KindOr(RowKind? stated, RowKind otherwise) =>
        HoldsIntegers && stated != RowKind.Counts
            ? throw new DataFileException(Name, $"holds {StoredAs}: whole numbers, and no {(stated ?? otherwise).Name()}")
        : Kind is { } known && stated is { } other && known != other
            ? throw new DataFileException(Name, $"holds {known.Name()} by its format, and is said to hold {other.Name()}")
            : Kind ?? stated ?? otherwise;

    /// <summary>Reads whole rows.</summary>
    /// <typeparam name="T">The type that <see cref="ElementType"/> names: <see cref="Half"/>, <see cref="float"/> or
    /// <see cref="double"/>.</typeparam>
    /// <param name="first">The number of the first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="buffer">Memory to read into, used by no other thread meanwhile.</param>
    /// <param name="cancellationToken">Ends the reading, within a row too.</param>
    /// <returns>The elements, row by row; valid until the next use of the buffer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The source has no such rows, or they have more elements than a span.</exception>
    /// <inheritdoc cref="Read{T}"/>
    public ReadOnlySpan<T> ReadRows<T>(long first, int count, RowBuffer buffer, CancellationToken cancellationToken = default)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Rows - count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count * (Int128)Support, int.MaxValue, nameof(count));
        return Read<T>(first * Support, (int)(count * Support), buffer, cancellationToken);
    }

    /// <summary>Reads elements in C order, wherever rows begin and end.</summary>
    /// <typeparam name="T">The type that <see cref="ElementType"/> names: <see cref="Half"/>, <see cref="float"/> or
    /// <see cref="double"/>.</typeparam>
    /// <param name="start">The number of the first element.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="buffer">Memory to read into, used by no other thread meanwhile.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The elements; valid until the next use of the buffer.</returns>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the type of the elements.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The source has no such elements.</exception>
    /// <exception cref="DataFileException">The file cannot be read, has become shorter, or is malformed there.</exception>
    /// <exception cref="ObjectDisposedException">The source has been disposed of.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public ReadOnlySpan<T> Read<T>(long start, int count, RowBuffer buffer, CancellationToken cancellationToken = default)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count - count);
        if (ElementTypes.TryOf<T>() != ElementType)
        {
            string asked = ElementTypes.TryOf<T>()?.Name() ?? typeof(T).Name;
            throw new InvalidOperationException($"{Name} is read as {ElementType.Name()}; it cannot be read as {asked}.");
        }

        Span<T> values = buffer.Values<T>(count);
        for (int done = 0; done < count; done += MostPiece)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Fill(start + done, values.Slice(done, Math.Min(MostPiece, count - done)), buffer);
        }

        return values;
    }

    /// <summary>Reads elements that are within the source and of its type into memory that is not the buffer's.</summary>
    internal void ReadInto<T>(long start, Span<T> destination, RowBuffer buffer)
        where T : unmanaged => Fill(start, destination, buffer);

    /// <summary>Reads elements of any type as doubles, which hold all of them exactly.</summary>
    /// <param name="start">The number of the first element.</param>
    /// <param name="destination">Where the elements go; as many as are meant.</param>
    /// <param name="buffer">Memory to read into, used by no other thread meanwhile.</param>
    /// <inheritdoc cref="Read{T}"/>
    public void ReadDoubles(long start, Span<double> destination, RowBuffer buffer)
    {
        switch (ElementType)
        {
            case ElementType.Float16:
                Widen<Half>(start, destination, buffer);
                break;
            case ElementType.Float32:
                Widen<float>(start, destination, buffer);
                break;
            default:
                Widen<double>(start, destination, buffer);
                break;
        }
    }

    /// <summary>Reads the true classes of rows, where <see cref="HasLabels"/>.</summary>
    /// <param name="first">The number of the first row.</param>
    /// <param name="labels">Where the classes go, from 0 to <see cref="Support"/> - 1, or <see cref="NoLabel"/>; as many as rows are meant.</param>
    /// <exception cref="ArgumentOutOfRangeException">The source has no such rows.</exception>
    /// <exception cref="InvalidOperationException">The source has no labels.</exception>
    /// <exception cref="DataFileException">The file cannot be read, has become shorter, or a label is no class.</exception>
    /// <exception cref="ObjectDisposedException">The source has been disposed of.</exception>
    public void ReadLabels(long first, Span<int> labels)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Rows - labels.Length);
        if (!HasLabels)
        {
            throw new InvalidOperationException($"{Name} has no labels.");
        }

        FillLabels(first, labels);
    }

    /// <summary>The axis along which rows lie in the tensor's own layout; in <see cref="Lengths"/> it is the last.</summary>
    internal virtual int ClassAxis => _lengths.Length - 1;

    /// <summary>Whether classes of the rows were left out, so that they need not sum to 1 any more.</summary>
    internal virtual bool IsCut => false;

    /// <summary>The lengths of the dimensions in the tensor's own layout.</summary>
    internal nint[] OwnLengths
    {
        get
        {
            List<nint> lengths = [.. _lengths[..^1]];
            lengths.Insert(ClassAxis, _lengths[^1]);
            return [.. lengths];
        }
    }

    /// <summary>Whether many elements at once are read much faster than a few, because they lie apart.</summary>
    internal virtual bool IsScattered => false;

    /// <summary>Closes the file, if there is one. The source must not be read any more.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the source holds.</summary>
    /// <param name="disposing">Always true: there is no finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Fills the destination, which is not empty, with the elements from a place on, wherever rows begin and end.</summary>
    /// <typeparam name="T">The type that <see cref="ElementType"/> names, always.</typeparam>
    /// <param name="start">The number of the first element, in C order; it and all that are asked for lie within the shape.</param>
    /// <param name="destination">Where the elements go; as many as are meant.</param>
    /// <param name="buffer">The reader's, whose <see cref="RowBuffer.Scratch"/> is free to be used.</param>
    protected abstract void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
        where T : unmanaged;

    /// <summary>Fills in the labels from a row on; called only where <see cref="HasLabels"/>, within the rows.</summary>
    /// <param name="first">The number of the first row.</param>
    /// <param name="labels">Where the classes go, from 0 to <see cref="Support"/> - 1; as many as rows are meant.</param>
    protected virtual void FillLabels(long first, Span<int> labels) => throw new NotSupportedException($"{Name} says that it has labels, and does not read them.");

    private void Widen<T>(long start, Span<double> destination, RowBuffer buffer)
        where T : unmanaged, INumberBase<T> =>
        TensorPrimitives.ConvertTruncating(Read<T>(start, destination.Length, buffer), destination);
}
