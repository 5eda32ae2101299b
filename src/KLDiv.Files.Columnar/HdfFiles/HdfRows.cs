using KLDiv.Files.Columnar.Blocks;
using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace KLDiv.Files.Columnar.HdfFiles;

/// <summary>The rows of a dataset, read by hyperslabs.</summary>
internal sealed class HdfRows : RowSource
{
    /// <summary>Elements that are read at once, so that what the library makes of them stays small.</summary>
    private const int MostElements = 1 << 20;

    /// <summary>Reads that one piece may take: chunks are looked up in trees, which may lead round in a circle.</summary>
    private const int MostReads = 1 << 22;

    /// <summary>A chunk may come to so many bytes, or to so many for each of the file's.</summary>
    private const long MostChunk = 1 << 26, MostExpansion = 1 << 10;

    /// <summary>The chunks that are kept: those side by side along the rows, unless they come to more.</summary>
    private const long MostKept = 1 << 28;

    private readonly Lock _gate = new();
    private readonly ByteSource _file;
    private readonly NativeFile _hdf;
    private readonly NativeDataset _dataset;
    private readonly ByteSourceStream _stream;
    private readonly StoredType _stored;
    private readonly nint[] _lengths;
    private readonly bool _isScalar;
    private readonly H5DatasetAccess _access;

    /// <param name="file">The file, owned from now on.</param>
    /// <param name="name">What messages call the dataset.</param>
    /// <param name="hdf">The file as the library has opened it, owned from now on.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="stream">What the library reads the file through.</param>
    /// <param name="stored">How its elements are stored, but for the order of their bytes.</param>
    /// <param name="lengths">The lengths of its dimensions; at least one.</param>
    public HdfRows(ByteSource file, string name, NativeFile hdf, NativeDataset dataset, ByteSourceStream stream, StoredType stored, nint[] lengths)
        : base(name, stored.Type, lengths)
    {
        (_file, _hdf, _dataset, _stream, _lengths) = (file, hdf, dataset, stream, lengths);
        _isScalar = dataset.Space.Dimensions.Length == 0;
        _access = new H5DatasetAccess(ChunkCache: dataset.Layout.Class is H5DataLayoutClass.Chunked ? CacheOf(dataset.Layout.Chunks, stored.Size) : null);
        _stored = Count == 0 ? stored : stored with { IsBigEndian = IsBigEndian(stored) };
    }

    public override string FilePath => _file.Path;

    public override bool IsSequential => true;

    public override string StoredAs => _stored.Name;

    public override bool HoldsIntegers => _stored.IsWhole;

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _hdf.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
    {
        lock (_gate)
        {
            while (!destination.IsEmpty)
            {
                Span<T> piece = destination[..Math.Min(destination.Length, MostElements)];
                Span<byte> raw = _stored.Raw(piece, buffer);
                Read(start, raw);
                _stored.Finish(raw, piece);
                destination = destination[piece.Length..];
                start += piece.Length;
            }
        }
    }

    private void Read(long start, Span<byte> raw)
    {
        _stream.ReadsLeft = MostReads;
        foreach (HdfBox box in HdfBox.Of(_lengths, start, raw.Length / _stored.Size))
        {
            int count = _stored.Size;
            foreach (ulong length in box.Lengths)
            {
                count *= (int)length;
            }

            Read(raw[..count], _isScalar ? new AllSelection() : new HyperslabSelection(box.Lengths.Length, box.Starts, box.Lengths));
            raw = raw[count..];
        }
    }

    private void Read<T>(Span<T> destination, Selection selection)
    {
        try
        {
            _dataset.Read(_access, destination, selection);
        }
        catch (Exception e) when (LibraryFormat.IsUnexplained(e))
        {
            throw LibraryFormat.Explained(Name, e);
        }
    }

    private SimpleReadingChunkCache CacheOf(ulong[] chunk, int elementSize)
    {
        UInt128 bytes = (UInt128)elementSize, across = 1;
        for (int axis = 0; axis < chunk.Length; axis++)
        {
            bytes *= Math.Min(chunk[axis], uint.MaxValue);
            across *= axis == 0 || chunk[axis] == 0 ? 1 : ((ulong)_lengths[axis] + chunk[axis] - 1) / chunk[axis];
            if (bytes == 0 || bytes > (UInt128)Math.Max(MostChunk, Math.Min(int.MaxValue, _file.Length * MostExpansion)) || chunk.Length != _lengths.Length)
            {
                throw new DataFileException(Name, $"has chunks of [{string.Join(", ", chunk)}] elements, more than is read for a file of {_file.Length} bytes");
            }
        }

        return new SimpleReadingChunkCache((int)UInt128.Min(across + 1, 1 << 16), (ulong)UInt128.Max(bytes, UInt128.Min(bytes * across, MostKept)));
    }

    /// <summary>
    /// Whether the most significant byte comes first: the library says nothing of the order, and reads numbers of this machine's alone, but the bytes of all.
    /// How the first element is read shows, too, whether the numbers are in this file: a dataset may name others, which are not followed.
    /// </summary>
    private bool IsBigEndian(StoredType stored)
    {
        if (_dataset.Layout.Class is H5DataLayoutClass.VirtualStorage)
        {
            throw new DataFileException(Name, "is a view of datasets elsewhere, which are not followed; copy it into a file of its own");
        }

        byte[] first = new byte[stored.Size];
        long before = _stream.ReadsLeft;
        Selection selection = _isScalar ? new AllSelection() : new HyperslabSelection(_lengths.Length, new ulong[_lengths.Length], [.. _lengths.Select(_ => 1ul)]);
        Read(first.AsSpan(), selection);
        long reads = before - _stream.ReadsLeft;
        if (_dataset.Layout.Class switch { H5DataLayoutClass.Compact => false, H5DataLayoutClass.Contiguous => reads != 1, _ => reads == 0 })
        {
            throw new DataFileException(Name, "holds numbers that are not in this file: they were never written, or lie in another, which is not followed");
        }

        return stored.Size > 1 && !IsReadAsNumbers(stored, selection);
    }

    private bool IsReadAsNumbers(StoredType stored, Selection selection)
    {
        try
        {
            switch (stored.Kind, stored.Size)
            {
                case (StoredKind.Float64, _):
                    Read(new double[1].AsSpan(), selection);
                    break;
                case (StoredKind.Float32, _):
                    Read(new float[1].AsSpan(), selection);
                    break;
                case (StoredKind.Float16, _):
                    Read(new Half[1].AsSpan(), selection);
                    break;
                case (_, sizeof(long)):
                    Read(new long[1].AsSpan(), selection);
                    break;
                case (_, sizeof(int)):
                    Read(new int[1].AsSpan(), selection);
                    break;
                default:
                    Read(new short[1].AsSpan(), selection);
                    break;
            }

            return true;
        }
        catch (DataFileException)
        {
            return false;
        }
    }
}
