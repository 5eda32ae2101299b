using System.Runtime.InteropServices;
using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;
using KLDiv.Files.Formats;
using KLDiv.Files.Safetensors;

namespace KLDiv.Files;

/// <summary>
/// All that is in a <c>.safetensors</c> file: its tensors of any of the types that <see cref="Read{T}"/> names, its texts, and its bytes
/// as they lie. For the rows of one floating-point tensor, <see cref="RowSource"/> is made.
/// </summary>
/// <remarks>
/// Files are read by position, not mapped: one that becomes shorter while it is open is an error, and one that is replaced by a
/// rename is read on. Any number of threads may read at once.
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    private readonly ByteSource _file;

    private SafetensorsFile(ByteSource file, SafetensorsHeader header)
    {
        _file = file;
        Header = header;
    }

    /// <summary>The path that the file was opened by.</summary>
    public string Path => _file.Path;

    /// <summary>What the file's header says, which has been checked.</summary>
    public SafetensorsHeader Header { get; }

    /// <summary>How many bytes the file has.</summary>
    public long Length => _file.Length;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file; dispose of it.</returns>
    /// <exception cref="DataFileException">The file cannot be opened, or is malformed.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public static SafetensorsFile Open(string path)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            return new SafetensorsFile(file, SafetensorsHeader.Read(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads elements of a tensor.</summary>
    /// <typeparam name="T">The type of the tensor's elements, as <see cref="SafetensorsTensor.DTypeOf{T}"/> names it.</typeparam>
    /// <param name="tensor">One of the tensors of <see cref="Header"/>.</param>
    /// <param name="start">The number of the first element, in C order.</param>
    /// <param name="destination">Where the elements go; as many as are meant.</param>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the type of the elements.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tensor has no such elements.</exception>
    /// <exception cref="DataFileException">The file cannot be read, or has become shorter.</exception>
    /// <exception cref="ObjectDisposedException">The file has been disposed of.</exception>
    public void Read<T>(SafetensorsTensor tensor, long start, Span<T> destination)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor);
        string asked = SafetensorsTensor.DTypeOf<T>();
        if (!string.Equals(tensor.DType, asked, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{Path}: {TensorPath.Shown(tensor.Name)} holds {tensor.DType}; it cannot be read as {asked}.");
        }

        int size = SafetensorsType.SizeOf(asked)!.Value;
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, ((tensor.End - tensor.Begin) / size) - destination.Length);
        Span<byte> bytes = MemoryMarshal.AsBytes(destination);
        ReadBytes(Header.DataOffset + tensor.Begin + (start * size), bytes);
        if (!BitConverter.IsLittleEndian && size > 1)
        {
            ByteOrder.Reverse(bytes, size);
        }
    }

    /// <summary>Reads bytes of the file as they lie, header included.</summary>
    /// <param name="offset">The place of the first byte.</param>
    /// <param name="destination">Where the bytes go; as many as are meant.</param>
    /// <exception cref="ArgumentOutOfRangeException">The file has no such bytes.</exception>
    /// <exception cref="DataFileException">The file cannot be read, or has become shorter.</exception>
    /// <exception cref="ObjectDisposedException">The file has been disposed of.</exception>
    public void ReadBytes(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - destination.Length);
        _file.ReadExactly(destination, offset);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();
}
