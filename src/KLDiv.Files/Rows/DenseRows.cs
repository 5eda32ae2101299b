using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;

namespace KLDiv.Files.Rows;

/// <summary>Rows whose elements follow each other in the file, in C order.</summary>
/// <param name="file">The file, owned from now on.</param>
/// <param name="path">What messages call the tensor.</param>
/// <param name="stored">How the elements are stored.</param>
/// <param name="lengths">The lengths of the dimensions; at least one.</param>
/// <param name="offset">Where the first element lies in the file.</param>
internal sealed class DenseRows(ByteSource file, string path, StoredType stored, nint[] lengths, long offset)
    : StoredRows(file, path, stored, lengths)
{
    /// <summary>Elements that are converted while they are still in the first cache.</summary>
    private const int MostElements = 1 << 14;

    /// <summary>What needs no conversion is read in as few calls as spans of bytes allow.</summary>
    private const int MostBytes = 1 << 30;

    protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
    {
        bool isConverted = !Stored.IsHandedOut || Stored.IsBigEndian == BitConverter.IsLittleEndian;
        int most = isConverted ? MostElements : MostBytes / Stored.Size;
        while (!destination.IsEmpty)
        {
            Span<T> piece = destination[..Math.Min(destination.Length, most)];
            Span<byte> raw = Stored.Raw(piece, buffer);
            File.ReadExactly(raw, offset + (start * Stored.Size));
            Stored.Finish(raw, piece);
            destination = destination[piece.Length..];
            start += piece.Length;
        }
    }
}
