using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>Lets a walk that knows only whole vectors work on a block: the last elements become one vector, filled up with classes that neither side has.</summary>
/// <remarks>The walk stands in a kernel once, so that all of it is compiled in line.</remarks>
internal static unsafe class WholeVectors<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    public static void Run(LogitsBlock<T>* block, delegate*<LogitsBlock<T>*, void> walk)
    {
        int length = block->Length, whole = length / TVector.Count * TVector.Count;
        block->Sums = default;
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
    private static void RunRest(LogitsBlock<T>* block, int start, delegate*<LogitsBlock<T>*, void> walk)
    {
        TVector* room = stackalloc TVector[5];
        VectorOrigins<TVector, T> origins = new(block->Origins);
        room[0] = origins.AbsentP;
        room[1] = origins.AbsentQ;
        LogitsBlock<T> rest = *block;
        rest.Length = TVector.Count;
        rest.P = (T*)room;
        rest.Q = (T*)(room + 1);
        rest.GradientP = (T*)(room + 2);
        rest.GradientQ = (T*)(room + 3);
        rest.Kept = (T*)(room + 4);
        int count = block->Length - start;
        Copy(block->P + start, rest.P, count);
        Copy(block->Q + start, rest.Q, count);
        walk(&rest);
        block->Sums.Add(rest.Sums);
        Return(rest.GradientP, block->GradientP, start, count);
        Return(rest.GradientQ, block->GradientQ, start, count);
        Return(rest.Kept, block->Kept, start, count);
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
