using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files.Operands;

namespace KLDiv.Files.Loss;

/// <summary>A source as an operand of the criterion, block by block.</summary>
/// <typeparam name="T">The type in which the criterion meets it.</typeparam>
/// <param name="rule">The source, what it holds, and what its rows must be.</param>
/// <param name="conversion">What becomes of it before the criterion meets it.</param>
/// <param name="pseudocount">What is added to each count.</param>
internal abstract class LossOperand<T>(DistributionRule rule, LossConversion conversion, double pseudocount)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Elements that are read before they are looked at: few enough for the second-level cache, and many enough for a call.</summary>
    private const int MostRead = 1 << 17;

    private readonly DistributionCheck? _check = rule.HasSum ? new(rule) : null;
    private T[] _converted = [];

    public RowSource Source => rule.Source;

    /// <summary>The elements of the block as the source holds them.</summary>
    public abstract ReadOnlySpan<T> Held { get; }

    /// <summary>The elements of the block as the criterion takes them, once they are converted.</summary>
    public ReadOnlySpan<T> Elements => conversion == LossConversion.None ? Held : _converted.AsSpan(0, Block.Count);

    /// <summary>Which rows so far were no distributions.</summary>
    public DistributionFinding Finding => _check?.Found ?? default;

    protected ElementRange Block { get; private set; }

    protected RowKind Kind => rule.Kind;

    private int Support => (int)Source.Support;

    /// <summary>Reads a block, which follows the last one, and looks at its rows.</summary>
    /// <exception cref="DataFileException">The source cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, within a row too.</exception>
    public void Load(ElementRange block, ReadOnlySpan<double> weights, CancellationToken cancellationToken)
    {
        Block = block;

        // Piece by piece, so that what has been read is looked at while it is in the core's cache.
        int piece = Source.IsScattered || _check is null ? block.Count : MostRead;
        for (int done = 0; done < block.Count; done += piece)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(piece, block.Count - done);
            Read(done, count);
            Look(done, count, weights);
        }

        if (_check?.Undescribed is >= 0 and var row)
        {
            _check.Describe(NumbersOf(row));
        }
    }

    private void Look(int start, int count, ReadOnlySpan<double> weights)
    {
        for (int done = 0; _check is not null && done < count; done += DistributionCheck.Piece)
        {
            _check.Add(Held.Slice(start + done, Math.Min(DistributionCheck.Piece, count - done)), Block.Start + start + done, weights);
        }
    }

    /// <summary>The numbers of a row that ends in the block; none if it begins before it.</summary>
    private double[] NumbersOf(long row)
    {
        long start = (row * Source.Support) - Block.Start;
        if (start < 0)
        {
            return [];
        }

        double[] numbers = new double[Support];
        TensorPrimitives.ConvertTruncating(Held.Slice((int)start, Support), numbers);
        return numbers;
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
                TensorPrimitives.Add(Held, T.CreateTruncating(pseudocount), converted);
                LogProbabilities.FromProbabilities(converted, converted);
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
        for (int start = 0; start < Block.Count; start += Support)
        {
            T largest = TensorPrimitives.Max(Held.Slice(start, Support));
            if (T.IsInfinity(largest))
            {
                (string name, string end) = Kind == RowKind.Logits ? ("logit", "so there is no softmax of it") : ("log-probability", "and cannot be scaled to sum to 1");
                string what = T.IsNegative(largest) ? $"no finite {name}" : $"the {name} Infinity";
                throw new DataFileException(Source.Name, $"the row that starts at {PlaceOf(start)} has {what}, {end}");
            }
        }
    }

    /// <summary>The index of an element of the block in the source.</summary>
    protected string PlaceOf(int flat) => Block.IndexOf(Source.Lengths, flat, Source.ClassAxis);

    /// <summary>Reads elements of the block.</summary>
    /// <param name="start">The first of them in the block.</param>
    /// <param name="count">How many.</param>
    protected abstract void Read(int start, int count);

    /// <summary>The sum of a row, by which it can be divided.</summary>
    /// <exception cref="DataFileException">It is 0 or infinite, or a number is negative.</exception>
    private double SumOf(int start)
    {
        double sum = Support * pseudocount;
        ReadOnlySpan<T> row = Held.Slice(start, Support);
        for (int i = 0; i < row.Length; i++)
        {
            sum += row[i] < T.Zero
                ? throw Unscalable(start, $"has {row[i]} for class {i}, which is no {(Kind == RowKind.Counts ? "count" : "probability")}")
                : double.CreateTruncating(row[i]);
        }

        return (sum > 0 && double.IsFinite(sum)) || double.IsNaN(sum) ? sum : throw Unscalable(start, $"sums to {sum}");
    }

    private DataFileException Unscalable(int start, string why) =>
        new(Source.Name, $"the row that starts at {PlaceOf(start)} {why}, and cannot be scaled to sum to 1");

    private void CheckSums()
    {
        for (int start = 0; start < Block.Count; start += Support)
        {
            SumOf(start);
        }
    }

    private void Scale(Span<T> destination, CancellationToken cancellationToken)
    {
        for (int start = 0; start < destination.Length; start += Support)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TensorPrimitives.Divide(Held.Slice(start, Support), T.CreateTruncating(SumOf(start)), destination.Slice(start, Support));
        }
    }

    private void TakeLogSoftmax(ReadOnlySpan<T> logits, Span<T> destination, CancellationToken cancellationToken)
    {
        for (int start = 0; start < destination.Length; start += Support)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LogSoftmax.Forward(logits.Slice(start, Support), destination.Slice(start, Support));
        }
    }

    /// <summary>The first element of the block that is no number, or no probability where it should be one.</summary>
    /// <returns>The value and its place, or null.</returns>
    public abstract string? FindMissing();
}

/// <summary>An operand whose source hands out another type than the criterion meets, or the same one.</summary>
/// <typeparam name="TSource">The type that the source hands out.</typeparam>
/// <typeparam name="T">The type in which the criterion meets it; not narrower.</typeparam>
internal sealed class LossOperand<TSource, T>(DistributionRule rule, LossConversion conversion, double pseudocount)
    : LossOperand<T>(rule, conversion, pseudocount)
    where TSource : unmanaged, IFloatingPointIeee754<TSource>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RowBuffer _buffer = new();
    private readonly RowBuffer _widened = new();

    public override ReadOnlySpan<T> Held => (typeof(TSource) == typeof(T) ? _buffer : _widened).Values<T>(Block.Count);

    protected override void Read(int start, int count)
    {
        Span<TSource> read = _buffer.Values<TSource>(Block.Count).Slice(start, count);
        Source.ReadInto(Block.Start + start, read, _buffer);
        if (typeof(TSource) != typeof(T))
        {
            TensorPrimitives.ConvertTruncating(read, _widened.Values<T>(Block.Count)[start..]);
        }
    }

    public override string? FindMissing()
    {
        ReadOnlySpan<TSource> values = _buffer.Values<TSource>(Block.Count);
        for (int i = 0; i < values.Length; i++)
        {
            if (TSource.IsNaN(values[i]) || (Kind is RowKind.Probs or RowKind.Counts && values[i] < TSource.Zero))
            {
                return $"{values[i]} at {PlaceOf(i)}";
            }
        }

        return null;
    }
}
