using System.Numerics;

namespace KLDiv.Memory;

/// <summary>The pinned memory of a call: its layout, and blocks of it for kernels.</summary>
internal unsafe struct PinnedArguments
{
    public Layout Layout;
    public void** Data;
    public double* RowWeights;
    public double* RowSums;
    private fixed byte _types[Slots.Count];

    /// <summary>Reads how pinned memory lies, in as few dimensions as possible, and refuses results that share memory that they may not.</summary>
    /// <param name="arguments">What is pinned.</param>
    /// <param name="data">Where the memory of each slot begins, for as long as it is used.</param>
    /// <param name="rowWeights">Where the weights begin.</param>
    /// <param name="rowSums">Where the sums of the rows go.</param>
    /// <param name="room">As much as <see cref="RoomFor"/> the rank says.</param>
    /// <exception cref="ArgumentException">A result shares memory that it may not.</exception>
    public PinnedArguments(in Arguments arguments, void** data, double* rowWeights, double* rowSums, nint* room)
    {
        Layout = new(arguments, room);
        Data = data;
        RowWeights = rowWeights;
        RowSums = rowSums;
        _types[Slots.First] = (byte)arguments.First.Type;
        _types[Slots.Second] = (byte)arguments.Second.Type;
        _types[Slots.Third] = (byte)arguments.Third.Type;
        _types[Slots.FirstResult] = (byte)arguments.FirstResult.Type;
        _types[Slots.SecondResult] = (byte)arguments.SecondResult.Type;
        _types[Slots.ThirdResult] = (byte)arguments.ThirdResult.Type;
        if (arguments.Results > 0)
        {
            Overlap.Refuse(arguments, this);
        }

        Layout.Simplify(arguments.NeedsRows);
    }

    /// <summary>The elements of scratch memory that operands of a rank need.</summary>
    public static int RoomFor(int rank) => (1 + Slots.Count) * rank;

    public readonly OperandType TypeOf(int slot) => (OperandType)_types[slot];

    /// <summary>Whether an operand's runs can be used where they lie.</summary>
    public readonly bool IsDirect<T>(int slot)
        where T : unmanaged, INumberBase<T> => Staging.IsDirect<T>(TypeOf(slot), Stride(slot));

    /// <summary>Elements of a run from <paramref name="start"/> on, in place or in the buffer.</summary>
    public readonly T* Read<T>(int slot, in RunCursor cursor, nint start, int count, T* buffer)
        where T : unmanaged, INumberBase<T>
    {
        nint stride = Stride(slot);
        return Staging.Read(Data[slot], TypeOf(slot), cursor.Offset(slot) + (start * stride), stride, count, buffer);
    }

    /// <summary>Where a kernel is to write an output: in place, or to the buffer; null where it is not wanted.</summary>
    public readonly T* Place<T>(int slot, in RunCursor cursor, nint start, T* buffer)
        where T : unmanaged, INumberBase<T> =>
        TypeOf(slot) == OperandType.Absent ? null
        : IsDirect<T>(slot) ? (T*)Data[slot] + cursor.Offset(slot) + start
        : buffer;

    /// <summary>Stores what a kernel wrote, unless it was written in place.</summary>
    public readonly void Write<T>(int slot, T* written, in RunCursor cursor, nint start, int count)
        where T : unmanaged, INumberBase<T>
    {
        nint stride = Stride(slot);
        if (written != null && !IsDirect<T>(slot))
        {
            Staging.Write(written, Data[slot], TypeOf(slot), cursor.Offset(slot) + (start * stride), stride, count);
        }
    }

    /// <summary>Sets elements of an output, if it is wanted, to 0.</summary>
    public readonly void Clear(int slot, in RunCursor cursor, nint start, int count)
    {
        if (TypeOf(slot) != OperandType.Absent)
        {
            nint stride = Stride(slot);
            Staging.Clear(Data[slot], TypeOf(slot), cursor.Offset(slot) + (start * stride), stride, count);
        }
    }

    private readonly nint Stride(int slot) => Layout.Stride(slot, Layout.Rank - 1);
}
