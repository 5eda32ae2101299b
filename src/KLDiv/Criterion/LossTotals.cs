using System.Buffers.Binary;
using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>What an accumulator holds about rows: the weighted sum of their losses, their weights and their number; the same bits for any order of additions.</summary>
internal sealed class LossTotals
{
    /// <summary>The bytes that <see cref="Write"/> writes.</summary>
    public const int Size = sizeof(long) + (2 * LosslessSum.Size);

    private readonly LosslessSum _loss = new();
    private readonly LosslessSum _weight = new();

    public LossTotals()
    {
    }

    private LossTotals(long rows, LosslessSum loss, LosslessSum weight)
    {
        Rows = rows;
        _loss = loss;
        _weight = weight;
    }

    public long Rows { get; private set; }

    /// <summary>Σ w l.</summary>
    public double Loss => _loss.Value;

    /// <summary>Σ w.</summary>
    public double Weight => _weight.Value;

    /// <param name="loss">The weighted sum of the rows' losses.</param>
    /// <param name="rows">How many they are.</param>
    /// <param name="rowWeights">Their weights; empty: all weigh 1.</param>
    public void Add(in ExactSum loss, nint rows, ReadOnlySpan<double> rowWeights)
    {
        _loss.Add(loss);
        Rows += rows;
        if (rowWeights.IsEmpty)
        {
            _weight.Add(rows);
        }

        foreach (double weight in rowWeights)
        {
            _weight.Add(weight);
        }
    }

    public void Add(LossTotals other)
    {
        _loss.Add(other._loss);
        _weight.Add(other._weight);
        Rows += other.Rows;
    }

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt64LittleEndian(destination, Rows);
        _loss.Write(destination[sizeof(long)..]);
        _weight.Write(destination[(sizeof(long) + LosslessSum.Size)..]);
    }

    /// <summary>What was written; null where no totals write such bytes.</summary>
    public static LossTotals? Read(ReadOnlySpan<byte> source)
    {
        long rows = BinaryPrimitives.ReadInt64LittleEndian(source);
        return rows >= 0
            && LosslessSum.Read(source[sizeof(long)..]) is { } loss
            && LosslessSum.Read(source[(sizeof(long) + LosslessSum.Size)..]) is { } weight
            ? new(rows, loss, weight)
            : null;
    }
}
