using System.Numerics;
using KLDiv.Simd;

namespace KLDiv.Memory;

/// <summary>
/// A walk through rows by tiles: as many rows as a vector has elements, side by side, so that one vector holds a class of all of them, no sum goes
/// across a vector, and what is done once a row is done once a vector. A row's results do not depend on the rows beside it.
/// </summary>
internal unsafe struct RowTiles
{
    /// <summary>The longest rows for which that pays.</summary>
    public const int MostClasses = 128;

    private const nuint CacheLine = 64;

    private readonly PinnedArguments* _memory;
    private readonly nint _end;
    private readonly int _lanes;
    private RunCursor _cursor;

    /// <param name="memory">The call's memory.</param>
    /// <param name="indices">Room for an index in each dimension.</param>
    /// <param name="first">The first row.</param>
    /// <param name="end">The row after the last one.</param>
    /// <param name="lanes">Rows of a tile.</param>
    public RowTiles(PinnedArguments* memory, nint* indices, nint first, nint end, int lanes)
    {
        _memory = memory;
        _end = end;
        _lanes = lanes;
        _cursor = new(&memory->Layout, indices, first);
        Row = first;
    }

    /// <summary>The number of the tile's first row.</summary>
    public nint Row { get; private set; }

    /// <summary>How many rows the tile has: consecutive ones at equal distances in memory.</summary>
    public int Rows { get; private set; }

    private readonly int Classes => (int)_memory->Layout.Length(_memory->Layout.Rank - 1);

    /// <summary>The elements of a tile.</summary>
    public readonly int Length => Classes * _lanes;

    /// <summary>The elements that a tile needs room for: at least those of a square that is transposed at once.</summary>
    public readonly int Room => Math.Max(Classes, Transposition.Side) * _lanes;

    /// <summary>The start of the first whole cache line of a stack buffer that is one line longer than needed, so that no vector straddles two lines.</summary>
    public static T* Aligned<T>(T* room)
        where T : unmanaged => (T*)(((nuint)room + CacheLine - 1) / CacheLine * CacheLine);

    /// <summary>Goes to the next tile; at first to the first one.</summary>
    public bool Next()
    {
        _cursor.Advance(Rows);
        Row += Rows;
        Rows = (int)nint.Min(nint.Min(_lanes, _end - Row), _cursor.RunsInLine);
        return Rows > 0;
    }

    /// <summary>Puts the rows of an operand side by side.</summary>
    /// <param name="slot">The operand.</param>
    /// <param name="tile">Where they go.</param>
    /// <param name="scratch">Room for as many elements.</param>
    public readonly void Read<T>(int slot, T* tile, T* scratch)
        where T : unmanaged, INumberBase<T>
    {
        OperandType type = _memory->TypeOf(slot);
        nint stride = Stride(slot), pitch = Pitch(slot), offset = _cursor.Offset(slot);
        if (type == OperandTypes.Of<T>() && pitch == 1 && Rows == _lanes)
        {
            T* source = (T*)_memory->Data[slot] + offset;
            for (int c = 0; c < Classes; c++)
            {
                new ReadOnlySpan<T>(source + (c * stride), _lanes).CopyTo(new Span<T>(tile + (c * _lanes), _lanes));
            }
        }
        else if (_memory->IsDirect<T>(slot))
        {
            Transposition.ToLanes((T*)_memory->Data[slot] + offset, pitch, Rows, Classes, _lanes, tile);
        }
        else
        {
            for (int row = 0; row < Rows; row++)
            {
                Staging.Read(_memory->Data[slot], type, offset + (row * pitch), stride, Classes, scratch + (row * Classes));
            }

            Transposition.ToLanes(scratch, Classes, Rows, Classes, _lanes, tile);
        }
    }

    /// <summary>Writes a tile to a result.</summary>
    /// <param name="slot">The result.</param>
    /// <param name="tile">The rows side by side.</param>
    /// <param name="scratch">Room for as many elements.</param>
    /// <param name="left">Rows that are left out, a bit for each.</param>
    public readonly void Write<T>(int slot, T* tile, T* scratch, ulong left = 0)
        where T : unmanaged, INumberBase<T>
    {
        OperandType type = _memory->TypeOf(slot);
        nint stride = Stride(slot), pitch = Pitch(slot), offset = _cursor.Offset(slot);
        if (left == 0 && type == OperandTypes.Of<T>() && pitch == 1 && Rows == _lanes)
        {
            T* destination = (T*)_memory->Data[slot] + offset;
            for (int c = 0; c < Classes; c++)
            {
                new ReadOnlySpan<T>(tile + (c * _lanes), _lanes).CopyTo(new Span<T>(destination + (c * stride), _lanes));
            }
        }
        else if (left == 0 && _memory->IsDirect<T>(slot))
        {
            Transposition.ToRows(tile, _lanes, Rows, Classes, (T*)_memory->Data[slot] + offset, pitch);
        }
        else
        {
            Transposition.ToRows(tile, _lanes, Rows, Classes, scratch, Classes);
            for (int row = 0; row < Rows; row++)
            {
                if ((left >> row & 1) == 0)
                {
                    Staging.Write(scratch + (row * Classes), _memory->Data[slot], type, offset + (row * pitch), stride, Classes);
                }
            }
        }
    }

    private readonly nint Stride(int slot) => _memory->Layout.Stride(slot, _memory->Layout.Rank - 1);

    /// <summary>Elements from row to row.</summary>
    private readonly nint Pitch(int slot) => _memory->Layout.Rank < 2 ? 0 : _memory->Layout.Stride(slot, _memory->Layout.Rank - 2);
}
