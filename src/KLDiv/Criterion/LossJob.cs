using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using KLDiv.Memory;
using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>A call with its memory pinned and its kernel chosen, cut into parts; each part is a stretch of blocks.</summary>
internal unsafe struct LossJob<T>
    where T : unmanaged, INumberBase<T>
{
    public delegate*<LossBlock<T>*, double> Kernel;
    public PinnedArguments Memory;

    /// <summary>What all gradients are multiplied by.</summary>
    public double GradientScale;

    /// <summary>Whether the call only sums, over elements that need no staging.</summary>
    public bool SumsInPlace;

    /// <summary>Whether so much is written that bypassing the caches is faster.</summary>
    public bool Streams;

    public nint BlocksPerRun;
    public Partition Parts;

    /// <summary>Where each part leaves its sum.</summary>
    public ExactSum* Sums;

    /// <summary>Works on one part of the job that <paramref name="job"/> points to.</summary>
    [SkipLocalsInit]
    public static void RunPart(void* job, int part)
    {
        LossJob<T>* self = (LossJob<T>*)job;
        T* buffers = stackalloc T[(Slots.Count + 1) * LossBlock<T>.MaxLength];
        nint* indices = stackalloc nint[self->Memory.Layout.Rank];
        (nint run, nint first) = self->Start(part);
        (nint lastRun, nint rest) = self->Start(part + 1);
        RunCursor cursor = new(&self->Memory.Layout, indices, run);
        ExactSum sum = default;
        for (; run < lastRun || (run == lastRun && first < rest); run++, first = 0)
        {
            double weight = self->Memory.RowWeights == null ? 1 : self->Memory.RowWeights[run];
            ExactSum ofRun = default;
            for (nint block = first; block < (run < lastRun ? self->BlocksPerRun : rest); block++)
            {
                ofRun.Add(self->RunBlock(ref cursor, block * LossBlock<T>.MaxLength, weight, buffers));
            }

            if (self->Memory.RowSums != null)
            {
                self->Memory.RowSums[run] = ofRun.Value;
            }

            sum.Add(ofRun);
            cursor.Advance();
        }

        if (self->Streams)
        {
            Interlocked.MemoryBarrier();
        }

        self->Sums[part] = sum;
    }

    /// <summary>The run, and the block in it, with which a part begins. Where the sums of rows are wanted, rows stay whole.</summary>
    private readonly (nint Run, nint Block) Start(int part)
    {
        nint blocks = Memory.RowSums == null ? BlocksPerRun : 1;
        nint start = Parts.Start(part);
        return (start / blocks, start % blocks);
    }

    /// <summary>Leaves a row of weight 0 unread; what is written for it is 0.</summary>
    private readonly double Skip(ref RunCursor cursor, nint start, int count)
    {
        for (int slot = Slots.FirstResult; slot < Slots.Count; slot++)
        {
            Memory.Clear(slot, cursor, start, count);
        }

        return 0;
    }

    /// <returns>The weighted sum of the block's losses.</returns>
    private readonly double RunBlock(ref RunCursor cursor, nint start, double weight, T* buffers)
    {
        int count = (int)nint.Min(LossBlock<T>.MaxLength, Memory.Layout.Length(Memory.Layout.Rank - 1) - start);
        if (weight == 0)
        {
            return Skip(ref cursor, start, count);
        }

        if (SumsInPlace)
        {
            LossBlock<T> inPlace = new()
            {
                Length = count,
                Input = (T*)Memory.Data[LossCall.Input] + cursor.Offset(LossCall.Input) + start,
                Target = (T*)Memory.Data[LossCall.Target] + cursor.Offset(LossCall.Target) + start,
            };
            return weight * Kernel(&inPlace);
        }

        LossBlock<T> block = new()
        {
            Length = count,
            Input = Read(LossCall.Input, ref cursor, start, count, buffers),
            Target = Read(LossCall.Target, ref cursor, start, count, buffers),
            Streams = Streams,
            Transform = Buffer(Slots.Count, buffers),
            Pointwise = Place(LossCall.Pointwise, ref cursor, start, buffers),
            InputGradient = Place(LossCall.InputGradient, ref cursor, start, buffers),
            TargetGradient = Place(LossCall.TargetGradient, ref cursor, start, buffers),
        };

        bool wantsGradient = block.InputGradient != null || block.TargetGradient != null;
        double left = wantsGradient ? ReadUpstream(ref block, ref cursor, start, weight * GradientScale, buffers) : 1;
        double sum = Kernel(&block);
        Scale(block.Pointwise, count, weight);
        Scale(block.InputGradient, count, left);
        Scale(block.TargetGradient, count, left);
        Memory.Write(LossCall.Pointwise, block.Pointwise, cursor, start, count);
        Memory.Write(LossCall.InputGradient, block.InputGradient, cursor, start, count);
        Memory.Write(LossCall.TargetGradient, block.TargetGradient, cursor, start, count);
        return weight * sum;
    }

    /// <summary>Loads the upstream gradient times the scale. A scalar becomes one vector, which serves all elements.</summary>
    /// <returns>The factor by which gradients are still to be multiplied, in double: the scale where T cannot hold it, otherwise 1.</returns>
    private readonly double ReadUpstream(ref LossBlock<T> block, ref RunCursor cursor, nint start, double scale, T* buffers)
    {
        bool fits = scale == 0 || !double.IsFinite(scale) || T.IsNormal(T.CreateTruncating(scale));
        double left = fits ? 1 : scale;
        double applied = fits ? scale : 1;
        T* buffer = Buffer(LossCall.Upstream, buffers);
        if (Memory.TypeOf(LossCall.Upstream) == OperandType.Absent)
        {
            new Span<T>(buffer, sizeof(double) * 8 / sizeof(T)).Fill(T.CreateTruncating(applied));
            block.Upstream = buffer;
            block.HasFiniteUpstream = double.IsFinite(applied);
            return left;
        }

        block.UpstreamStep = 1;
        block.Upstream = Read(LossCall.Upstream, ref cursor, start, block.Length, buffers);
        if (applied != 1)
        {
            Scale(block.Upstream, block.Length, applied, buffer);
            block.Upstream = buffer;
        }

        return left;
    }

    private static void Scale(T* values, int count, double factor)
    {
        if (values != null && factor != 1)
        {
            Scale(values, count, factor, values);
        }
    }

    /// <summary>Multiplies in double, since a factor may be beyond T where its product is not.</summary>
    [SkipLocalsInit]
    private static void Scale(T* source, int count, double factor, T* destination)
    {
        const int Chunk = 128;
        Span<double> buffer = stackalloc double[Chunk];
        for (int start = 0; start < count; start += Chunk)
        {
            int length = Math.Min(Chunk, count - start);
            Span<double> products = buffer[..length];
            TensorPrimitives.ConvertTruncating(new ReadOnlySpan<T>(source + start, length), products);
            TensorPrimitives.Multiply(products, factor, products);
            TensorPrimitives.ConvertTruncating<double, T>(products, new Span<T>(destination + start, length));
        }
    }

    private readonly T* Read(int slot, ref RunCursor cursor, nint start, int count, T* buffers) =>
        Memory.Read(slot, cursor, start, count, Buffer(slot, buffers));

    private readonly T* Place(int slot, ref RunCursor cursor, nint start, T* buffers) =>
        Memory.Place(slot, cursor, start, Buffer(slot, buffers));

    private static T* Buffer(int slot, T* buffers) => buffers + (slot * LossBlock<T>.MaxLength);
}
