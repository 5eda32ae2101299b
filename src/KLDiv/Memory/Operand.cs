using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KLDiv.Memory;

/// <summary>A tensor as the driver sees it: where it begins, of what, in what shape, and how far apart its elements lie.</summary>
internal readonly ref struct Operand
{
    private Operand(ref byte origin, OperandType type, nint flattenedLength, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        Origin = ref origin;
        Type = type;
        FlattenedLength = flattenedLength;
        Lengths = lengths;
        Strides = strides;
    }

    public readonly ref byte Origin;

    public OperandType Type { get; }

    /// <summary>The number of elements.</summary>
    public nint FlattenedLength { get; }

    public ReadOnlySpan<nint> Lengths { get; }

    /// <summary>In elements; empty where the memory is dense and in row-major order.</summary>
    public ReadOnlySpan<nint> Strides { get; }

    public bool IsPresent => Type != OperandType.Absent;

    /// <summary>Whether the memory is dense and in row-major order.</summary>
    public bool IsDense
    {
        get
        {
            nint stride = 1;
            for (int dimension = Strides.Length - 1; dimension >= 0; dimension--)
            {
                if (Strides[dimension] != stride && Lengths[dimension] != 1)
                {
                    return false;
                }

                stride *= Lengths[dimension];
            }

            return true;
        }
    }

    /// <summary>Flat memory with lengths.</summary>
    public static Operand Of<T>(ReadOnlySpan<T> memory, ReadOnlySpan<nint> lengths, string name)
        where T : unmanaged
    {
        nint product = Shapes.Product(lengths);
        return product == memory.Length
            ? new(ref Bytes(ref MemoryMarshal.GetReference(memory)), OperandTypes.Of<T>(), product, lengths, default)
            : throw new ArgumentException($"{name} has {memory.Length} elements, the lengths {Shapes.Text(lengths)} ask for {product}.", name);
    }

    /// <summary>Flat memory with lengths, or no operand where the memory is empty and the lengths ask for elements.</summary>
    public static Operand OfOptional<T>(ReadOnlySpan<T> memory, ReadOnlySpan<nint> lengths, string name)
        where T : unmanaged => memory.IsEmpty ? default : Of(memory, lengths, name);

    public static Operand Of<T>(in ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged =>
        new(ref Bytes(ref Unsafe.AsRef(in tensor.GetPinnableReference())), OperandTypes.Of<T>(), tensor.FlattenedLength, tensor.Lengths, tensor.Strides);

    public static Operand Of<T>(in TensorSpan<T> tensor)
        where T : unmanaged =>
        new(ref Bytes(ref tensor.GetPinnableReference()), OperandTypes.Of<T>(), tensor.FlattenedLength, tensor.Lengths, tensor.Strides);

    /// <summary>A tensor, or no operand where it has no dimensions: the default of its type.</summary>
    public static Operand OfOptional<T>(in TensorSpan<T> tensor)
        where T : unmanaged => tensor.Lengths.IsEmpty ? default : Of(tensor);

    private static ref byte Bytes<T>(ref T reference) => ref Unsafe.As<T, byte>(ref reference);
}
