using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KLDiv.Files.Loss;

/// <summary>Looks at the rows of an operand as they pass, and tells which are no distributions.</summary>
/// <param name="source">The operand.</param>
/// <param name="kind">What it holds: probabilities or their logarithms.</param>
internal sealed class DistributionCheck(RowSource source, RowKind kind)
{
    /// <summary>A log-probability above this is none, rounding allowed for.</summary>
    private const double MostLogProb = 0.01;

    /// <summary>Elements of which exponentials are taken at once, and which stay in a core's cache.</summary>
    private const int Piece = 1 << 16;

    private readonly float[] _singles = new float[Piece];
    private readonly double[] _doubles = new double[Piece];
    private readonly double _tolerance = ToleranceOf(source, kind);
    private float[] _widened = [];
    private double _sum, _least = double.PositiveInfinity, _largest = double.NegativeInfinity;
    private long _inRow;

    /// <summary>What was found so far.</summary>
    public DistributionFinding Found { get; private set; }

    private bool IsInRange => kind == RowKind.Probs ? _least >= 0 && _largest <= 1 + MostLogProb : _largest <= MostLogProb;

    private bool IsDistribution => IsInRange && Math.Abs(_sum - 1) <= _tolerance;

    /// <summary>Looks at elements, which follow those of the call before.</summary>
    /// <param name="elements">The elements.</param>
    /// <param name="start">The number of the first one.</param>
    /// <param name="weights">The weights of all rows, of which those of weight 0 are passed over; empty where all weigh 1.</param>
    public void Add<T>(ReadOnlySpan<T> elements, long start, ReadOnlySpan<double> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            AddPieces(MemoryMarshal.Cast<T, double>(elements), start, weights, _doubles);
        }
        else if (typeof(T) == typeof(float))
        {
            AddPieces(MemoryMarshal.Cast<T, float>(elements), start, weights, _singles);
        }
        else
        {
            _widened = _widened.Length < elements.Length ? new float[elements.Length] : _widened;
            TensorPrimitives.ConvertTruncating(elements, _widened);
            AddPieces(_widened.AsSpan(0, elements.Length), start, weights, _singles);
        }
    }

    private void AddPieces<T>(ReadOnlySpan<T> elements, long start, ReadOnlySpan<double> weights, T[] room)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int done = 0, piece = 0; done < elements.Length;)
        {
            if (done == piece)
            {
                ReadOnlySpan<T> next = elements.Slice(piece, Math.Min(Piece, elements.Length - piece));
                piece += next.Length;
                Exponentiate(next, room);
            }

            int count = (int)Math.Min(piece - done, source.Support - _inRow);
            ReadOnlySpan<T> part = elements.Slice(done, count);
            Look(part, kind == RowKind.Probs ? part : room.AsSpan(done % Piece, count));
            _inRow += count;
            done += count;
            if (_inRow == source.Support)
            {
                long row = ((start + done) / source.Support) - 1;
                if ((weights.IsEmpty || weights[(int)row] > 0) && !IsDistribution)
                {
                    // A row that came in several calls is no longer at hand.
                    string? looks = Found.First is null && _inRow <= done ? RowLooks.Of(elements[(done - (int)_inRow)..done], _tolerance) : null;
                    Found = new(Found.Rows + 1, LargestDeviation(), Found.First ?? Describe(row) + (looks is null ? "" : $"; it looks like {looks}"));
                }

                (_sum, _least, _largest, _inRow) = (0, double.PositiveInfinity, double.NegativeInfinity, 0);
            }
        }
    }

    private void Exponentiate<T>(ReadOnlySpan<T> logProbabilities, T[] room)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (kind == RowKind.LogProbs)
        {
            TensorPrimitives.Exp(logProbabilities, room);
        }
    }

    /// <summary>Optimised at once: files are read before a loop that starts out slow would be replaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Look<T>(ReadOnlySpan<T> numbers, ReadOnlySpan<T> probabilities)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Vector<T> leasts, Vector<T> largests, Vector<T> sums) = (new(T.PositiveInfinity), new(T.NegativeInfinity), Vector<T>.Zero);
        int i = 0;
        for (; i <= numbers.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> some = new(numbers[i..]);
            leasts = Vector.Min(leasts, some);
            largests = Vector.Max(largests, some);
            sums += new Vector<T>(probabilities[i..]);
        }

        for (; i < numbers.Length; i++)
        {
            leasts = Vector.Min(leasts, new(numbers[i]));
            largests = Vector.Max(largests, new(numbers[i]));
            _sum += double.CreateTruncating(probabilities[i]);
        }

        for (int lane = 0; lane < Vector<T>.Count; lane++)
        {
            _least = Math.Min(_least, double.CreateTruncating(leasts[lane]));
            _largest = Math.Max(_largest, double.CreateTruncating(largests[lane]));
            _sum += double.CreateTruncating(sums[lane]);
        }
    }

    /// <summary>The largest so far; a row that lacks a number has no sum.</summary>
    private double LargestDeviation() => double.IsNaN(_sum) ? Found.LargestDeviation : Math.Max(Found.LargestDeviation, Math.Abs(_sum - 1));

    private string Describe(long row) => (kind, IsInRange) switch
    {
        (RowKind.Probs, true) => $"row {row} sums to {Shown(_sum)}, not 1",
        (RowKind.Probs, false) => $"row {row} has {Shown(_least >= 0 ? _largest : _least)}, which is no probability",
        (_, true) => $"row {row} is of log-probabilities whose exponentials sum to {Shown(_sum)}, not 1",
        (_, false) => $"row {row} has {Shown(_largest)}, which is no log-probability",
    };

    private static string Shown(double number) => number.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>How far from 1 a sum may be: what rounding to the type, or to the digits that people write, makes of a distribution, and
    /// what log-probabilities at the floor of their file may lack to it.</summary>
    private static double ToleranceOf(RowSource source, RowKind kind) => (source.Floor is { } floor ? source.Support * Math.Exp(floor) : 0) + (source.StoredAs, kind) switch
    {
        ("bfloat16", RowKind.LogProbs) => 5e-2,
        ("float16" or "bfloat16", _) => 1e-2,
        ("float8_e4m3" or "float8_e5m2", _) => 1e-1,
        _ => 1e-3,
    };
}
