using System.Numerics.Tensors;
using KLDiv.Files.Bytes;
using KLDiv.Files.Npy;

namespace KLDiv.Files;

/// <summary>
/// NumPy's file format for one array, <c>.npy</c>: versions 1.0, 2.0 and 3.0, <c>float16</c>, <c>float32</c> and
/// <c>float64</c>, in either byte order, in C or Fortran order.
/// </summary>
/// <remarks>
/// <para>The tensor is the one that NumPy shows. An array in Fortran order is read by its strides, without a copy. An
/// array of shape <c>()</c>, a single number, has the shape [1] here: tensors have at least one dimension.</para>
/// <para>The format, and every reason for which a file is refused, is in docs/formats/npy.md.</para>
/// </remarks>
public sealed class NpyFile : TensorFile
{
    private readonly MappedFile _file;
    private readonly NpyHeader _header;
    private readonly Lock _gate = new();
    private readonly unsafe byte* _data;
    private NativeCopy? _copy;

    private unsafe NpyFile(MappedFile file, NpyHeader header)
        : base(file.Path, header.ElementType, header.Lengths, StridesOf(header.Lengths, header.FortranOrder))
    {
        _file = file;
        _header = header;
        _data = file.Map() + header.DataOffset;
    }

    /// <summary>
    /// Whether the elements' bytes are in this machine's order. Where they are not,
    /// <see cref="TensorFile.AsTensorSpan{T}"/> works on a swapped copy in memory.
    /// </summary>
    public bool IsNativeOrder => _header.Stored.IsBigEndian != BitConverter.IsLittleEndian;

    /// <summary>Opens the <c>.npy</c> file at <paramref name="path"/>.</summary>
    /// <param name="path">The file. A relative path is taken from the current folder.</param>
    /// <returns>The open file; dispose of it to unmap it.</returns>
    /// <exception cref="DataFileException">The file cannot be opened, or is malformed.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public static new NpyFile Open(string path) => Open(MappedFile.Open(path));

    /// <summary>
    /// Writes <paramref name="tensor"/> to a <c>.npy</c> file in C order. The file appears whole or not at all, as
    /// <see cref="AtomicFile"/> describes. A strided tensor is written without a copy of it being made.
    /// </summary>
    /// <typeparam name="T"><see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or the tensor has more than 64
    /// dimensions, the most that NumPy reads.</exception>
    public static void Write<T>(string path, in ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged
    {
        using NpyWriter writer = NpyWriter.Create(path, ElementTypes.Of<T>(), tensor.Lengths);
        StridedWriter.Write(writer, tensor);
        writer.Complete();
    }

    /// <summary>Opens the <c>.npy</c> file <paramref name="file"/>, and owns it from now on.</summary>
    internal static NpyFile Open(MappedFile file)
    {
        try
        {
            NpyHeader header = NpyHeader.Parse(file.Path, file.ReadStart(NpyHeader.MostBytes), file.Length);
            return header.Stored.IsHandedOut
                ? new NpyFile(file, header)
                : throw file.Malformed($"holds {header.Stored.Name}; float16, float32 and float64 can be mapped into memory");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!IsDisposed)
        {
            _copy?.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override unsafe void* GetElements()
    {
        // Maps start on a page, so the offset in the file tells the alignment in memory. NumPy aligns to 16 or 64 bytes.
        bool isAligned = _header.DataOffset % ElementType.Size() == 0;
        if ((IsNativeOrder && isAligned) || _header.DataLength == 0)
        {
            return _data;
        }

        lock (_gate)
        {
            _copy ??= NativeCopy.Of(Path, _data, _header.DataLength, ElementType.Size(), swap: !IsNativeOrder);
            return _copy.Elements;
        }
    }

    private static nint[] StridesOf(nint[] lengths, bool fortranOrder)
    {
        nint[] strides = new nint[lengths.Length];
        if (lengths.Contains(0))
        {
            return strides;
        }

        nint stride = 1;
        for (int i = 0; i < lengths.Length; i++)
        {
            int axis = fortranOrder ? i : lengths.Length - 1 - i;
            strides[axis] = lengths[axis] == 1 ? 0 : stride;
            stride *= lengths[axis];
        }

        return strides;
    }
}
