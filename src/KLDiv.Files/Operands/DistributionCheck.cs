using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KLDiv.Files.Operands;

/// <summary>Looks at the rows of an operand as they pass, piece by piece, and tells which are no distributions.</summary>
/// <param name="rule">What they must be.</param>
internal sealed class DistributionCheck(DistributionRule rule)
{
    /// <summary>Elements that are looked at once, and stay in a core's cache.</summary>
    public const int Piece = 1 << 15;

    private readonly long _support = rule.Source.Support;
    private readonly float[] _widened = new float[Piece];
    private RowMeasure _row = RowMeasure.Nothing, _first;
    private long _inRow, _firstRow = -1;

    /// <summary>What was found so far.</summary>
    public DistributionFinding Found { get; private set; }

    /// <summary>The first row that is no distribution, while it has not been described; -1 where there is none.</summary>
    public long Undescribed => Found.First is null ? _firstRow : -1;

    /// <summary>Looks at elements, at most <see cref="Piece"/>, which follow those of the call before.</summary>
    /// <param name="elements">The elements.</param>
    /// <param name="start">The number of the first one.</param>
    /// <param name="weights">The weights of all rows, of which those of weight 0 are passed over; empty where all weigh 1.</param>
    public void Add<T>(ReadOnlySpan<T> elements, long start, ReadOnlySpan<double> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            AddPiece(MemoryMarshal.Cast<T, double>(elements), start, weights);
        }
        else if (typeof(T) == typeof(float))
        {
            AddPiece(MemoryMarshal.Cast<T, float>(elements), start, weights);
        }
        else
        {
            TensorPrimitives.ConvertTruncating(elements, _widened);
            AddPiece(_widened.AsSpan(0, elements.Length), start, weights);
        }
    }

    /// <summary>Describes the first row that is no distribution.</summary>
    /// <param name="values">Its numbers; none where they are no longer at hand.</param>
    public void Describe(ReadOnlySpan<double> values)
    {
        (RowKind? looks, string? advice) = rule.AdviceOn(values);
        Found = Found with { First = rule.Describe(_firstRow, _first, values), LooksLike = looks, Advice = advice };
    }

    private void AddPiece<T>(ReadOnlySpan<T> elements, long start, ReadOnlySpan<double> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (rule.Kind != RowKind.LogProbs)
        {
            AddRows(elements, elements, start, weights);
            return;
        }

        T[] exponentials = ArrayPool<T>.Shared.Rent(elements.Length);
        QuickExponential.Of(elements, exponentials);
        AddRows(elements, exponentials, start, weights);
        ArrayPool<T>.Shared.Return(exponentials);
    }

    /// <summary>The row that has begun, whole rows, and the beginning of one more.</summary>
    private void AddRows<T>(ReadOnlySpan<T> elements, ReadOnlySpan<T> probabilities, long start, ReadOnlySpan<double> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int begun = (int)Math.Min(elements.Length, (_support - _inRow) % _support);
        int whole = _support < ShortRows.MostShort ? (elements.Length - begun) / (int)_support * (int)_support : 0;
        if (whole == 0 || !ShortRows.AreDistributions(rule, elements.Slice(begun, whole), probabilities.Slice(begun, whole)))
        {
            AddOneByOne(elements, probabilities, start, weights);
            return;
        }

        AddOneByOne(elements[..begun], probabilities[..begun], start, weights);
        int rest = begun + whole;
        AddOneByOne(elements[rest..], probabilities[rest..], start + rest, weights);
    }

    private void AddOneByOne<T>(ReadOnlySpan<T> elements, ReadOnlySpan<T> probabilities, long start, ReadOnlySpan<double> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int done = 0; done < elements.Length;)
        {
            int count = (int)Math.Min(elements.Length - done, _support - _inRow);
            Measure(elements.Slice(done, count), probabilities.Slice(done, count), ref _row);
            _inRow += count;
            done += count;
            if (_inRow == _support)
            {
                FinishRow(start + done, weights);
            }
        }
    }

    private void FinishRow(long end, ReadOnlySpan<double> weights)
    {
        if (!rule.Allows(_row) && (end / _support) - 1 is var row && (weights.IsEmpty || weights[(int)row] > 0))
        {
            double deviation = Math.Abs(_row.Sum - 1);
            Found = Found with
            {
                Rows = Found.Rows + 1,

                // A row that lacks a number has no sum.
                LargestDeviation = double.IsNaN(deviation) ? Found.LargestDeviation : Math.Max(Found.LargestDeviation, deviation),
            };
            (_firstRow, _first) = _firstRow < 0 ? (row, _row) : (_firstRow, _first);
        }

        (_row, _inRow) = (RowMeasure.Nothing, 0);
    }

    /// <summary>Optimised at once: files are read before a loop that starts out slow would be replaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Measure<T>(ReadOnlySpan<T> numbers, ReadOnlySpan<T> probabilities, ref RowMeasure row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (T least, T largest, double sum) = (T.PositiveInfinity, T.NegativeInfinity, 0);
        int i = 0, whole = numbers.Length < ShortRows.MostShort ? 0 : numbers.Length - Vector<T>.Count;
        if (whole > 0)
        {
            (Vector<T> leasts, Vector<T> largests, Vector<T> sums) = (new(least), new(largest), Vector<T>.Zero);
            for (; i < whole; i += Vector<T>.Count)
            {
                Vector<T> some = new(numbers[i..]);
                leasts = Vector.MinNative(leasts, some);
                largests = Vector.MaxNative(largests, some);
                sums += new Vector<T>(probabilities[i..]);
            }

            for (int lane = 0; lane < Vector<T>.Count; lane++)
            {
                least = T.MinNative(least, leasts[lane]);
                largest = T.MaxNative(largest, largests[lane]);
                sum += double.CreateTruncating(sums[lane]);
            }
        }

        for (; i < numbers.Length; i++)
        {
            least = T.MinNative(least, numbers[i]);
            largest = T.MaxNative(largest, numbers[i]);
            sum += double.CreateTruncating(probabilities[i]);
        }

        // Where a number is none, neither is the sum; the least and the largest may have passed over it.
        sum += row.Sum;
        row = double.IsNaN(sum)
            ? new(double.NaN, double.NaN, sum)
            : new(Math.Min(row.Least, double.CreateTruncating(least)), Math.Max(row.Largest, double.CreateTruncating(largest)), sum);
    }
}
