using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>A stretch of two rows with three places for results, and sums over it.</summary>
internal unsafe interface IBlock<TSelf, T>
    where TSelf : unmanaged, IBlock<TSelf, T>
    where T : unmanaged
{
    int Length { get; set; }

    /// <summary>What exponents count from.</summary>
    ExponentOrigins Origins { get; }

    BlockMemory<T> Memory { get; set; }

    void ClearSums();

    /// <summary>Adds the sums of another stretch.</summary>
    void AddSums(in TSelf other);
}

/// <summary>Where a block's elements begin; null where a result is not wanted.</summary>
internal unsafe struct BlockMemory<T>
    where T : unmanaged
{
    public T* P, Q, FirstResult, SecondResult, ThirdResult;
}

/// <summary>Lets a walk that knows only whole vectors work on a block: the last elements become one vector, filled up with classes that neither side has.</summary>
/// <remarks>The walk stands in a kernel once, so that all of it is compiled in line.</remarks>
internal static unsafe class WholeVectors<TVector, T, TBlock>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
    where TBlock : unmanaged, IBlock<TBlock, T>
{
    public static void Run(TBlock* block, delegate*<TBlock*, void> walk)
    {
        int length = block->Length, whole = length / TVector.Count * TVector.Count;
        block->ClearSums();
        if (whole > 0)
        {
            block->Length = whole;
            walk(block);
            block->Length = length;
        }

        if (whole < length)
        {
            RunRest(block, whole, walk);
        }
    }

    [SkipLocalsInit]
    private static void RunRest(TBlock* block, int start, delegate*<TBlock*, void> walk)
    {
        TVector* room = stackalloc TVector[5];
        VectorOrigins<TVector, T> origins = new(block->Origins);
        room[0] = origins.FillP;
        room[1] = origins.FillQ;
        TBlock rest = *block;
        BlockMemory<T> memory = block->Memory;
        rest.Length = TVector.Count;
        rest.Memory = new() { P = (T*)room, Q = (T*)(room + 1), FirstResult = (T*)(room + 2), SecondResult = (T*)(room + 3), ThirdResult = (T*)(room + 4) };
        int count = block->Length - start;
        Copy(memory.P + start, (T*)room, count);
        Copy(memory.Q + start, (T*)(room + 1), count);
        walk(&rest);
        block->AddSums(rest);
        Return((T*)(room + 2), memory.FirstResult, start, count);
        Return((T*)(room + 3), memory.SecondResult, start, count);
        Return((T*)(room + 4), memory.ThirdResult, start, count);
    }

    private static void Return(T* written, T* destination, int start, int count)
    {
        if (destination != null)
        {
            Copy(written, destination + start, count);
        }
    }

    private static void Copy(T* source, T* destination, int count) =>
        new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(destination, count));
}
