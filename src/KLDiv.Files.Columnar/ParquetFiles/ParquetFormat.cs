using KLDiv.Files.Columnar.Blocks;
using KLDiv.Files.Columnar.Typed;

namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>Parquet files.</summary>
internal sealed class ParquetFormat() : LibraryFormat("Parquet", ".parquet")
{
    public override bool Recognises(ReadOnlySpan<byte> start, long length) => start.StartsWith(ParquetFile.Magic);

    public override string Reads => "tables, lists of numbers";

    protected override IReadOnlyList<string> NamesIn(ByteSource file) => [.. ParquetFile.Open(file).Fields.Select(field => field.Name)];

    protected override RowSource OpenRows(ByteSource file, string? tensor)
    {
        ParquetFile parquet = ParquetFile.Open(file);
        string path = tensor is null ? file.Path : $"{file.Path}#{tensor}";
        int[] chosen = ColumnChoice.Choose(file.Path, tensor, [.. parquet.Fields.Select(field => field.Summary)]);
        return new ColumnRows(file, path, [.. chosen.Select(place => new ParquetColumn(parquet, path, parquet.Fields[place]))], isSequential: true);
    }

    protected override TypedTable TableIn(ByteSource file)
    {
        ParquetFile parquet = ParquetFile.Open(file, isTable: true);
        TypedColumn[] columns = [.. parquet.Fields.Select((field, place) => new TypedColumn(field.Name, parquet.CellTypes[place].Name, parquet.CellTypes[place].Kind))];
        return new CellTable(file, columns, parquet.Rows, (place, path) => new ParquetCells(parquet, path, parquet.Fields[place].Data!, parquet.CellTypes[place]));
    }
}
