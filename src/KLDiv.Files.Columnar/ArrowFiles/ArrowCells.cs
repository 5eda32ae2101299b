using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Apache.Arrow.Types;
using KLDiv.Files.Columnar.Typed;

namespace KLDiv.Files.Columnar.ArrowFiles;

/// <summary>A column of an Arrow file as cells of a table, some thousand rows at a time.</summary>
internal sealed class ArrowCells : CellColumn
{
    private const int MostRows = 1 << 13;

    private readonly IReadOnlyList<ArrowBatch> _batches;
    private readonly IArrowType _stored;
    private readonly int _node;
    private readonly Lazy<ReadOnlyMemory<byte>[]>? _levels;
    private readonly BatchBuffer _validity, _first, _second;

    /// <param name="file">The file.</param>
    /// <param name="path">What messages call the column.</param>
    /// <param name="type">Its type.</param>
    /// <param name="batches">The batches that hold it.</param>
    /// <param name="place">Where it is in them.</param>
    /// <param name="levels">The texts of its levels, where it has such; null: it has none.</param>
    public ArrowCells(ByteSource file, string path, IArrowType type, IReadOnlyList<ArrowBatch> batches, ArrowLayout place, Func<ReadOnlyMemory<byte>[]>? levels = null)
        : base(path, ArrowCellTypes.Of(type))
    {
        (_batches, _node) = (batches, place.Node);
        _stored = type is DictionaryType codes ? codes.IndexType : type;
        _levels = levels is null ? null : new(levels);
        (_validity, _first, _second) = (new(file, path, place.Buffer), new(file, path, place.Buffer + 1), new(file, path, place.Buffer + 2));
        foreach (ArrowBatch batch in batches)
        {
            (long count, _) = batch.Node(place.Node);
            if (count != batch.Rows)
            {
                throw new DataFileException(path, $"has {count} cells in a record batch of {batch.Rows} rows");
            }
        }
    }

    protected override CellBlock Read(long row)
    {
        ArrowBatch batch = ArrowBatch.Of(_batches, row);
        long from = (row - batch.FirstRow) / MostRows * MostRows;
        int count = (int)Math.Min(MostRows, batch.Rows - from);
        bool[] areMissing = Type is NothingCells ? Enumerable.Repeat(true, count).ToArray() : Missing(batch, from, count);
        return Type.Stored switch
        {
            StoredCells.Reals => new CellBlock(batch.FirstRow + from, count) { Reals = Reals(batch, from, count), AreMissing = areMissing },
            StoredCells.Wholes => new CellBlock(batch.FirstRow + from, count) { Wholes = Wholes(batch, from, count, areMissing), AreMissing = areMissing },
            StoredCells.Texts => new CellBlock(batch.FirstRow + from, count) { Texts = Texts(batch, from, count, areMissing), AreMissing = areMissing },
            _ => new CellBlock(batch.FirstRow + from, count) { AreMissing = areMissing },
        };
    }

    private bool[] Missing(ArrowBatch batch, long from, int count)
    {
        if (batch.Node(_node).Missing == 0)
        {
            return [];
        }

        byte[] areThere = new byte[count];
        _validity.ReadBits(batch, from, areThere);
        return [.. areThere.Select(isThere => isThere == 0)];
    }

    private double[] Reals(ArrowBatch batch, long from, int count) => _stored switch
    {
        DoubleType => Raw<double>(batch, from, count),
        FloatType => System.Array.ConvertAll(Raw<float>(batch, from, count), NumberText.ValueOf),
        _ => System.Array.ConvertAll(Raw<Half>(batch, from, count), NumberText.ValueOf),
    };

