using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;

namespace KLDiv.Files.Npy;

/// <summary>A <c>.npy</c> file of integers, read as numbers of 64 bits: labels, for example. A file of one dimension, or of any in C order.</summary>
internal sealed class NpyIntegers : IDisposable
{
    private const int MostBytes = 1 << 16;

    private readonly ByteSource _file;
    private readonly long _offset;
    private readonly int _size;
    private readonly bool _isSigned;
    private readonly bool _isBigEndian;
    private readonly byte[] _buffer = new byte[MostBytes];

    private NpyIntegers(ByteSource file, long offset, string type, bool isBigEndian, long count)
    {
        _file = file;
        _offset = offset;
        _isSigned = type[0] == 'i';
        _size = type[1] - '0';
        _isBigEndian = isBigEndian;
        Count = count;
    }

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    /// <summary>Opens a file, if it is a <c>.npy</c> file of integers; otherwise there is nothing to say against it here.</summary>
    /// <exception cref="DataFileException">The file cannot be opened, or is a malformed one.</exception>
    public static NpyIntegers? TryOpen(string path)
    {
        ByteSource file = MappedFile.Open(path);
        NpyIntegers? integers = null;
        try
        {
            integers = TryParse(file);
            return integers;
        }
        finally
        {
            if (integers is null)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>Reads elements.</summary>
    /// <param name="start">The number of the first one.</param>
    /// <param name="destination">Where they go; unsigned ones beyond the range become its end.</param>
    /// <exception cref="DataFileException">The file cannot be read, or has become shorter.</exception>
    public void Read(long start, Span<long> destination)
    {
        while (!destination.IsEmpty)
        {
            int count = Math.Min(destination.Length, MostBytes / _size);
            Span<byte> raw = _buffer.AsSpan(0, count * _size);
            _file.ReadExactly(raw, _offset + (start * _size));
            for (int i = 0; i < count; i++)
            {
                destination[i] = Number(raw.Slice(i * _size, _size));
            }

            start += count;
            destination = destination[count..];
        }
    }

    public void Dispose() => _file.Dispose();

    private static NpyIntegers? TryParse(ByteSource file)
    {
        byte[] start = file.ReadStart(NpyHeader.MostBytes);
        if (!start.AsSpan().StartsWith(NpyHeader.Magic))
        {
            return null;
        }

        (byte version, int textOffset, int textLength) = NpyHeader.ParsePreamble(file.Path, start);
        NpyDictionary dictionary = NpyDictionary.Parse(file.Path, start.AsSpan(textOffset, textLength), allowLongSuffix: version < 3);
        string description = dictionary.Description;
        bool hasOrder = description is ['<' or '>' or '=' or '|', ..];
        string type = hasOrder ? description[1..] : description;
        if (type is not ("i1" or "i2" or "i4" or "i8" or "u1" or "u2" or "u4" or "u8"))
        {
            return null;
        }

        if (dictionary.FortranOrder && dictionary.Shape.Length > 1)
        {
            throw file.Malformed("has integers in Fortran order; C order is read");
        }

        int offset = textOffset + textLength;
        long actual = file.Length - offset;
        if (!TensorShape.TryByteCount(type[1] - '0', dictionary.Shape, out nint needed) || needed != actual)
        {
            throw file.Malformed($"has shape {TensorShape.Text(dictionary.Shape)} of type '{description}' by its header, and {actual} bytes after it");
        }

        bool isBigEndian = hasOrder && description[0] == '>' || (!BitConverter.IsLittleEndian && description[0] != '<');
        return new NpyIntegers(file, offset, type, isBigEndian, TensorShape.Count(dictionary.Shape));
    }

    private long Number(ReadOnlySpan<byte> bytes)
    {
        ulong bits = 0;
        for (int i = 0; i < _size; i++)
        {
            bits = (bits << 8) | bytes[_isBigEndian ? i : _size - 1 - i];
        }

        int unused = 64 - (8 * _size);
        return _isSigned ? (long)(bits << unused) >> unused : (long)Math.Min(bits, long.MaxValue);
    }
}
