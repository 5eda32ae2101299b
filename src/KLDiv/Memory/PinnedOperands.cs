using System.Numerics;

namespace KLDiv.Memory;

/// <summary>A problem's memory while it is pinned: how it lies, and the way from it to the kernels and back.</summary>
internal unsafe struct PinnedOperands
{
    public Layout Layout;
    public void** Data;
    public OperandType* Types;
    public double* RowWeights;
    public double* RowSums;

    /// <summary>Where an operand lies, as long as the layout has the dimensions of the call.</summary>
    public readonly Region Region(string name, int operand) => Layout.Region(name, operand, Data[operand], Types[operand]);

    /// <summary>Whether an operand's runs can be used where they lie.</summary>
    public readonly bool IsDirect<T>(int operand)
        where T : unmanaged, INumberBase<T> => Stage.IsDirect<T>(Types[operand], Stride(operand));

    /// <summary>Elements of a run from <paramref name="start"/> on, in place or in the buffer.</summary>
    public readonly T* Read<T>(int operand, in RunCursor cursor, nint start, int count, T* buffer)
        where T : unmanaged, INumberBase<T>
    {
        nint stride = Stride(operand);
        return Stage.Read(Data[operand], Types[operand], cursor.Offset(operand) + (start * stride), stride, count, buffer);
    }

    /// <summary>Where a kernel is to write an output: in place, or to the buffer; null where it is not wanted.</summary>
    public readonly T* Place<T>(int operand, in RunCursor cursor, nint start, T* buffer)
        where T : unmanaged, INumberBase<T> =>
        Types[operand] == OperandType.Absent ? null
        : IsDirect<T>(operand) ? (T*)Data[operand] + cursor.Offset(operand) + start
        : buffer;

    /// <summary>Takes what a kernel wrote to where it belongs, if it is not there already.</summary>
    public readonly void Write<T>(int operand, T* written, in RunCursor cursor, nint start, int count)
        where T : unmanaged, INumberBase<T>
    {
        nint stride = Stride(operand);
        if (written != null && !IsDirect<T>(operand))
        {
            Stage.Write(written, Data[operand], Types[operand], cursor.Offset(operand) + (start * stride), stride, count);
        }
    }

    /// <summary>Sets elements of an output, if it is wanted, to 0.</summary>
    public readonly void Clear(int operand, in RunCursor cursor, nint start, int count)
    {
        if (Types[operand] != OperandType.Absent)
        {
            nint stride = Stride(operand);
            Stage.Clear(Data[operand], Types[operand], cursor.Offset(operand) + (start * stride), stride, count);
        }
    }

    private readonly nint Stride(int operand) => Layout.Stride(operand, Layout.Rank - 1);
}
