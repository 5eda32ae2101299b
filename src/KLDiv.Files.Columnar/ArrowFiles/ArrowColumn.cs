using KLDiv.Files.Columnar.Blocks;

namespace KLDiv.Files.Columnar.ArrowFiles;

/// <summary>A column of an Arrow file as the elements of a tensor.</summary>
/// <param name="file">The file.</param>
/// <param name="path">What messages call the column.</param>
/// <param name="name">Its name.</param>
/// <param name="stored">How its elements are stored.</param>
/// <param name="batches">The batches of the file.</param>
/// <param name="buffer">The place of the buffer of the elements among those of a batch.</param>
/// <param name="listLength">How many elements each row has; null where each is one number.</param>
internal sealed class ArrowColumn(ByteSource file, string path, string name, StoredType stored, IReadOnlyList<ArrowBatch> batches, int buffer, long? listLength)
    : BlockColumn(name, stored, batches.Sum(batch => batch.Rows), listLength)
{
    private readonly BatchBuffer _elements = new(file, path, buffer);

    /// <summary>Whether one thread at a time may read.</summary>
    public bool IsExpanded => batches.Any(batch => batch.Codec is not null);

    private long Width => ListLength ?? 1;

    public override void Read(long start, Span<byte> raw)
    {
        while (!raw.IsEmpty)
        {
            ArrowBatch batch = ArrowBatch.Of(batches, start / Math.Max(1, Width));
            long first = start - (batch.FirstRow * Width), count = Math.Min(raw.Length / Stored.Size, (batch.Rows * Width) - first);
            Span<byte> piece = raw[..(int)(count * Stored.Size)];
            if (Stored.Kind is StoredKind.Bool)
            {
                _elements.ReadBits(batch, first, piece);
            }
            else
            {
                _elements.Read(batch, first * Stored.Size, piece);
            }

            raw = raw[piece.Length..];
            start += count;
        }
    }
}
