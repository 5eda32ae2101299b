using System.Numerics.Tensors;
using KLDiv.Files.Bytes;
using KLDiv.Files.Formats;
using KLDiv.Files.Npy;

namespace KLDiv.Files;

/// <summary>
/// A tensor in a file, mapped into memory: opening costs nothing that grows with the file, and reading brings in only
/// what is touched.
/// </summary>
/// <remarks>
/// <para>The tensor spans that <see cref="AsTensorSpan{T}"/> gives are views of the mapped file. They must not be used
/// after <see cref="Dispose()"/>. A file that is never disposed of stays mapped until the process ends.</para>
/// <para>A file that another process makes shorter while it is mapped ends the process with a bus error (SIGBUS) where
/// the missing part is read; the operating system offers nothing gentler for mapped memory. Replacing the file by
/// renaming another over it, as <see cref="AtomicFile"/> does, is harmless: the mapping keeps the old contents. Where files
/// may shrink, read them as a <see cref="RowSource"/>.</para>
/// </remarks>
public abstract class TensorFile : IDisposable
{
    private readonly nint[] _lengths;
    private readonly nint[] _strides;
    private readonly nint _count;

    private protected TensorFile(string path, ElementType elementType, nint[] lengths, nint[] strides)
    {
        Path = path;
        ElementType = elementType;
        _lengths = lengths;
        _strides = strides;
        _count = 1;
        foreach (nint length in lengths)
        {
            _count *= length;
        }
    }

    /// <summary>The path that the file was opened by.</summary>
    public string Path { get; }

    /// <summary>The type of the elements.</summary>
    public ElementType ElementType { get; }

    /// <summary>The lengths of the dimensions; at least one.</summary>
    public ReadOnlySpan<nint> Lengths => _lengths;

    /// <summary>
    /// How many elements lie between neighbours along each dimension. As everywhere in System.Numerics.Tensors, the
    /// stride of a dimension of length 1 is 0, and so are all strides of a tensor without elements.
    /// </summary>
    public ReadOnlySpan<nint> Strides => _strides;

    private protected bool IsDisposed { get; private set; }

    /// <summary>Opens the tensor file at <paramref name="path"/>, its format recognised by its first bytes.</summary>
    /// <param name="path">The file: a <c>.npy</c> file. A relative path is taken from the current folder.</param>
    /// <returns>The open file; dispose of it to unmap it.</returns>
    /// <exception cref="DataFileException">The file cannot be opened, its format is not known, or it is malformed.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public static TensorFile Open(string path)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            byte[] start = file.ReadStart(NpyHeader.Magic.Length);
            bool isNpy = start.AsSpan().SequenceEqual(NpyHeader.Magic)
                || System.IO.Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase);
            return isNpy ? NpyFile.Open(file) : throw file.Malformed(FileFormats.Unknown(start, ".npy"));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The tensor, over the mapped file: nothing is copied, and nothing is read before it is touched.</summary>
    /// <remarks>
    /// The exception is a file whose elements cannot be used where they lie, because their bytes are in the other order
    /// or they are not aligned to their size: the first call then makes a converted copy in memory, which all later
    /// calls share.
    /// </remarks>
    /// <typeparam name="T">The type that <see cref="ElementType"/> names: <see cref="Half"/>, <see cref="float"/> or
    /// <see cref="double"/>.</typeparam>
    /// <returns>The tensor, valid until the file is disposed of.</returns>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the type of the elements.</exception>
    /// <exception cref="DataFileException">A converted copy is needed and does not fit in memory.</exception>
    /// <exception cref="ObjectDisposedException">The file has been disposed of.</exception>
    public unsafe ReadOnlyTensorSpan<T> AsTensorSpan<T>()
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (ElementTypes.TryOf<T>() != ElementType)
        {
            string asked = ElementTypes.TryOf<T>()?.Name() ?? typeof(T).Name;
            throw new InvalidOperationException($"{Path} holds {ElementType.Name()}; it cannot be read as {asked}.");
        }

        return new ReadOnlyTensorSpan<T>((T*)GetElements(), _count, _lengths, _strides);
    }

    /// <summary>Unmaps the file. Tensor spans over it must not be used any more.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the file holds.</summary>
    /// <param name="disposing">Always true: there is no finalizer.</param>
    protected virtual void Dispose(bool disposing) => IsDisposed = true;

    /// <summary>Where the elements start, in this machine's byte order and aligned to their size.</summary>
    private protected abstract unsafe void* GetElements();
}
