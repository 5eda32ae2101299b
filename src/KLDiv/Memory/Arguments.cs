using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KLDiv.Simd;

namespace KLDiv.Memory;

/// <summary>
/// The memory of one call: up to three operands that are read and three results that are written, all in one shape, and what goes by rows.
/// Setting each of them validates it.
/// </summary>
internal ref struct Arguments
{
    private Operand _first, _second, _third, _firstResult, _secondResult, _thirdResult;

    /// <param name="first">The operand whose shape all others must have.</param>
    /// <param name="second">The other one.</param>
    /// <param name="rowWeights">One weight a row, or <c>default</c>: all weigh 1.</param>
    /// <param name="axis">The axis along which rows lie; negative ones count from the last, which is -1.</param>
    public Arguments(scoped in Operand first, scoped in Operand second, ReadOnlySpan<double> rowWeights = default, int axis = -1) =>
        Set(first, second, rowWeights, axis);

    [UnscopedRef]
    public readonly ref readonly Operand First => ref _first;

    [UnscopedRef]
    public readonly ref readonly Operand Second => ref _second;

    /// <summary>One weight a row, or none where all weigh 1.</summary>
    public ReadOnlySpan<double> RowWeights { get; private set; }

    [UnscopedRef]
    public readonly ref readonly Operand Third => ref _third;

    [UnscopedRef]
    public readonly ref readonly Operand FirstResult => ref _firstResult;

    [UnscopedRef]
    public readonly ref readonly Operand SecondResult => ref _secondResult;

    [UnscopedRef]
    public readonly ref readonly Operand ThirdResult => ref _thirdResult;

    /// <summary>Where the sum of each row goes, if it is wanted.</summary>
    public Span<double> RowSums { get; private set; }

    /// <summary>The axis along which rows lie.</summary>
    public int Axis { get; private set; }

    /// <summary>Whether sums are formed within rows first, so that any split of the rows gives the same parts.</summary>
    public bool KeepsRows { get; set; }

    /// <summary>Whether elements must be met row by row.</summary>
    public readonly bool NeedsRows => KeepsRows || !RowWeights.IsEmpty || !RowSums.IsEmpty;

    /// <summary>How many results there are, the sums of the rows among them.</summary>
    public readonly int Results =>
        Count(FirstResult.IsPresent) + Count(SecondResult.IsPresent) + Count(ThirdResult.IsPresent) + Count(!RowSums.IsEmpty);

    /// <summary>Whether all memory is dense and no element's row matters: the shape then does not either.</summary>
    public readonly bool IsFlat => !NeedsRows && First.IsDense && Second.IsDense && Third.IsDense
        && FirstResult.IsDense && SecondResult.IsDense && ThirdResult.IsDense;

    public readonly int Rank => First.Lengths.Length;

    public readonly nint Numel => First.FlattenedLength;

    /// <summary>The number of rows: the product of all lengths but that of the rows' axis.</summary>
    public readonly nint Rows => Shapes.Product(First.Lengths[..Axis]) * Shapes.Product(First.Lengths[(Axis + 1)..]);

    /// <summary>The sum of the rows' weights, rounded once.</summary>
    public readonly double TotalWeight => RowWeights.IsEmpty ? Rows : ExactSum.Of(RowWeights).Value;

    /// <summary>Does what the constructor does, in place: arguments are too large to be copied without need.</summary>
    public void Set(scoped in Operand first, scoped in Operand second, ReadOnlySpan<double> rowWeights, int axis)
    {
        _first = first;
        int rank = First.Lengths.Length;
        if (rank == 0)
        {
            throw new ArgumentException($"{first.Name} has no dimensions; at least one is needed.", first.Name);
        }

        if (axis < -rank || axis >= rank)
        {
            throw new ArgumentOutOfRangeException(nameof(axis), axis, $"{first.Name} of shape {Shapes.Text(First.Lengths)} has the axes {-rank} to {rank - 1}.");
        }

        Axis = axis < 0 ? axis + rank : axis;
        _second = second;
        MustFit(_second);
        RowWeights = rowWeights;
        if (!Unsafe.IsNullRef(ref MemoryMarshal.GetReference(rowWeights)))
        {
            CheckWeights(rowWeights);
        }
    }

    public void SetThird(scoped in Operand operand)
    {
        MustFit(operand);
        _third = operand;
    }

    /// <summary>Sets a result; an absent one is not wanted.</summary>
    public void SetFirstResult(scoped in Operand result)
    {
        MustFit(result);
        _firstResult = result;
    }

    /// <inheritdoc cref="SetFirstResult" />
    public void SetSecondResult(scoped in Operand result)
    {
        MustFit(result);
        _secondResult = result;
    }

    /// <inheritdoc cref="SetFirstResult" />
    public void SetThirdResult(scoped in Operand result)
    {
        MustFit(result);
        _thirdResult = result;
    }

    public void SetRowSums(Span<double> destination)
    {
        MustBeOneARow(destination.Length, nameof(destination));
        RowSums = destination;
    }

    /// <exception cref="ArgumentException">The length is not the number of rows.</exception>
    public readonly void MustBeOneARow(nint length, string name)
    {
        nint rows = Rows;
        if (length != rows)
        {
            throw new ArgumentException(
                $"{name} has {length} elements, {First.Name} of shape {Shapes.Text(First.Lengths)} has {rows} rows; they must be equal.", name);
        }
    }

    private static int Count(bool isThere) => isThere ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void MustFit(scoped in Operand operand)
    {
        if (operand.IsPresent)
        {
            Shapes.MustEqual(operand.Lengths, operand.Name, First.Lengths, First.Name);
        }
    }

    private readonly void CheckWeights(ReadOnlySpan<double> rowWeights)
    {
        MustBeOneARow(rowWeights.Length, nameof(rowWeights));
        for (int i = 0; i < rowWeights.Length; i++)
        {
            if (!(rowWeights[i] >= 0) || double.IsPositiveInfinity(rowWeights[i]))
            {
                throw new ArgumentException($"rowWeights[{i}] is {rowWeights[i]}; weights must be finite and at least 0.", nameof(rowWeights));
            }
        }
    }
}

/// <summary>The slots for what a call reads and writes. What each holds is up to the caller.</summary>
internal static class Slots
{
    public const int First = 0;
    public const int Second = 1;
    public const int Third = 2;
    public const int FirstResult = 3;
    public const int SecondResult = 4;
    public const int ThirdResult = 5;

    public const int Count = 6;
}
