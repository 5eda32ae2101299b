using System.Numerics;
using System.Runtime.CompilerServices;
using KLDiv.Memory;

namespace KLDiv.Softmaxes;

/// <summary>An operation with its memory pinned and its passes chosen, cut into parts; each part is a stretch of rows.</summary>
internal unsafe struct RowJob<TOperation, T>
    where TOperation : unmanaged, IRowOperation
    where T : unmanaged, INumberBase<T>
{
    /// <summary>Bytes of a state, at most.</summary>
    private const int StateSize = 1024;

    /// <summary>The elements of a vector, at most.</summary>
    private const int MostLanes = 64 / sizeof(float);

    public PinnedArguments Memory;
    public TOperation Operation;
    public RowPasses<T> Passes;
    public Partition Parts;

    /// <summary>Where each part leaves the number of the first row that it could not do, or -1.</summary>
    public nint* Failures;

    private readonly nint Length => Memory.Layout.Length(Memory.Layout.Rank - 1);

    /// <summary>Works on one part of the job that <paramref name="job"/> points to; a row that cannot be done ends it.</summary>
    public static void RunPart(void* job, int part)
    {
        RowJob<TOperation, T>* self = (RowJob<TOperation, T>*)job;
        nint row = self->Parts.Start(part), end = self->Parts.Start(part + 1);
        self->Failures[part] = self->Passes.Lanes > 0 && self->Length <= RowTiles.MostClasses ? self->RunTiles(row, end) : self->RunRows(row, end);
    }

    /// <summary>Rows so short that several of them share a vector.</summary>
    /// <returns>The first row that could not be done, or -1.</returns>
    [SkipLocalsInit]
    private nint RunTiles(nint row, nint end)
    {
        PinnedArguments memory = Memory;
        nint* indices = stackalloc nint[memory.Layout.Rank];
        RowTiles tiles = new(&memory, indices, row, end, Passes.Lanes);
        byte* state = stackalloc byte[StateSize];
        T* room = stackalloc T[(3 * RowTiles.MostClasses * MostLanes) + MostLanes];
        T* tile = RowTiles.Aligned(room), second = tile + tiles.Room, scratch = second + tiles.Room;
        RowStretch<T> stretch = new() { First = tile, Second = second, Result = tile, Length = tiles.Length, Keeps = true };
        nint failure = -1;
        while (failure < 0 && tiles.Next())
        {
            tiles.Read(Slots.First, tile, scratch);
            if (Passes.ReadsSecond)
            {
                tiles.Read(Slots.Second, second, scratch);
            }

            ulong odd = Run(&stretch, state);
            for (int lane = 0; odd != 0 && failure < 0 && lane < tiles.Rows; lane++)
            {
                failure = (odd >> lane & 1) != 0 ? RunCarefully(tiles.Row + lane) : -1;
            }

            tiles.Write(Slots.FirstResult, tile, scratch, odd);
        }

        return failure;
    }

    /// <returns>The lanes whose rows are not done, a bit for each.</returns>
    private readonly ulong Run(RowStretch<T>* stretch, byte* state)
    {
        Passes.Begin(state, Passes.InverseHigh, Passes.InverseLow);
        if (Passes.First != null)
        {
            Passes.First(stretch, state);
            Passes.AfterFirst(state, false);
        }

        Passes.Second(stretch, state);
        ulong odd = Passes.AfterSecond(state, false);
        Passes.Last(stretch, state);
        return odd;
    }

    /// <summary>Rows that are walked one by one.</summary>
    /// <returns>The first row that could not be done, or -1.</returns>
    [SkipLocalsInit]
    private nint RunRows(nint row, nint end)
    {
        PinnedArguments memory = Memory;
        nint* indices = stackalloc nint[memory.Layout.Rank];
        byte* state = stackalloc byte[StateSize];
        RunCursor cursor = new(&memory.Layout, indices, row);
        nint failure = -1;
        for (; failure < 0 && row < end; row++)
        {
            if (Passes.Lanes == 0 || RunRow(&memory, &cursor, state) != 0)
            {
                failure = RunCarefully(row);
            }

            cursor.Advance();
        }

        return failure;
    }

    /// <returns>0 where the row is done.</returns>
    private readonly ulong RunRow(PinnedArguments* memory, RunCursor* cursor, byte* state)
    {
        Passes.Begin(state, Passes.InverseHigh, Passes.InverseLow);
        if (Passes.First != null)
        {
            Walk(Passes.First, memory, cursor, state, writes: false);
            Passes.AfterFirst(state, true);
        }

        Walk(Passes.Second, memory, cursor, state, writes: false);
        ulong odd = Passes.AfterSecond(state, true);
        if (odd == 0)
        {
            Walk(Passes.Last, memory, cursor, state, writes: true);
        }

        return odd;
    }

    /// <summary>A pass over a row, where it lies or block by block.</summary>
    [SkipLocalsInit]
    private readonly void Walk(delegate*<RowStretch<T>*, void*, void> pass, PinnedArguments* memory, RunCursor* cursor, byte* state, bool writes)
    {
        T* buffers = stackalloc T[3 * RowBlocks.MaxLength];
        bool isDirect = memory->IsDirect<T>(Slots.First) && memory->IsDirect<T>(Slots.Second) && memory->IsDirect<T>(Slots.FirstResult);
        int most = isDirect ? 1 << 20 : RowBlocks.MaxLength;
        for (nint start = 0; start < Length; start += most)
        {
            int count = (int)nint.Min(most, Length - start);
            RowStretch<T> stretch = new()
            {
                First = memory->Read(Slots.First, *cursor, start, count, buffers),
                Second = Passes.ReadsSecond ? memory->Read(Slots.Second, *cursor, start, count, buffers + RowBlocks.MaxLength) : null,
                Result = memory->Place(Slots.FirstResult, *cursor, start, buffers + (2 * RowBlocks.MaxLength)),
                Length = count,
                Keeps = isDirect && memory->Data[Slots.FirstResult] != memory->Data[Slots.First],
            };
            pass(&stretch, state);
            if (writes)
            {
                memory->Write(Slots.FirstResult, stretch.Result, *cursor, start, count);
            }
        }
    }

    /// <returns>The row if it could not be done, or -1.</returns>
    [SkipLocalsInit]
    private nint RunCarefully(nint row)
    {
        PinnedArguments memory = Memory;
        double* buffers = stackalloc double[RowBlocks.BufferLength];
        nint* indices = stackalloc nint[memory.Layout.Rank];
        RunCursor cursor = new(&memory.Layout, indices, row);
        return Operation.Run(new RowBlocks(&memory, &cursor, buffers), row) ? -1 : row;
    }
}
