using System.Buffers.Binary;
using System.Runtime.InteropServices;
using KLDiv.Files.Elements;
using KLDiv.Files.Formats;
using KLDiv.Files.Safetensors;

namespace KLDiv.Files;

/// <summary>
/// Writes a <c>.safetensors</c> file to a stream: the tensors are announced first, and their elements follow in the same order.
/// </summary>
public sealed class SafetensorsWriter
{
    private const int MostPiece = 1 << 12;

    private readonly Stream _stream;
    private readonly List<SafetensorsTensor> _tensors = [];
    private readonly long _length;
    private long _written;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Written from where it stands, and left open.</param>
    /// <param name="metadata">Texts to store beside the tensors, under <c>__metadata__</c>.</param>
    /// <param name="tensors">The names, types and shapes of the tensors, in the order in which their elements follow.</param>
    /// <exception cref="ArgumentException">A name is <c>__metadata__</c> or used twice, or a shape has a negative length or a size
    /// in bytes that overflows.</exception>
    public SafetensorsWriter(
        Stream stream, IReadOnlyDictionary<string, string> metadata, params ReadOnlySpan<(string Name, ElementType Type, nint[] Lengths)> tensors)
        : this(stream, metadata, NamedTypes(tensors))
    {
    }

    /// <summary>Writes the header for tensors of any types that <see cref="Write{T}"/> takes.</summary>
    /// <param name="stream">Written from where it stands, and left open.</param>
    /// <param name="metadata">Texts to store beside the tensors, under <c>__metadata__</c>.</param>
    /// <param name="tensors">The names, types (<c>F64</c>, <c>I64</c>...) and shapes of the tensors, in the order in which their elements follow.</param>
    /// <exception cref="ArgumentException">A name is <c>__metadata__</c> or used twice, a type is not known, or a shape has a negative length or
    /// a size in bytes that overflows.</exception>
    public SafetensorsWriter(
        Stream stream, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<(string Name, string DType, nint[] Lengths)> tensors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(tensors);
        _stream = stream;
        foreach ((string name, string dtype, nint[] lengths) in tensors)
        {
            MustBeNew(name);
            MustBeShape(name, dtype, lengths, out nint bytes);
            _tensors.Add(new SafetensorsTensor(name, dtype, lengths, _length, checked(_length + bytes)));
            _length += bytes;
        }

        stream.Write(SafetensorsHeader.Format(_tensors, metadata));
    }

    /// <summary>Appends elements; pieces may be of any length, but each belongs to one tensor.</summary>
    /// <typeparam name="T">The type that was announced for the tensor whose turn it is, as <see cref="SafetensorsTensor.DTypeOf{T}"/>
    /// names it.</typeparam>
    /// <param name="values">The next elements.</param>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is another type, or the tensor has fewer elements left.</exception>
    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (values.IsEmpty)
        {
            return;
        }

        string type = SafetensorsTensor.DTypeOf<T>();
        int size = SafetensorsType.SizeOf(type)!.Value;
        SafetensorsTensor? tensor = _tensors.Find(tensor => tensor.End > _written);
        long left = tensor is null ? 0 : (tensor.End - _written) / size;
        if (tensor is null || values.Length > left || !string.Equals(tensor.DType, type, StringComparison.Ordinal))
        {
            string expected = tensor is null ? "no elements are left to be written" : $"{left} elements of {tensor.DType} of {TensorPath.Shown(tensor.Name)} come next";
            throw new InvalidOperationException($"{values.Length} elements of {type} were given, and {expected}.");
        }

        Span<byte> piece = stackalloc byte[MostPiece];
        for (ReadOnlySpan<byte> rest = MemoryMarshal.AsBytes(values); !rest.IsEmpty;)
        {
            Span<byte> bytes = piece[..Math.Min(rest.Length, MostPiece)];
            rest[..bytes.Length].CopyTo(bytes);
            if (!BitConverter.IsLittleEndian && size > 1)
            {
                ByteOrder.Reverse(bytes, size);
            }

            _stream.Write(bytes);
            rest = rest[bytes.Length..];
        }

        _written += (long)values.Length * size;
    }

    /// <summary>Says that all has been written.</summary>
    /// <exception cref="InvalidOperationException">Elements are missing.</exception>
    public void Complete()
    {
        if (_written != _length)
        {
            throw new InvalidOperationException($"The tensors have {_length} bytes; {_written} were written.");
        }
    }

    private static (string Name, string DType, nint[] Lengths)[] NamedTypes(ReadOnlySpan<(string Name, ElementType Type, nint[] Lengths)> tensors)
    {
        var named = new (string Name, string DType, nint[] Lengths)[tensors.Length];
        for (int i = 0; i < named.Length; i++)
        {
            named[i] = (tensors[i].Name, SafetensorsType.NameOf(tensors[i].Type), tensors[i].Lengths);
        }

        return named;
    }

    private static void MustBeShape(string name, string dtype, nint[] lengths, out nint bytes)
    {
        if (SafetensorsType.SizeOf(dtype) is not { } size)
        {
            throw new ArgumentException($"{name} has elements of type {TensorPath.Shown(dtype)}, which is not known.", nameof(dtype));
        }

        if (lengths.AsSpan().ContainsAnyInRange(nint.MinValue, -1) || !TensorShape.TryByteCount(size, lengths, out bytes))
        {
            throw new ArgumentException($"{name} has the shape {TensorShape.Text(lengths)}, which has a negative length or a size that overflows.", nameof(lengths));
        }
    }

    private void MustBeNew(string name)
    {
        if (string.Equals(name, SafetensorsParser.MetadataKey, StringComparison.Ordinal) || _tensors.Exists(tensor => string.Equals(tensor.Name, name, StringComparison.Ordinal)))
        {
            throw new ArgumentException($"The name {TensorPath.Shown(name)} is taken.", nameof(name));
        }
    }
}
