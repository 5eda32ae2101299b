using System.Buffers.Binary;
using System.Text.Json.Serialization;
using KLDiv.Comparing;
using KLDiv.Criterion;

namespace KLDiv;

/// <summary>
/// Sums over rows for each class: of its terms of the divergence and of its probabilities. They are kept in whole numbers of units, so that their bits depend
/// neither on the order in which rows are added, nor on how rows are divided among accumulators, nor on the number of threads.
/// </summary>
/// <remarks>
/// A <see cref="RowComparer"/> that was given totals adds every row to them. Any number of comparers may share them, also at the same time; what a call adds can be read
/// when it has returned. They are written and read back exactly: by <see cref="ToBytes"/> and <see cref="FromBytes"/>, by System.Text.Json, as a string with these bytes in base 64, or as the
/// four sequences of integers that they are.
/// </remarks>
[JsonConverter(typeof(StateConverter<ClassTotals>))]
public sealed class ClassTotals : IState<ClassTotals>
{
    /// <summary>The unit of <see cref="Terms"/> is 2^-80 nats.</summary>
    public const int TermBits = 80;

    /// <summary>The unit of <see cref="P"/> and <see cref="Q"/> is 2^-48.</summary>
    public const int ProbabilityBits = 48;

    /// <summary>In nats: a larger term counts as infinite. As many terms as there can be rows fit a sum.</summary>
    public const double LargestTerm = 1 << 15;

    /// <summary>Three integers of 16 bytes a class, and one of 8.</summary>
    private const int BytesOfClass = (3 * 16) + sizeof(long);

    private readonly Int128[] _terms, _p, _q;
    private readonly long[] _infinite;
    private readonly Lock _lock = new();
    private readonly Stack<ClassSums> _idle = new();