    private long[] Wholes(ArrowBatch batch, long from, int count, bool[] areMissing)
    {
        switch (_stored.TypeId)
        {
            case ArrowTypeId.Boolean:
                byte[] flags = new byte[count];
                _first.ReadBits(batch, from, flags);
                return System.Array.ConvertAll(flags, flag => (long)flag);
            case ArrowTypeId.Int8:
                return System.Array.ConvertAll(Raw<sbyte>(batch, from, count), value => (long)value);
            case ArrowTypeId.Int16:
                return System.Array.ConvertAll(Raw<short>(batch, from, count), value => (long)value);
            case ArrowTypeId.UInt8:
                return System.Array.ConvertAll(Raw<byte>(batch, from, count), value => (long)value);
            case ArrowTypeId.UInt16:
                return System.Array.ConvertAll(Raw<ushort>(batch, from, count), value => (long)value);
            case ArrowTypeId.UInt32:
                return System.Array.ConvertAll(Raw<uint>(batch, from, count), value => (long)value);
            case ArrowTypeId.Int32 or ArrowTypeId.Date32 or ArrowTypeId.Time32 or ArrowTypeId.Decimal32:
                return System.Array.ConvertAll(Raw<int>(batch, from, count), value => (long)value);
            case ArrowTypeId.Decimal128 or ArrowTypeId.Decimal256:
                return [.. Decimals(batch, from, count).Select((value, at) => areMissing.Length > 0 && areMissing[at] ? 0 : (long)value)];
            default:
                return Raw<long>(batch, from, count);
        }
    }

    private ReadOnlyMemory<byte>[] Texts(ArrowBatch batch, long from, int count, bool[] areMissing) =>
        _levels is not null ? Levels(batch, from, count, areMissing)
        : Type is LongDecimalCells wide ? [.. Decimals(batch, from, count).Select(wide.Utf8Of)]
        : _stored is LargeStringType ? Texts(batch, Raw<long>(batch, from, count + 1))
        : Texts(batch, System.Array.ConvertAll(Raw<int>(batch, from, count + 1), offset => (long)offset));

    /// <summary>Texts that lie one behind the other.</summary>
    private ReadOnlyMemory<byte>[] Texts(ArrowBatch batch, long[] ends)
    {
        long start = ends[0], length = ends[^1] - start;
        for (int i = 1; i < ends.Length; i++)
        {
            if (start < 0 || ends[i] < ends[i - 1] || length > System.Array.MaxLength)
            {
                throw new DataFileException(Path, $"has texts from byte {ends[i - 1]} to byte {ends[i]}");
            }
        }

        _second.MustHold(batch, ends[^1]);
        byte[] bytes = new byte[length];
        _second.Read(batch, start, bytes);
        ReadOnlyMemory<byte>[] texts = new ReadOnlyMemory<byte>[ends.Length - 1];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = bytes.AsMemory((int)(ends[i] - start), (int)(ends[i + 1] - ends[i]));
        }

        return texts;
    }

    /// <summary>Texts by their numbers among the levels.</summary>
    private ReadOnlyMemory<byte>[] Levels(ArrowBatch batch, long from, int count, bool[] areMissing)
    {
        ReadOnlyMemory<byte>[] levels = _levels!.Value;
        long[] codes = Wholes(batch, from, count, []);
        ReadOnlyMemory<byte>[] texts = new ReadOnlyMemory<byte>[count];
        for (int i = 0; i < count; i++)
        {
            if (areMissing.Length == 0 || !areMissing[i])
            {
                texts[i] = codes[i] >= 0 && codes[i] < levels.Length
                    ? levels[codes[i]]
                    : throw new DataFileException(Path, $"row {batch.FirstRow + from + i + 1} has level {codes[i]}, and there are {levels.Length}");
            }
        }

        return texts;
    }

    private IEnumerable<BigInteger> Decimals(ArrowBatch batch, long from, int count)
    {
        int size = ((FixedSizeBinaryType)_stored).ByteWidth;
        byte[] bytes = new byte[count * size];
        _first.Read(batch, from * size, bytes);
        for (int i = 0; i < count; i++)
        {
            yield return new BigInteger(bytes.AsSpan(i * size, size));
        }
    }

    private T[] Raw<T>(ArrowBatch batch, long from, int count)
        where T : unmanaged
    {
        T[] values = new T[count];
        Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
        _first.Read(batch, from * (bytes.Length / count), bytes);
        return values;
    }
}
