using System.Numerics;

namespace KLDiv;

/// <summary>The classes of a teacher that are known, row by row: their ids and natural log-probabilities. A view over the caller's memory.</summary>
/// <remarks>
/// Ids count the student's classes from 0, in any order, each at most once a row. Log-probabilities are taken as they are: no temperature divides them.
/// Where the probabilities of a row sum to more than 1, by rounding, or all classes are given, they are scaled to sum 1.
/// </remarks>
/// <typeparam name="T">The element type of the log-probabilities: float, double or Half.</typeparam>
public readonly ref struct SparseTeacher<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A teacher that gives the same number of classes in every row.</summary>
    /// <param name="ids">The classes: rows * <paramref name="classesPerRow"/> of them.</param>
    /// <param name="logProbabilities">Their natural log-probabilities.</param>
    /// <param name="classesPerRow">k: how many each row gives; at least 1.</param>
    /// <exception cref="ArgumentException">There are not as many log-probabilities as ids, or they are no whole number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is less than 1.</exception>
    public SparseTeacher(ReadOnlySpan<int> ids, ReadOnlySpan<T> logProbabilities, int classesPerRow)
        : this(ids, default, logProbabilities, default, classesPerRow)
    {
        Rows = RowsOf(ids.Length, classesPerRow);
    }

    /// <inheritdoc cref="SparseTeacher{T}(ReadOnlySpan{int}, ReadOnlySpan{T}, int)" />
    public SparseTeacher(ReadOnlySpan<long> ids, ReadOnlySpan<T> logProbabilities, int classesPerRow)
        : this(default, ids, logProbabilities, default, classesPerRow)
    {
        Rows = RowsOf(ids.Length, classesPerRow);
    }

    /// <summary>A teacher whose rows give different numbers of classes, as in a matrix of compressed rows.</summary>
    /// <param name="ids">The classes of all rows, one row after the other.</param>
    /// <param name="logProbabilities">Their natural log-probabilities.</param>
    /// <param name="offsets">Where each row begins, and the end: rows + 1 numbers that never fall, from 0 to the number of ids.</param>
    /// <exception cref="ArgumentException">There are not as many log-probabilities as ids, or the offsets do not cut them into rows.</exception>
    public SparseTeacher(ReadOnlySpan<int> ids, ReadOnlySpan<T> logProbabilities, ReadOnlySpan<long> offsets)
        : this(ids, default, logProbabilities, offsets, 0)
    {
        Rows = RowsOf(ids.Length, offsets);
    }

    /// <inheritdoc cref="SparseTeacher{T}(ReadOnlySpan{int}, ReadOnlySpan{T}, ReadOnlySpan{long})" />
    public SparseTeacher(ReadOnlySpan<long> ids, ReadOnlySpan<T> logProbabilities, ReadOnlySpan<long> offsets)
        : this(default, ids, logProbabilities, offsets, 0)
    {
        Rows = RowsOf(ids.Length, offsets);
    }

    private SparseTeacher(ReadOnlySpan<int> shortIds, ReadOnlySpan<long> longIds, ReadOnlySpan<T> logProbabilities, ReadOnlySpan<long> offsets, int classesPerRow)
    {
        int ids = shortIds.Length + longIds.Length;
        if (ids != logProbabilities.Length)
        {
            throw new ArgumentException($"There are {logProbabilities.Length} log-probabilities of {ids} ids; there must be one for each.", nameof(logProbabilities));
        }

        ShortIds = shortIds;
        LongIds = longIds;
        LogProbabilities = logProbabilities;
        Offsets = offsets;
        ClassesPerRow = classesPerRow;
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>What is made of the classes that are not given; by default they are one more category.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enum's.</exception>
    public SparseTail Tail
    {
        get;
        init => field = value is SparseTail.Bucket or SparseTail.Uniform or SparseTail.Renormalise
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The tail must be Bucket, Uniform or Renormalise.");
    }

    /// <summary>The log-probabilities of all rows, one row after the other.</summary>
    public ReadOnlySpan<T> LogProbabilities { get; }

    /// <summary>The ids, where they are of 32 bits.</summary>
    internal ReadOnlySpan<int> ShortIds { get; }

    /// <summary>The ids, where they are of 64 bits.</summary>
    internal ReadOnlySpan<long> LongIds { get; }

    /// <summary>Where rows begin; empty where all give the same number of classes.</summary>
    internal ReadOnlySpan<long> Offsets { get; }

    /// <summary>The number of classes that each row gives; 0 where the offsets say it.</summary>
    internal int ClassesPerRow { get; }

    private static int RowsOf(int ids, int classesPerRow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classesPerRow, 1);
        return ids % classesPerRow == 0
            ? ids / classesPerRow
            : throw new ArgumentException($"{ids} ids are no whole number of rows of {classesPerRow} classes.", nameof(ids));
    }

    private static int RowsOf(int ids, ReadOnlySpan<long> offsets)
    {
        if (offsets.IsEmpty || offsets[0] != 0 || offsets[^1] != ids)
        {
            throw new ArgumentException($"Offsets must go from 0 to the number of ids, {ids}.", nameof(offsets));
        }

        for (int row = 1; row < offsets.Length; row++)
        {
            if (offsets[row] < offsets[row - 1])
            {
                throw new ArgumentException($"offsets[{row}] is {offsets[row]} and the one before it {offsets[row - 1]}; offsets must never fall.", nameof(offsets));
            }
        }

        return offsets.Length - 1;
    }
}
