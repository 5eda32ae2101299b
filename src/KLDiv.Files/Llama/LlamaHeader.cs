using System.Buffers.Binary;

namespace KLDiv.Files.Llama;

/// <summary>The header of a file of base logits, as llama.cpp's perplexity tool writes it, and the sizes that follow from it.</summary>
/// <param name="ContextLength">n_ctx: the tokens of a chunk.</param>
/// <param name="Vocabulary">n_vocab: the classes of a row.</param>
/// <param name="Chunks">n_chunk.</param>
internal readonly record struct LlamaHeader(int ContextLength, int Vocabulary, int Chunks)
{
    public const int Length = 20;

    /// <summary>What stands before the codes of a row: its scale and its least log-probability.</summary>
    public const int RowHeaderBytes = 2 * sizeof(float);

    public static ReadOnlySpan<byte> Magic => "_logits_"u8;

    /// <summary>The tool scores the second half of each chunk but for its last token, after which nothing is known.</summary>
    public long RowsInChunk => ContextLength - 1 - FirstRow;

    public long Rows => Chunks * RowsInChunk;

    /// <summary>A row in bytes: an even number of codes, each of two bytes.</summary>
    public long RowBytes => RowHeaderBytes + (2L * sizeof(ushort) * ((Vocabulary + 1L) / 2));

    public long RowsOffset => Length + ((long)sizeof(int) * ContextLength * Chunks);

    private int FirstRow => ContextLength / 2;

    /// <summary>Reads and checks a header.</summary>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="start">The first 20 bytes of the file, or all of a shorter one.</param>
    /// <param name="fileLength">The length of the whole file.</param>
    /// <exception cref="DataFileException">The header is malformed, or the file's length is not what it says.</exception>
    public static LlamaHeader Parse(string path, ReadOnlySpan<byte> start, long fileLength)
    {
        if (start.Length < Length)
        {
            throw new DataFileException(path, $"ends after {start.Length} bytes, before the end of its header");
        }

        LlamaHeader header = new(Number(start, 0), Number(start, 1), Number(start, 2));
        if (header is not { ContextLength: >= 1, Vocabulary: >= 1, Chunks: >= 0 })
        {
            throw new DataFileException(
                path,
                $"has {header.Chunks} chunks of {header.ContextLength} tokens out of {header.Vocabulary}; there must be at least 0 of 1 out of 1");
        }

        // Three numbers of 31 bits overflow 64.
        Int128 needed = Length + ((Int128)sizeof(int) * header.ContextLength * header.Chunks) + ((Int128)header.Chunks * header.RowsInChunk * header.RowBytes);
        return needed == fileLength
            ? header
            : throw new DataFileException(
                path,
                $"is {(fileLength < needed ? "shorter" : "longer")} than its header says: {header.Chunks} chunks of {header.ContextLength} tokens out of "
                + $"{header.Vocabulary} need {needed} bytes, and there are {fileLength}");
    }

    /// <summary>The bytes of the header.</summary>
    public byte[] Format()
    {
        byte[] bytes = new byte[Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), ContextLength);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), Vocabulary);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), Chunks);
        return bytes;
    }

    /// <summary>The place of the token that a row predicts, among all tokens.</summary>
    public long LabelOf(long row)
    {
        (long chunk, long rowInChunk) = Math.DivRem(row, RowsInChunk);
        return (chunk * ContextLength) + FirstRow + rowInChunk + 1;
    }

    private static int Number(ReadOnlySpan<byte> start, int index) =>
        BinaryPrimitives.ReadInt32LittleEndian(start[(Magic.Length + (index * sizeof(int)))..]);
}
