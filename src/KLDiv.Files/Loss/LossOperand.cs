using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Files.Loss;

/// <summary>A source as an operand of the criterion, block by block.</summary>
/// <typeparam name="T">The type in which the criterion meets it.</typeparam>
/// <param name="source">The source.</param>
/// <param name="kind">What it holds.</param>
/// <param name="isConverted">Whether the criterion meets logarithms of what it holds.</param>
internal abstract class LossOperand<T>(RowSource source, RowKind kind, bool isConverted)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private T[] _logProbs = [];

    public RowSource Source => source;

    /// <summary>The elements of the block as the source holds them.</summary>
    public abstract ReadOnlySpan<T> Held { get; }

    /// <summary>The elements of the block as the criterion takes them, once they are converted.</summary>
    public ReadOnlySpan<T> Elements => isConverted ? _logProbs.AsSpan(0, Block.Count) : Held;

    protected ElementRange Block { get; private set; }

    protected RowKind Kind => kind;

    /// <summary>Reads a block.</summary>
    /// <exception cref="DataFileException">The source cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, within a row too.</exception>
    public virtual void Load(ElementRange block, CancellationToken cancellationToken) => Block = block;

    /// <summary>Takes the logarithms of the block, where the criterion meets these.</summary>
    /// <exception cref="DataFileException">There is no softmax of a row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Convert(CancellationToken cancellationToken)
    {
        if (!isConverted)
        {
            return;
        }

        if (_logProbs.Length < Block.Count)
        {
            _logProbs = GC.AllocateUninitializedArray<T>(Block.Count);
        }

        Span<T> logProbs = _logProbs.AsSpan(0, Block.Count);
        if (kind == RowKind.Probs)
        {
            LogProbabilities.FromProbabilities(Held, logProbs);
            return;
        }

        CheckLogits();
        for (int start = 0; start < logProbs.Length; start += (int)source.Support)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LogSoftmax.Forward(Held.Slice(start, (int)source.Support), logProbs.Slice(start, (int)source.Support));
        }
    }

    /// <summary>Checks that there is a softmax of each row of the block.</summary>
    /// <exception cref="DataFileException">There is none of one.</exception>
    public void CheckLogits()
    {
        for (int start = 0; start < Block.Count; start += (int)source.Support)
        {
            T largest = TensorPrimitives.Max(Held.Slice(start, (int)source.Support));
            if (T.IsInfinity(largest))
            {
                string what = T.IsNegative(largest) ? "no finite logit" : "the logit Infinity";
                throw new DataFileException(
                    source.Name, $"the row that starts at {Block.IndexOf(source.Lengths, start)} has {what}, so there is no softmax of it");
            }
        }
    }

    /// <summary>The first element of the block that is no number, or no probability where it should be one.</summary>
    /// <returns>The value and its place, or null.</returns>
    public abstract string? FindMissing();
}

/// <summary>An operand whose source hands out another type than the criterion meets, or the same one.</summary>
/// <typeparam name="TSource">The type that the source hands out.</typeparam>
/// <typeparam name="T">The type in which the criterion meets it; not narrower.</typeparam>
internal sealed class LossOperand<TSource, T>(RowSource source, RowKind kind, bool isConverted) : LossOperand<T>(source, kind, isConverted)
    where TSource : unmanaged, IFloatingPointIeee754<TSource>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RowBuffer _buffer = new();
    private readonly RowBuffer _widened = new();

    public override ReadOnlySpan<T> Held => (typeof(TSource) == typeof(T) ? _buffer : _widened).Values<T>(Block.Count);

    public override void Load(ElementRange block, CancellationToken cancellationToken)
    {
        base.Load(block, cancellationToken);
        ReadOnlySpan<TSource> read = Source.Read<TSource>(block.Start, block.Count, _buffer, cancellationToken);
        if (typeof(TSource) != typeof(T))
        {
            TensorPrimitives.ConvertTruncating(read, _widened.Values<T>(block.Count));
        }
    }

    public override string? FindMissing()
    {
        ReadOnlySpan<TSource> values = _buffer.Values<TSource>(Block.Count);
        for (int i = 0; i < values.Length; i++)
        {
            if (TSource.IsNaN(values[i]) || (Kind == RowKind.Probs && values[i] < TSource.Zero))
            {
                return $"{values[i]} at {Block.IndexOf(Source.Lengths, i)}";
            }
        }

        return null;
    }
}
