using KLDiv.Files.Columnar.ArrowFiles;
using KLDiv.Files.Columnar.HdfFiles;
using KLDiv.Files.Columnar.ParquetFiles;

namespace KLDiv.Files.Columnar;

/// <summary>The formats of this package. Once they are added, <see cref="RowSource.Open"/> and all that stands on it read their files.</summary>
/// <remarks>
/// In a Parquet or Arrow file a column of lists, which must all be of one length, is a tensor of as many rows: <c>FILE#COLUMN</c>. Several columns
/// of numbers are one too, a column each: <c>FILE#a,b,c</c>. In an HDF5 file a dataset is a tensor: <c>FILE#/group/name</c>.
/// Where a file leaves no choice, <c>FILE</c> alone will do.
/// </remarks>
public static class ColumnarFormats
{
    /// <summary>Parquet, <c>.parquet</c>.</summary>
    public static FileFormat Parquet { get; } = new ParquetFormat();

    /// <summary>Arrow IPC files, <c>.arrow</c> and <c>.feather</c>.</summary>
    public static FileFormat Arrow { get; } = new ArrowFormat();

    /// <summary>HDF5, <c>.h5</c>.</summary>
    public static FileFormat Hdf5 { get; } = new HdfFormat();

    /// <summary>Adds the formats; adding them again changes nothing.</summary>
    /// <param name="formats">What they are added to; null: <see cref="FileFormats.Default"/>.</param>
    public static void AddTo(FileFormats? formats = null)
    {
        formats ??= FileFormats.Default;
        formats.Add(Parquet);
        formats.Add(Arrow);
        formats.Add(Hdf5);
    }
}
