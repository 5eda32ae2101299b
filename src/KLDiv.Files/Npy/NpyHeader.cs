using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using KLDiv.Files.Elements;

namespace KLDiv.Files.Npy;

/// <summary>
/// The header of a .npy file: what it says, once everything that it says has been checked against the file's length.
/// Pure over bytes; the format is described in docs/formats/npy.md.
/// </summary>
/// <param name="Stored">What the elements are, and the order of their bytes.</param>
/// <param name="FortranOrder">Whether the first index runs fastest.</param>
/// <param name="Shape">The lengths of the dimensions; none for a scalar.</param>
/// <param name="DataOffset">Where the elements start in the file, in bytes.</param>
/// <param name="DataLength">How many bytes the elements take.</param>
internal sealed record NpyHeader(
    StoredType Stored, bool FortranOrder, nint[] Shape, int DataOffset, nint DataLength)
{
    /// <summary>
    /// The most header text that is read. NumPy's own reader stops at the same figure; a header of 64 dimensions, the
    /// most that NumPy knows, takes less than 1,500 bytes.
    /// </summary>
    public const int MostText = 10_000;

    /// <summary>No header that is read is longer than this: magic, version, a length of 4 bytes, the text.</summary>
    public const int MostBytes = 8 + 4 + MostText;

    /// <summary>The most dimensions that NumPy arrays have (since NumPy 2; 32 before).</summary>
    public const int MostDimensions = 64;

    // NumPy aligns the data to 64 bytes, and leaves room for the growing dimension to take up to 21 digits in place.
    private const int Alignment = 64;
    private const int GrowthDigits = 21;

    /// <summary>The lengths as tensors have them, with at least one dimension: a scalar has the shape [1].</summary>
    public nint[] Lengths => Shape.Length > 0 ? Shape : [1];

    /// <summary>The type in which elements are handed out.</summary>
    public ElementType ElementType => Stored.Type;

    /// <summary>Whether the elements lie in another order than C's; with one dimension both orders are the same.</summary>
    public bool IsFortran => FortranOrder && Shape.Length > 1;

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads and checks a header.</summary>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="start">The first <see cref="MostBytes"/> bytes of the file, or all of a shorter one.</param>
    /// <param name="fileLength">The length of the whole file, in bytes.</param>
    /// <param name="asked">What the elements are said to be, of a type that NumPy does not know; null: nothing.</param>
    /// <exception cref="DataFileException">The header is malformed, or the file's length is not what it says.</exception>
    public static NpyHeader Parse(string path, ReadOnlySpan<byte> start, long fileLength, StoredKind? asked = null)
    {
        (byte version, int textOffset, int textLength) = ParsePreamble(path, start);
        NpyDictionary dictionary = NpyDictionary.Parse(path, start.Slice(textOffset, textLength), allowLongSuffix: version < 3);
        StoredType type = NpyType.Of(path, dictionary.Description, asked);

        int dataOffset = textOffset + textLength;
        nint needed = ByteCount(path, type, dictionary.Shape);
        long actual = fileLength - dataOffset;
        if (actual != needed)
        {
            string comparison = actual < needed ? "shorter" : "longer";
            throw new DataFileException(
                path,
                $"is {comparison} than its header says: shape {TensorShape.Text(dictionary.Shape)} of {type.Name} needs {needed} bytes "
                + $"after the header, and there are {actual}");
        }

        return new NpyHeader(type, dictionary.FortranOrder, dictionary.Shape, dataOffset, needed);
    }

    /// <summary>The header that numpy.save writes, byte for byte, for an array in C order and this machine's byte order.</summary>
    /// <exception cref="ArgumentException">The shape has too many dimensions, a negative length, or too many bytes.</exception>
    public static byte[] Format(ElementType type, ReadOnlySpan<nint> shape)
    {
        CheckShape(type, shape);
        char order = BitConverter.IsLittleEndian ? '<' : '>';
        var text = new StringBuilder($"{{'descr': '{order}f{type.Size()}', 'fortran_order': False, 'shape': (");
        text.AppendJoin(", ", shape.ToArray()).Append(shape.Length == 1 ? ",), }" : "), }");
        if (shape.Length > 0)
        {
            text.Append(' ', GrowthDigits - shape[0].ToString(CultureInfo.InvariantCulture).Length);
        }

        // As in NumPy, a text that would end on the boundary is followed by 64 spaces, not by none.
        int before = Magic.Length + 2 + sizeof(ushort);
        int unpadded = before + text.Length + 1;
        text.Append(' ', Alignment - (unpadded % Alignment)).Append('\n');

        byte[] header = new byte[before + text.Length];
        Magic.CopyTo(header);
        header[Magic.Length] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(Magic.Length + 2), (ushort)text.Length);
        Encoding.ASCII.GetBytes(text.ToString(), header.AsSpan(before));
        return header;
    }

    /// <summary>Reads and checks what stands before the text.</summary>
    public static (byte Version, int TextOffset, int TextLength) ParsePreamble(string path, ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            throw new DataFileException(path, "the file is empty");
        }

        int versionOffset = Magic.Length;
        if (!start.StartsWith(Magic))
        {
            string actual = Convert.ToHexString(start[..Math.Min(versionOffset, start.Length)]);
            throw new DataFileException(
                path, $"is not a .npy file: it starts with the bytes {actual}, not with {Convert.ToHexString(Magic)}");
        }

        int lengthOffset = versionOffset + 2;
        if (start.Length < lengthOffset)
        {
            throw EndsEarly(path, start.Length);
        }

        (byte major, byte minor) = (start[versionOffset], start[versionOffset + 1]);
        if (major is < 1 or > 3 || minor != 0)
        {
            throw new DataFileException(path, $"has version {major}.{minor} of the .npy format; 1.0, 2.0 and 3.0 are known");
        }

        int textOffset = lengthOffset + (major == 1 ? sizeof(ushort) : sizeof(uint));
        if (start.Length < textOffset)
        {
            throw EndsEarly(path, start.Length);
        }

        uint textLength = major == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(start[lengthOffset..])
            : BinaryPrimitives.ReadUInt32LittleEndian(start[lengthOffset..]);
        int available = start.Length - textOffset;
        return textLength > MostText
            ? throw new DataFileException(path, $"says that its header is {textLength} bytes long; the most that is read is {MostText}")
            : textLength > available
            ? throw new DataFileException(path, $"says that its header is {textLength} bytes long, and {available} bytes follow")
            : (major, textOffset, (int)textLength);
    }

    private static DataFileException EndsEarly(string path, int length) =>
        new(path, $"ends after {length} bytes, before the length of its header");

    private static nint ByteCount(string path, StoredType type, nint[] shape) =>
        TensorShape.TryByteCount(type.Size, shape, out nint bytes)
            ? bytes
            : throw new DataFileException(
                path, $"has the shape {TensorShape.Text(shape)}, whose size in bytes as {type.Name} overflows {8 * nint.Size} bits");

    private static void CheckShape(ElementType type, ReadOnlySpan<nint> shape)
    {
        if (shape.Length > MostDimensions)
        {
            throw new ArgumentException($"The shape has {shape.Length} dimensions; the most is {MostDimensions}.", nameof(shape));
        }

        if (shape.ContainsAnyInRange(nint.MinValue, -1))
        {
            throw new ArgumentException($"The shape {TensorShape.Text(shape)} has a negative length.", nameof(shape));
        }

        if (!TensorShape.TryByteCount(type.Size(), shape, out _))
        {
            throw new ArgumentException($"The size in bytes of shape {TensorShape.Text(shape)} as {type.Name()} overflows.", nameof(shape));
        }
    }
}
