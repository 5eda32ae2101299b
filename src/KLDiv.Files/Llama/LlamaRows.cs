using System.Buffers.Binary;
using System.Runtime.InteropServices;
using KLDiv.Files.Bytes;
using KLDiv.Files.Rows;

namespace KLDiv.Files.Llama;

/// <summary>The rows of a file of base logits, as llama.cpp's perplexity tool writes it: log-probabilities in 16 bits each.</summary>
internal sealed class LlamaRows : FileRows
{
    /// <summary>The token that stands for one that is not known, in files that were made without them.</summary>
    public const int NoToken = -1;

    /// <summary>The most bytes that are read at once: they and what is made of them fit in a core's own cache.</summary>
    private const int MostBytes = 1 << 18;

    /// <summary>The most by which rounding may lift a log-probability above 0.</summary>
    private const float MostLogProb = 1e-3f;

    private readonly LlamaHeader _header;

    private LlamaRows(ByteSource file, LlamaHeader header)
        : base(file, file.Path, ElementType.Float32, [(nint)header.Rows, header.Vocabulary])
    {
        _header = header;
        HasLabels = header.Rows > 0 && ReadToken(0) != NoToken;
    }

    public override RowKind? Kind => RowKind.LogProbs;

    public override double? Floor => -LlamaCodes.Window;

    public override bool HasLabels { get; }

    /// <param name="file">The file, owned from now on.</param>
    /// <exception cref="DataFileException">The file is malformed.</exception>
    public static LlamaRows Open(ByteSource file) => new(file, LlamaHeader.Parse(file.Path, file.ReadStart(LlamaHeader.Length), file.Length));

    protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
    {
        Span<float> logProbs = MemoryMarshal.Cast<T, float>(destination);
        while (!logProbs.IsEmpty)
        {
            (long row, long column) = Math.DivRem(start, Support);
            int count = column == 0 && logProbs.Length >= Support && _header.RowBytes <= MostBytes
                ? FillRows(row, logProbs, buffer)
                : FillPiece(row, column, logProbs, buffer);
            logProbs = logProbs[count..];
            start += count;
        }
    }

    protected override void FillLabels(long first, Span<int> labels)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = ReadToken(first + i);
            if (labels[i] < 0 || labels[i] >= Support)
            {
                throw File.Malformed($"row {first + i} has the token {labels[i]}; it must be from 0 to {Support - 1}");
            }
        }
    }

    /// <summary>Reads as many whole rows as are wanted and are read at once.</summary>
    private int FillRows(long row, Span<float> logProbs, RowBuffer buffer)
    {
        int support = (int)Support;
        int rowBytes = (int)_header.RowBytes;
        int rows = Math.Min(logProbs.Length / support, MostBytes / rowBytes);
        Span<byte> raw = buffer.Scratch(MostBytes)[..(rows * rowBytes)];
        File.ReadExactly(raw, _header.RowsOffset + (row * rowBytes));
        for (int i = 0; i < rows; i++)
        {
            Span<byte> bytes = raw.Slice(i * rowBytes, rowBytes);
            Decode(row + i, 0, bytes[..LlamaHeader.RowHeaderBytes], bytes[LlamaHeader.RowHeaderBytes..], logProbs.Slice(i * support, support));
        }

        return rows * support;
    }

    /// <summary>Reads a part of a row.</summary>
    private int FillPiece(long row, long column, Span<float> logProbs, RowBuffer buffer)
    {
        int count = (int)Math.Min(Math.Min(Support - column, logProbs.Length), MostBytes / sizeof(ushort));
        long offset = _header.RowsOffset + (row * _header.RowBytes);
        Span<byte> header = stackalloc byte[LlamaHeader.RowHeaderBytes];
        File.ReadExactly(header, offset);
        Span<byte> codes = buffer.Scratch(MostBytes)[..(count * sizeof(ushort))];
        File.ReadExactly(codes, offset + LlamaHeader.RowHeaderBytes + (column * sizeof(ushort)));
        Decode(row, column, header, codes, logProbs[..count]);
        return count;
    }

    private void Decode(long row, long column, ReadOnlySpan<byte> header, ReadOnlySpan<byte> bytes, Span<float> logProbs)
    {
        float scale = BinaryPrimitives.ReadSingleLittleEndian(header);
        float least = BinaryPrimitives.ReadSingleLittleEndian(header[sizeof(float)..]);
        if (!(scale >= 0 && float.IsFinite(scale) && float.IsFinite(least)))
        {
            throw File.Malformed($"row {row} has the scale {scale} and the least log-probability {least}; both must be finite, and the scale not below 0");
        }

        if ((scale * ushort.MaxValue) + least > MostLogProb)
        {
            throw File.Malformed($"row {row} has the scale {scale} and the least log-probability {least}, so that its largest is above 0");
        }

        ReadOnlySpan<ushort> codes = MemoryMarshal.Cast<byte, ushort>(bytes)[..logProbs.Length];
        int other = scale == 0 ? codes.IndexOfAnyExcept((ushort)0) : -1;
        if (other >= 0)
        {
            throw File.Malformed($"row {row} has the scale 0 and another code than 0 for class {column + other}");
        }

        LlamaCodes.Decode(codes, scale, least, logProbs);
    }

    private int ReadToken(long row)
    {
        Span<byte> token = stackalloc byte[sizeof(int)];
        File.ReadExactly(token, LlamaHeader.Length + (_header.LabelOf(row) * sizeof(int)));
        return BinaryPrimitives.ReadInt32LittleEndian(token);
    }
}
