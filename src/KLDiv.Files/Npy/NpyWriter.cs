using System.Runtime.InteropServices;
using KLDiv.Files.Elements;
using KLDiv.Files.Npy;

namespace KLDiv.Files;

/// <summary>
/// Writes a <c>.npy</c> file piece by piece, in C order: version 1.0 with the header that numpy.save writes, in this
/// machine's byte order. The file appears under its name by <see cref="Complete"/>, whole, or not at all.
/// </summary>
public sealed class NpyWriter : IDisposable
{
    private const int MostChunk = 1 << 27;

    private readonly AtomicFile _file;
    private readonly nint[] _lengths;

    private NpyWriter(AtomicFile file, ElementType elementType, nint[] lengths, long count)
    {
        _file = file;
        ElementType = elementType;
        _lengths = lengths;
        Count = count;
    }

    /// <summary>The path that the file will have.</summary>
    public string Path => _file.Path;

    /// <summary>The type of the elements.</summary>
    public ElementType ElementType { get; }

    /// <summary>The lengths of the dimensions; none for a single number, of NumPy's shape <c>()</c>.</summary>
    public ReadOnlySpan<nint> Lengths => _lengths;

    /// <summary>The number of elements that the shape asks for.</summary>
    public long Count { get; }

    /// <summary>The number of elements written so far.</summary>
    public long Written { get; private set; }

    /// <summary>Starts a file. Room for all of it is set aside at once where the file system can do that.</summary>
    /// <param name="path">The file, replaced if it is there when it is complete.</param>
    /// <param name="elementType">The type of the elements.</param>
    /// <param name="lengths">The lengths of the dimensions, each at least 0; none for a single number.</param>
    /// <returns>The writer; dispose of it, complete or not.</returns>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or <paramref name="lengths"/> has
    /// more than 64 dimensions, a negative length, or a size in bytes that overflows.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="elementType"/> is undefined.</exception>
    public static NpyWriter Create(string path, ElementType elementType, ReadOnlySpan<nint> lengths)
    {
        byte[] header = NpyHeader.Format(elementType, lengths);
        long count = TensorShape.Count(lengths);
        AtomicFile file = AtomicFile.Create(path, header.Length + (count * elementType.Size()));
        try
        {
            file.Write(header);
            return new NpyWriter(file, elementType, lengths.ToArray(), count);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Appends elements, in C order. Pieces may be of any length; a piece need not be a row.</summary>
    /// <typeparam name="T">The type that <see cref="ElementType"/> names.</typeparam>
    /// <param name="values">The next elements.</param>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the type of the elements, or more
    /// elements are given than the shape has left; nothing is written then.</exception>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (ElementTypes.TryOf<T>() != ElementType)
        {
            string given = ElementTypes.TryOf<T>()?.Name() ?? typeof(T).Name;
            throw new InvalidOperationException($"{Path} is to hold {ElementType.Name()}; {given} cannot be written to it.");
        }

        if (values.Length > Count - Written)
        {
            throw new InvalidOperationException(
                $"{Path} is to have the shape {TensorShape.Text(_lengths)}, {Count} elements; {Written + values.Length} were given.");
        }

        for (ReadOnlySpan<T> rest = values; !rest.IsEmpty;)
        {
            ReadOnlySpan<T> chunk = rest[..Math.Min(rest.Length, MostChunk)];
            _file.Write(MemoryMarshal.AsBytes(chunk));
            Written += chunk.Length;
            rest = rest[chunk.Length..];
        }
    }

    /// <summary>Finishes the file and gives it its name.</summary>
    /// <exception cref="InvalidOperationException">Fewer elements were written than the shape has.</exception>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public void Complete()
    {
        if (Written != Count)
        {
            throw new InvalidOperationException(
                $"{Path} is to have the shape {TensorShape.Text(_lengths)}, {Count} elements; {Written} were written.");
        }

        _file.Commit();
    }

    /// <summary>Ends the writing. Unless <see cref="Complete"/> has been called, nothing remains of it.</summary>
    public void Dispose() => _file.Dispose();
}
