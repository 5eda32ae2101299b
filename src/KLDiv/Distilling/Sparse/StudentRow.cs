using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Distilling.Sparse;

/// <summary>A row of the student's logits, read and its gradient written in blocks, in one arithmetic.</summary>
internal sealed unsafe class StudentRow<T>(PinnedArguments* memory, double temperature) : IDisposable
    where T : unmanaged, INumber<T>
{
    /// <summary>The elements of a block: they stay in the first-level cache from one step to the next.</summary>
    private const int MaxLength = 4096;

    /// <summary>How far above the origin, in exponents, a logit may be: further, and its exponential would lose digits.</summary>
    private const double MostAbove = 1;

    private readonly double _inverse = 1 / temperature;
    private readonly TailKernels<T> _kernels = VectorWidth.Choose<TailKernels<T>, T, TailKernels<T>>(VectorWidth.Current);
    private readonly T* _buffer = (T*)NativeMemory.AlignedAlloc(MaxLength * (nuint)sizeof(T), 64);

    private nint Classes => memory->Layout.Length(memory->Layout.Rank - 1);

    public void Dispose() => NativeMemory.AlignedFree(_buffer);

    /// <summary>The logits of some classes, over the temperature.</summary>
    public void Gather(in RunCursor cursor, ReadOnlySpan<long> ids, Span<double> destination)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            double logit;
            destination[i] = *memory->Read(Slots.First, cursor, (nint)ids[i], 1, &logit) * _inverse;
        }
    }

    /// <summary>All logits, over the temperature.</summary>
    public void ReadAll(in RunCursor cursor, Span<double> destination)
    {
        fixed (double* room = destination)
        {
            double* read = memory->Read(Slots.First, cursor, 0, destination.Length, room);
            TensorPrimitives.Multiply(new ReadOnlySpan<double>(read, destination.Length), _inverse, destination);
        }
    }

    /// <summary>Writes the whole gradient.</summary>
    public void WriteAll(in RunCursor cursor, ReadOnlySpan<double> gradient)
    {
        for (int start = 0; start < gradient.Length; start += MaxLength)
        {
            int count = Math.Min(MaxLength, gradient.Length - start);
            T* place = memory->Place(Slots.SecondResult, cursor, start, _buffer);
            TensorPrimitives.ConvertTruncating(gradient.Slice(start, count), new Span<T>(place, count));
            memory->Write(Slots.SecondResult, place, cursor, start, count);
        }
    }

    /// <summary>ln Σ e^(z / T) over all classes but some.</summary>
    /// <param name="cursor">At the row.</param>
    /// <param name="given">The classes to leave out, in rising order.</param>
    /// <returns>NaN where one of them is; -infinity where there is nothing to sum.</returns>
    public double LogSumOfOthers(in RunCursor cursor, ReadOnlySpan<long> given)
    {
        TailBlock<T> block = new() { Origin = double.NegativeInfinity, Inverse = _inverse };
        double sum = 0;
        int next = 0;
        for (nint start = 0; start < Classes; start += MaxLength)
        {
            block.Length = (int)nint.Min(MaxLength, Classes - start);
            T* read = memory->Read(Slots.First, cursor, start, block.Length, _buffer);
            block.Next = read + block.Length;
            block.Logits = Without(given, ref next, start, block.Length, read);
            if (double.IsFinite(block.Origin))
            {
                _kernels.Sum(&block);
            }
            else
            {
                block.Largest = double.CreateTruncating(TensorPrimitives.Max(new ReadOnlySpan<T>(block.Logits, block.Length)));
            }

            if (double.IsNaN(block.Sum))
            {
                return double.NaN;
            }

            if (double.IsNaN(block.Largest) || double.IsPositiveInfinity(block.Largest))
            {
                return block.Largest;
            }

            if ((block.Largest - block.Origin) * _inverse > MostAbove)
            {
                sum = sum == 0 ? 0 : sum * Math.Exp((block.Origin - block.Largest) * _inverse);
                block.Origin = block.Largest;
                _kernels.Sum(&block);
            }

            sum += double.IsFinite(block.Origin) ? block.Sum : 0;
        }

        return sum == 0 ? double.NegativeInfinity : (block.Origin * _inverse) + Math.Log(sum);
    }

    /// <summary>Writes scale * e^(z / T - logSum) for all classes.</summary>
    public void Spread(in RunCursor cursor, double logSum, double scale)
    {
        bool isNothing = double.IsNegativeInfinity(logSum);
        for (nint start = 0; start < Classes; start += MaxLength)
        {
            int count = (int)nint.Min(MaxLength, Classes - start);
            T* block = memory->Read(Slots.First, cursor, start, count, _buffer);
            T* place = memory->Place(Slots.SecondResult, cursor, start, _buffer);
            _kernels.Spread(block, place, count, isNothing ? 0 : logSum * temperature, _inverse, isNothing ? 0 : scale);
            memory->Write(Slots.SecondResult, place, cursor, start, count);
        }
    }

    /// <summary>Writes the gradient of some classes.</summary>
    public void Scatter(in RunCursor cursor, ReadOnlySpan<long> ids, ReadOnlySpan<double> gradient, double scale)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            T element;
            T* place = memory->Place(Slots.SecondResult, cursor, (nint)ids[i], &element);
            *place = T.CreateTruncating(gradient[i] * scale);
            memory->Write(Slots.SecondResult, place, cursor, (nint)ids[i], 1);
        }
    }

    /// <summary>The block with -infinity in the place of the classes that are given: itself if there are none, otherwise a copy.</summary>
    private T* Without(ReadOnlySpan<long> given, ref int next, nint start, int count, T* block)
    {
        if (next == given.Length || given[next] >= start + count)
        {
            return block;
        }

        if (block != _buffer)
        {
            new ReadOnlySpan<T>(block, count).CopyTo(new Span<T>(_buffer, count));
        }

        for (; next < given.Length && given[next] < start + count; next++)
        {
            _buffer[given[next] - start] = T.CreateTruncating(double.NegativeInfinity);
        }

        return _buffer;
    }
}
