using KLDiv.Files.Bytes;
using KLDiv.Files.Rows;

namespace KLDiv.Files.Npy;

/// <summary>The rows of a <c>.npy</c> file, in either byte order, in C or Fortran order.</summary>
internal static class NpyRows
{
    /// <param name="file">The file, or the part of another, owned from now on.</param>
    /// <param name="asked">What the elements are said to be, of a type that NumPy does not know; null: nothing.</param>
    /// <exception cref="DataFileException">It is malformed.</exception>
    public static RowSource Open(ByteSource file, StoredKind? asked)
    {
        NpyHeader header = NpyHeader.Parse(file.Path, file.ReadStart(NpyHeader.MostBytes), file.Length, asked);
        return header.IsFortran
            ? new StridedRows(file, file.Path, header.Stored, header.Lengths, StridedRows.FortranStrides(header.Lengths), header.DataOffset)
            : new DenseRows(file, file.Path, header.Stored, header.Lengths, header.DataOffset);
    }
}
