using KLDiv.Files.Bytes;
using KLDiv.Files.Rows;

namespace KLDiv.Files.Npy;

/// <summary>The rows of a <c>.npy</c> file, in either byte order, in C or Fortran order.</summary>
internal static class NpyRows
{
    public static RowSource Open(ByteSource file) => Open(file, file.Path, 0, file.Length);

    /// <summary>Opens a <c>.npy</c> file that is part of another.</summary>
    /// <param name="file">The file that holds it, owned from now on.</param>
    /// <param name="path">What messages call the part.</param>
    /// <param name="offset">Where the part starts.</param>
    /// <param name="length">How long it is.</param>
    /// <exception cref="DataFileException">The part is malformed.</exception>
    public static RowSource Open(ByteSource file, string path, long offset, long length)
    {
        byte[] start = new byte[Math.Min(length, NpyHeader.MostBytes)];
        file.ReadExactly(start, offset);
        NpyHeader header = NpyHeader.Parse(path, start, length);
        return header.IsFortran
            ? new StridedRows(file, path, header.Stored, header.Lengths, StridedRows.FortranStrides(header.Lengths), offset + header.DataOffset)
            : new DenseRows(file, path, header.Stored, header.Lengths, offset + header.DataOffset);
    }
}
