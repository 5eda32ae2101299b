using System.Numerics;
using KLDiv.Files.Columnar.Typed;
using Parquet.Schema;

namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>A column of a Parquet file as cells of a table, page by page.</summary>
internal sealed class ParquetCells : CellColumn
{
    /// <summary>So many elements a page of bytes may have: each takes 16 bytes of memory, though what is missing takes none in the file.</summary>
    private const int MostTexts = 1 << 22;

    private readonly DataField _field;
    private readonly ParquetPages _pages;

    /// <param name="file">The file.</param>
    /// <param name="path">What messages call the column.</param>
    /// <param name="field">The column.</param>
    /// <param name="type">What its cells mean.</param>
    public ParquetCells(ParquetFile file, string path, DataField field, CellType type)
        : base(path, type)
    {
        (_field, _pages) = (field, new ParquetPages(file, path, field, field.MaxDefinitionLevel == 0 ? SizeInFile(field) : 0));
        foreach (ParquetGroup group in _pages.Groups)
        {
            if (group.Count != group.Rows)
            {
                throw new DataFileException(path, $"has {group.Count} cells in {group.Rows} rows of a row group");
            }
        }
    }

    protected override CellBlock Read(long row)
    {
        (long first, int count) = _pages.Show(row);
        return Type.Stored switch
        {
            StoredCells.Reals => new CellBlock(first, count) { Reals = Reals(count) },
            StoredCells.Wholes => new CellBlock(first, count) { Wholes = Wholes(count), AreMissing = Missing(count) },
            _ => new CellBlock(first, count) { Texts = Texts(count), AreMissing = Missing(count) },
        };
    }

    private static int SizeInFile(DataField field) => System.Type.GetTypeCode(field.ClrType) switch
    {
        TypeCode.Int32 or TypeCode.Single => sizeof(int),
        TypeCode.Int64 or TypeCode.Double => sizeof(long),
        _ => 0,
    };

    private double[] Reals(int count) =>
        _field.ClrType == typeof(double) ? Values<double, double>(count, double.NaN, value => value)
        : _field.ClrType == typeof(float) ? Values<float, double>(count, double.NaN, value => NumberText.ValueOf(value))
        : Values<ReadOnlyMemory<byte>, double>(count, double.NaN, bytes => NumberText.ValueOf(BitConverter.ToHalf(bytes.Span)));

    private long[] Wholes(int count) => System.Type.GetTypeCode(_field.ClrType) switch
    {
        TypeCode.Boolean => Values<bool, long>(count, 0, value => value ? 1 : 0),
        TypeCode.Int32 when Type is WholeCells { IsUnsigned: true } => Values<int, long>(count, 0, value => (uint)value),
        TypeCode.Int32 => Values<int, long>(count, 0, value => value),
        TypeCode.Int64 => Values<long, long>(count, 0, value => value),
        TypeCode.DateTime => Values<DateTime, long>(count, 0, value => value.Ticks - DateTime.UnixEpoch.Ticks),
        _ => Values<ReadOnlyMemory<byte>, long>(count, 0, bytes => (long)new BigInteger(bytes.Span, isBigEndian: true)),
    };

    private ReadOnlyMemory<byte>[] Texts(int count) =>
        count > MostTexts ? throw new DataFileException(Path, $"has a page of {count} cells; texts are read in pages of {MostTexts} at most")
        : Type is LongDecimalCells wide ? Values<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(count, default, bytes => wide.Utf8Of(new BigInteger(bytes.Span, isBigEndian: true)))
        : Values<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(count, default, bytes => bytes);

    /// <summary>The cells of the page that is shown, each at its place.</summary>
    private TCell[] Values<T, TCell>(int count, TCell missing, Func<T, TCell> cellOf)
        where T : struct
    {
        T[] values = new T[count];
        _pages.Decode<T>(values);
        TCell[] cells = new TCell[count];
        for (int i = 0, value = 0; i < count; i++)
        {
            cells[i] = _field.MaxDefinitionLevel == 0 || _pages.Levels[i] == _field.MaxDefinitionLevel ? cellOf(values[value++]) : missing;
        }

        return cells;
    }

    private bool[] Missing(int count)
    {
        if (_field.MaxDefinitionLevel == 0 || _pages.Levels[..count].IndexOfAnyExcept(_field.MaxDefinitionLevel) < 0)
        {
            return [];
        }

        bool[] areMissing = new bool[count];
        for (int i = 0; i < count; i++)
        {
            areMissing[i] = _pages.Levels[i] != _field.MaxDefinitionLevel;
        }

        return areMissing;
    }
}
