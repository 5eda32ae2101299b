using Parquet.Meta;
using Parquet.Schema;

namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>The pages of a column, of which the library is shown one at a time.</summary>
/// <param name="file">The file.</param>
/// <param name="path">What messages call the column.</param>
/// <param name="field">The column.</param>
/// <param name="elementSize">The bytes of an element as the file stores it, each of which a page must hold; 0 where they are bits, or differ.</param>
internal sealed class ParquetPages(ParquetFile file, string path, DataField field, int elementSize)
{
    private readonly ParquetGroup[] _groups = GroupsOf(file, path, field);
    private int _current = -1;
    private ParquetPage? _dictionary;
    private ParquetPage[] _pages = [];
    private int[] _levels = [], _repetitions = [];

    public IReadOnlyList<ParquetGroup> Groups => _groups;

    /// <summary>For each element that was decoded how much of it is there, where values may be missing: the most where all is.</summary>
    public ReadOnlySpan<int> Levels => _levels;

    /// <summary>For each element that was decoded 0 where a row begins, where rows are lists.</summary>
    public ReadOnlySpan<int> Repetitions => _repetitions;

    /// <summary>Shows the library the page that has an element.</summary>
    /// <returns>The number of the page's first element, and how many it has.</returns>
    public (long First, int Count) Show(long element)
    {
        int index = Array.FindLastIndex(_groups, group => group.FirstElement <= element && group.Count > 0);
        ParquetGroup group = _groups[index];
        if (_current != index)
        {
            // The place of a page is put into what the library knows of the column; what the file said is kept.
            _current = -1;
            _pages = LibraryFormat.Guarded(path, () => ParquetPage.Find(file.Source, path, group.Said, elementSize, out _dictionary));
            _current = index;
        }

        int place = Array.FindLastIndex(_pages, page => page.FirstElement <= element - group.FirstElement && page.Count > 0);
        ParquetPage page = _pages[place];
        ColumnMetaData shown = group.Shown;
        shown.Codec = page.Levels is null ? group.Said.Codec : CompressionCodec.UNCOMPRESSED;
        if (page.Levels is null)
        {
            file.Stream.Show(_dictionary, page);
        }
        else
        {
            file.Stream.Show(LibraryFormat.Guarded(path, () => PageOfVersion1.Of(file.Source, path, group.Said.Codec, field, _dictionary, page)));
        }

        shown.DataPageOffset = file.Stream.Length;
        shown.DictionaryPageOffset = shown.IndexPageOffset = null;
        shown.Statistics = null;
        shown.NumValues = page.Count;
        return (group.FirstElement + page.FirstElement, page.Count);
    }

    /// <summary>Decodes the page that is shown: the values that are there, one behind the other.</summary>
    public void Decode<T>(Memory<T> values)
        where T : struct
    {
        if (_levels.Length < values.Length)
        {
            _levels = new int[field.MaxDefinitionLevel > 0 ? values.Length : 0];
            _repetitions = new int[field.MaxRepetitionLevel > 0 ? values.Length : 0];
        }

        _groups[_current].Reader.ReadRawAsync(
            field,
            values,
            field.MaxDefinitionLevel > 0 ? _levels.AsMemory(0, values.Length) : default(Memory<int>?),
            field.MaxRepetitionLevel > 0 ? _repetitions.AsMemory(0, values.Length) : default(Memory<int>?)).AsTask().GetAwaiter().GetResult();
    }

    private static ParquetGroup[] GroupsOf(ParquetFile file, string path, DataField field)
    {
        long first = 0;
        return [.. file.Reader.RowGroups.Select(group =>
        {
            ColumnMetaData column = group.GetMetadata(field)?.MetaData ?? throw new DataFileException(path, "is missing in a row group");
            ParquetGroup known = new(group, column, first, column.NumValues, group.RowCount);
            first = checked(first + column.NumValues);
            return column.NumValues >= 0 ? known : throw new DataFileException(path, $"has {column.NumValues} elements in a row group");
        })];
    }
}
