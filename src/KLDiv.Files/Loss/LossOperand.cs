using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Files.Loss;

/// <summary>A source as an operand of the criterion, block by block.</summary>
/// <typeparam name="T">The type in which the criterion meets it.</typeparam>
/// <param name="source">The source.</param>
/// <param name="kind">What it holds.</param>
/// <param name="conversion">What becomes of it before the criterion meets it.</param>
internal abstract class LossOperand<T>(RowSource source, RowKind kind, LossConversion conversion)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly DistributionCheck? _check = kind == RowKind.Logits ? null : new(source, kind);
    private T[] _converted = [];

    public RowSource Source => source;

    /// <summary>The elements of the block as the source holds them.</summary>
    public abstract ReadOnlySpan<T> Held { get; }

    /// <summary>The elements of the block as the criterion takes them, once they are converted.</summary>
    public ReadOnlySpan<T> Elements => conversion == LossConversion.None ? Held : _converted.AsSpan(0, Block.Count);

    /// <summary>Which rows so far were no distributions.</summary>
    public DistributionFinding Finding => _check?.Found ?? default;

    protected ElementRange Block { get; private set; }

    protected RowKind Kind => kind;

    /// <summary>Reads a block, which follows the last one, and looks at its rows.</summary>
    /// <exception cref="DataFileException">The source cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, within a row too.</exception>
    public void Load(ElementRange block, ReadOnlySpan<double> weights, CancellationToken cancellationToken)
    {
        Block = block;
        Read(cancellationToken);
        _check?.Add(Held, block.Start, weights);
    }

    /// <summary>Converts the block to what the criterion takes.</summary>
    /// <exception cref="DataFileException">There is no softmax of a row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Convert(CancellationToken cancellationToken)
    {
        if (conversion == LossConversion.None)
        {
            return;
        }

        if (_converted.Length < Block.Count)
        {
            _converted = GC.AllocateUninitializedArray<T>(Block.Count);
        }

        Span<T> converted = _converted.AsSpan(0, Block.Count);
        switch (conversion)
        {
            case LossConversion.Scaling:
                Scale(converted, cancellationToken);
                break;
            case LossConversion.LogSoftmax:
                CheckLogits();
                TakeLogSoftmax(Held, converted, cancellationToken);
                break;
            case LossConversion.ScaledLogarithm:
                CheckSums();
                LogProbabilities.FromProbabilities(Held, converted);
                TakeLogSoftmax(converted, converted, cancellationToken);
                break;
            default:
                LogProbabilities.FromProbabilities(Held, converted);
                break;
        }
    }

    /// <summary>Checks that there is a softmax of each row of the block, of log-probabilities too.</summary>
    /// <exception cref="DataFileException">There is none of one.</exception>
    public void CheckLogits()
    {
        for (int start = 0; start < Block.Count; start += (int)source.Support)
        {
            T largest = TensorPrimitives.Max(Held.Slice(start, (int)source.Support));
            if (T.IsInfinity(largest))
            {
                (string name, string end) = kind == RowKind.Logits ? ("logit", "so there is no softmax of it") : ("log-probability", "and cannot be scaled to sum to 1");
                string what = T.IsNegative(largest) ? $"no finite {name}" : $"the {name} Infinity";
                throw new DataFileException(source.Name, $"the row that starts at {Block.IndexOf(source.Lengths, start)} has {what}, {end}");
            }
        }
    }

    /// <summary>Reads the elements of the block.</summary>
    protected abstract void Read(CancellationToken cancellationToken);

    /// <summary>The sum of a row, by which it can be divided.</summary>
    /// <exception cref="DataFileException">It is 0, infinite or negative.</exception>
    private double SumOf(int start)
    {
        double sum = 0;
        foreach (T probability in Held.Slice(start, (int)source.Support))
        {
            sum += double.CreateTruncating(probability);
        }

        return sum > 0 && double.IsFinite(sum) || double.IsNaN(sum)
            ? sum
            : throw new DataFileException(source.Name, $"the row that starts at {Block.IndexOf(source.Lengths, start)} sums to {sum}, and cannot be scaled to sum to 1");
    }

    private void CheckSums()
    {
        for (int start = 0; start < Block.Count; start += (int)source.Support)
        {
            SumOf(start);
        }
    }

    private void Scale(Span<T> destination, CancellationToken cancellationToken)
    {
        for (int start = 0; start < destination.Length; start += (int)source.Support)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TensorPrimitives.Divide(Held.Slice(start, (int)source.Support), T.CreateTruncating(SumOf(start)), destination.Slice(start, (int)source.Support));
        }
    }

    private void TakeLogSoftmax(ReadOnlySpan<T> logits, Span<T> destination, CancellationToken cancellationToken)
    {
        for (int start = 0; start < destination.Length; start += (int)source.Support)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LogSoftmax.Forward(logits.Slice(start, (int)source.Support), destination.Slice(start, (int)source.Support));
        }
    }

    /// <summary>The first element of the block that is no number, or no probability where it should be one.</summary>
    /// <returns>The value and its place, or null.</returns>
    public abstract string? FindMissing();
}

/// <summary>An operand whose source hands out another type than the criterion meets, or the same one.</summary>
/// <typeparam name="TSource">The type that the source hands out.</typeparam>
/// <typeparam name="T">The type in which the criterion meets it; not narrower.</typeparam>
internal sealed class LossOperand<TSource, T>(RowSource source, RowKind kind, LossConversion conversion) : LossOperand<T>(source, kind, conversion)
    where TSource : unmanaged, IFloatingPointIeee754<TSource>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RowBuffer _buffer = new();
    private readonly RowBuffer _widened = new();

    public override ReadOnlySpan<T> Held => (typeof(TSource) == typeof(T) ? _buffer : _widened).Values<T>(Block.Count);

    protected override void Read(CancellationToken cancellationToken)
    {
        ReadOnlySpan<TSource> read = Source.Read<TSource>(Block.Start, Block.Count, _buffer, cancellationToken);
        if (typeof(TSource) != typeof(T))
        {
            TensorPrimitives.ConvertTruncating(read, _widened.Values<T>(Block.Count));
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
