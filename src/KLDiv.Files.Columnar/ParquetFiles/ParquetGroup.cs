using Parquet;
using Parquet.Meta;

namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>A row group of a column.</summary>
/// <param name="Reader">What reads it.</param>
/// <param name="Shown">What the library knows of the column, into which the place of a page is put.</param>
/// <param name="FirstElement">The number of its first element among those of the file.</param>
/// <param name="Count">How many elements it has.</param>
/// <param name="Rows">How many rows it has.</param>
internal sealed record ParquetGroup(ParquetRowGroupReader Reader, ColumnMetaData Shown, long FirstElement, long Count, long Rows)
{
    /// <summary>What the file says of the column, before anything was put into it.</summary>
    public ColumnMetaData Said { get; } = new()
    {
        Codec = Shown.Codec,
        NumValues = Shown.NumValues,
        DataPageOffset = Shown.DataPageOffset,
        DictionaryPageOffset = Shown.DictionaryPageOffset,
    };
}
