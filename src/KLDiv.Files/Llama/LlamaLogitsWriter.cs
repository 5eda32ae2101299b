using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using KLDiv.Files.Llama;

namespace KLDiv.Files;

/// <summary>
/// Writes a file of base logits as llama.cpp's perplexity tool does (<c>--kl-divergence-base</c>, <c>--save-all-logits</c>), row
/// by row. The file appears under its name by <see cref="Complete"/>, whole, or not at all.
/// </summary>
/// <remarks>
/// A row takes 2 bytes a class. Its codes span the 16 nats below its largest log-probability. For a class among these,
/// |ln p' - ln p| is at most (largest - smallest) / 65,535 / 2 + 1e-5, and so at most 1.33e-4; less probable ones become as
/// probable as the least that can be written, p' = e^-16 times the largest probability.
/// </remarks>
public sealed class LlamaLogitsWriter : IDisposable
{
    private readonly AtomicFile _file;
    private readonly LlamaHeader _header;
    private readonly float[] _logits;
    private readonly byte[] _row;

    private LlamaLogitsWriter(AtomicFile file, LlamaHeader header)
    {
        _file = file;
        _header = header;
        _logits = new float[header.Vocabulary];
        _row = new byte[checked((int)header.RowBytes)];
    }

    /// <summary>The path that the file will have.</summary>
    public string Path => _file.Path;

    /// <summary>The number of rows that are to be written.</summary>
    public long Rows => _header.Rows;

    /// <summary>The length of a row.</summary>
    public int Support => _header.Vocabulary;

    /// <summary>The number of rows written so far.</summary>
    public long Written { get; private set; }

    /// <summary>Starts a file for rows that come from anywhere: one chunk, of which the rows are the second half.</summary>
    /// <param name="path">The file, replaced if it is there when it is complete.</param>
    /// <param name="rows">The number of rows, up to 1,073,741,822.</param>
    /// <param name="support">The length of a row.</param>
    /// <param name="labels">The true class of each row; empty where it is not known. The tokens of the file are then -1, which
    /// this library reads as "no labels"; the tool itself knows no such files.</param>
    /// <returns>The writer; dispose of it, complete or not.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> or <paramref name="support"/> is out of range.</exception>
    /// <exception cref="ArgumentException">There are labels, and not one for each row, or one is no class; or
    /// <paramref name="path"/> is null or empty.</exception>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public static LlamaLogitsWriter Create(string path, int rows, int support, ReadOnlySpan<int> labels = default)
    {
        const int MostRows = (int.MaxValue / 2) - 1;
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, MostRows);
        ArgumentOutOfRangeException.ThrowIfLessThan(support, 1);
        if (!labels.IsEmpty && labels.Length != rows)
        {
            throw new ArgumentException($"There are {labels.Length} labels and {rows} rows; there must be one for each.", nameof(labels));
        }

        LlamaHeader header = new((2 * rows) + 1, support, 1);
        int[] tokens = new int[header.ContextLength];
        tokens.AsSpan().Fill(LlamaRows.NoToken);
        labels.CopyTo(tokens.AsSpan(header.ContextLength - labels.Length));
        return Create(path, header, tokens, labels);
    }

    /// <summary>Starts a file as the tool writes it: chunks of tokens, in each of which a row for every token of the second half
    /// but the last predicts the next.</summary>
    /// <param name="path">The file, replaced if it is there when it is complete.</param>
    /// <param name="contextLength">n_ctx: the tokens of a chunk. A chunk has contextLength - 1 - contextLength / 2 rows.</param>
    /// <param name="support">n_vocab: the length of a row.</param>
    /// <param name="tokens">The tokens of all chunks; their number is a multiple of <paramref name="contextLength"/>.</param>
    /// <returns>The writer; dispose of it, complete or not.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="contextLength"/> or <paramref name="support"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">The tokens are no whole number of chunks, or one is no class; or
    /// <paramref name="path"/> is null or empty.</exception>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public static LlamaLogitsWriter CreateChunks(string path, int contextLength, int support, ReadOnlySpan<int> tokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contextLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(support, 1);
        (int chunks, int rest) = Math.DivRem(tokens.Length, contextLength);
        return rest == 0
            ? Create(path, new LlamaHeader(contextLength, support, chunks), tokens, tokens)
            : throw new ArgumentException($"There are {tokens.Length} tokens, which are no whole number of chunks of {contextLength}.", nameof(tokens));
    }

    /// <summary>Appends rows.</summary>
    /// <typeparam name="T">Any float type; values are rounded to <see cref="float"/> first.</typeparam>
    /// <param name="logits">Whole rows of logits, or of log-probabilities, which are logits too.</param>
    /// <exception cref="ArgumentException">They are no whole number of rows, or a row has a NaN, +infinity or no finite logit.</exception>
    /// <exception cref="InvalidOperationException">More rows are given than the file has left; nothing is written then.</exception>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public void Write<T>(ReadOnlySpan<T> logits)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int rows, int rest) = Math.DivRem(logits.Length, Support);
        if (rest != 0)
        {
            throw new ArgumentException($"There are {logits.Length} logits, which are no whole number of rows of {Support}.", nameof(logits));
        }

        if (rows > Rows - Written)
        {
            throw new InvalidOperationException($"{Path} is to have {Rows} rows; {Written + rows} were given.");
        }

        for (int i = 0; i < rows; i++)
        {
            TensorPrimitives.ConvertTruncating(logits.Slice(i * Support, Support), _logits);
            if (LlamaCodes.Encode(_logits, _row) is { } wrong)
            {
                throw new ArgumentException($"Row {Written} has {wrong}.", nameof(logits));
            }

            _file.Write(_row);
            Written++;
        }
    }

    /// <summary>Finishes the file and gives it its name.</summary>
    /// <exception cref="InvalidOperationException">Fewer rows were written than the file has.</exception>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public void Complete()
    {
        if (Written != Rows)
        {
            throw new InvalidOperationException($"{Path} is to have {Rows} rows; {Written} were written.");
        }

        _file.Commit();
    }

    /// <summary>Ends the writing. Unless <see cref="Complete"/> has been called, nothing remains of it.</summary>
    public void Dispose() => _file.Dispose();

    private static LlamaLogitsWriter Create(string path, LlamaHeader header, ReadOnlySpan<int> tokens, ReadOnlySpan<int> classes)
    {
        foreach (int label in classes)
        {
            if (label < 0 || label >= header.Vocabulary)
            {
                throw new ArgumentException($"A label or token is {label}; it must be from 0 to {header.Vocabulary - 1}.", nameof(classes));
            }
        }

        AtomicFile file = AtomicFile.Create(path, header.RowsOffset + (header.Rows * header.RowBytes));
        try
        {
            file.Write(header.Format());
            WriteTokens(file, tokens);
            return new LlamaLogitsWriter(file, header);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void WriteTokens(AtomicFile file, ReadOnlySpan<int> tokens)
    {
        Span<byte> token = stackalloc byte[sizeof(int)];
        if (BitConverter.IsLittleEndian)
        {
            file.Write(MemoryMarshal.AsBytes(tokens));
            return;
        }

        foreach (int value in tokens)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(token, value);
            file.Write(token);
        }
    }
}