    /// <summary>Starts from nothing.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public ClassTotals(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(classes);
        _terms = new Int128[classes];
        _infinite = new long[classes];
        _p = new Int128[classes];
        _q = new Int128[classes];
    }

    /// <summary>Goes on from sums that were read back.</summary>
    /// <param name="terms">As <see cref="Terms"/> gave them.</param>
    /// <param name="infinite">As <see cref="Infinite"/> gave them.</param>
    /// <param name="p">As <see cref="P"/> gave them.</param>
    /// <param name="q">As <see cref="Q"/> gave them.</param>
    /// <exception cref="ArgumentException">They are not of one length.</exception>
    public ClassTotals(ReadOnlySpan<Int128> terms, ReadOnlySpan<long> infinite, ReadOnlySpan<Int128> p, ReadOnlySpan<Int128> q)
    {
        if (infinite.Length != terms.Length || p.Length != terms.Length || q.Length != terms.Length)
        {
            throw new ArgumentException(
                $"terms has {terms.Length} classes, infinite {infinite.Length}, p {p.Length} and q {q.Length}; they must be equal.", nameof(terms));
        }

        _terms = terms.ToArray();
        _infinite = infinite.ToArray();
        _p = p.ToArray();
        _q = q.ToArray();
    }

    private static ReadOnlySpan<byte> Mark => "KLDivC1\0"u8;

    /// <summary>The number of classes.</summary>
    public int Count => _terms.Length;

    /// <summary>The weighted sums of each class's finite terms of the divergence, in units of 2^-80 nats. Terms are those of <see cref="ComparisonOptions.Divergence"/>; of the forward one where that asks for all.</summary>
    /// <remarks>A term is p (ln p - ln q) - p + q, the reverse with p and q exchanged, or beta p ln(p / m) + (1 - beta) q ln(q / m): never negative.</remarks>
    public ReadOnlySpan<Int128> Terms => Settled(_terms);

    /// <summary>In how many rows a class's term is infinite, or larger than 2^15 nats.</summary>
    public ReadOnlySpan<long> Infinite => Settled(_infinite);

    /// <summary>The weighted sums of P's probabilities, in units of 2^-48.</summary>
    public ReadOnlySpan<Int128> P => Settled(_p);

    /// <summary>The weighted sums of Q's probabilities, in units of 2^-48.</summary>
    public ReadOnlySpan<Int128> Q => Settled(_q);

    /// <summary>A sum of terms in nats.</summary>
    /// <param name="term">One of <see cref="Terms"/>.</param>
    public static double Nats(Int128 term) => Math.ScaleB((double)term, -TermBits);

    /// <summary>A sum of probabilities.</summary>
    /// <param name="sum">One of <see cref="P"/> or <see cref="Q"/>.</param>
    public static double Probability(Int128 sum) => Math.ScaleB((double)sum, -ProbabilityBits);

    /// <summary>What <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are not what it writes.</exception>
    public static ClassTotals FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Mark) || (bytes.Length - Mark.Length) % BytesOfClass != 0)
        {
            throw new FormatException($"There are {bytes.Length} bytes, which are no totals': these are {BytesOfClass} a class, and KLDivC1 before them.");
        }

        ClassTotals totals = new((bytes.Length - Mark.Length) / BytesOfClass);
        for (int i = 0; i < totals.Count; i++)
        {
            ReadOnlySpan<byte> ofClass = bytes[(Mark.Length + (i * BytesOfClass))..];
            totals._terms[i] = BinaryPrimitives.ReadInt128LittleEndian(ofClass);
            totals._p[i] = BinaryPrimitives.ReadInt128LittleEndian(ofClass[16..]);
            totals._q[i] = BinaryPrimitives.ReadInt128LittleEndian(ofClass[32..]);
            totals._infinite[i] = BinaryPrimitives.ReadInt64LittleEndian(ofClass[48..]);
        }

        return totals;
    }

    /// <summary>Everything that they hold, to be read by <see cref="FromBytes"/>: the same bytes for the same rows, however they were divided and merged.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Mark.Length + (Count * BytesOfClass)];
        Mark.CopyTo(bytes);
        ReadOnlySpan<Int128> terms = Terms;
        for (int i = 0; i < Count; i++)
        {
            Span<byte> ofClass = bytes.AsSpan(Mark.Length + (i * BytesOfClass));
            BinaryPrimitives.WriteInt128LittleEndian(ofClass, terms[i]);
            BinaryPrimitives.WriteInt128LittleEndian(ofClass[16..], _p[i]);
            BinaryPrimitives.WriteInt128LittleEndian(ofClass[32..], _q[i]);
            BinaryPrimitives.WriteInt64LittleEndian(ofClass[48..], _infinite[i]);
        }

        return bytes;
    }

    /// <summary>Adds the sums over other rows of the same classes.</summary>
    /// <param name="other">The other sums, which stay as they are.</param>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    /// <exception cref="ArgumentException">The numbers of classes differ.</exception>
    public void Add(ClassTotals other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count != Count)
        {
            throw new ArgumentException($"other has {other.Count} classes, and these totals have {Count}; they must be equal.", nameof(other));
        }

        ReadOnlySpan<Int128> terms = other.Terms, p = other.P, q = other.Q;
        ReadOnlySpan<long> infinite = other.Infinite;
        lock (_lock)
        {
            for (int i = 0; i < Count; i++)
            {
                _terms[i] += terms[i];
                _infinite[i] += infinite[i];
                _p[i] += p[i];
                _q[i] += q[i];
            }
        }
    }

    /// <summary>Sums for one thread to add rows to, until it returns them.</summary>
    internal ClassSums Rent()
    {
        lock (_lock)
        {
            return _idle.TryPop(out ClassSums? sums) ? sums : new ClassSums(Count);
        }
    }

    internal void Return(ClassSums sums)
    {
        lock (_lock)
        {
            _idle.Push(sums);
        }
    }

    /// <summary>Takes over what the sums of a thread hold, so that there is room in them for more rows.</summary>
    internal void Take(ClassSums sums)
    {
        lock (_lock)
        {
            sums.Flush(_terms, _infinite, _p, _q);
        }
    }

    private ReadOnlySpan<T> Settled<T>(T[] totals)
    {
        lock (_lock)
        {
            foreach (ClassSums sums in _idle)
            {
                sums.Flush(_terms, _infinite, _p, _q);
            }
        }

        return totals;
    }
}
