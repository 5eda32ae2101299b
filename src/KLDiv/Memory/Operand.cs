using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KLDiv.Memory;

/// <summary>A tensor of a call, read or written: its name, where it begins, of what, in what shape, and how far apart its elements lie.</summary>
internal readonly ref struct Operand
{
    private readonly ref byte _origin;
    private readonly ReadOnlySpan<nint> _lengths;
    private readonly nint _flattenedLength;
    private readonly bool _isFlat;

    private Operand(string name, ref byte origin, OperandType type, nint flattenedLength, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides, bool isFlat)
    {
        Name = name;
        _origin = ref origin;
        Type = type;
        _flattenedLength = flattenedLength;
        _lengths = lengths;
        Strides = strides;
        _isFlat = isFlat;
    }

    /// <summary>The parameter that it came by, for errors.</summary>
    public string Name { get; }

    public OperandType Type { get; }

    /// <summary>The operands of the call whose exact memory it may be written over.</summary>
    public OperandSet MayReplace { get; init; }

    /// <summary>The number of elements.</summary>
    public nint FlattenedLength => _flattenedLength;

    /// <summary>The shape; one dimension for flat memory without lengths.</summary>
    [UnscopedRef]
    public ReadOnlySpan<nint> Lengths => _isFlat ? new(in _flattenedLength) : _lengths;

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
                if (Strides[dimension] != stride && _lengths[dimension] != 1)
                {
                    return false;
                }

                stride *= _lengths[dimension];
            }

            return true;
        }
    }

    /// <summary>Flat memory with lengths, or without: one dimension.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Operand Of<T>(ReadOnlySpan<T> memory, ReadOnlySpan<nint> lengths, string name)
        where T : unmanaged
    {
        if (!lengths.IsEmpty && Shapes.Product(lengths) != memory.Length)
        {
            RefuseLength(memory.Length, lengths, name);
        }

        return new(name, ref Bytes(ref MemoryMarshal.GetReference(memory)), OperandTypes.Of<T>(), memory.Length, lengths, default, lengths.IsEmpty);
    }

    /// <summary>Flat memory, or no operand where it is <c>default</c>; memory that is empty and not <c>default</c> is an operand without elements.</summary>
    public static Operand OfOptional<T>(ReadOnlySpan<T> memory, ReadOnlySpan<nint> lengths, string name)
        where T : unmanaged => Unsafe.IsNullRef(ref MemoryMarshal.GetReference(memory)) ? default : Of(memory, lengths, name);

    public static Operand Of<T>(in ReadOnlyTensorSpan<T> tensor, string name)
        where T : unmanaged =>
        new(name, ref Bytes(ref Unsafe.AsRef(in tensor.GetPinnableReference())), OperandTypes.Of<T>(), tensor.FlattenedLength, tensor.Lengths, tensor.Strides, isFlat: false);

    public static Operand Of<T>(in TensorSpan<T> tensor, string name)
        where T : unmanaged =>
        new(name, ref Bytes(ref tensor.GetPinnableReference()), OperandTypes.Of<T>(), tensor.FlattenedLength, tensor.Lengths, tensor.Strides, isFlat: false);

    /// <summary>A tensor, or no operand where it has no dimensions: the default of its type.</summary>
    public static Operand OfOptional<T>(in TensorSpan<T> tensor, string name)
        where T : unmanaged => tensor.Lengths.IsEmpty ? default : Of(tensor, name);

    /// <exception cref="ArgumentNullException">The tensor is null.</exception>
    public static Operand Of<T>([NotNull] Tensor<T>? tensor, string name)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        return new(name, ref Bytes(ref tensor.GetPinnableReference()), OperandTypes.Of<T>(), tensor.FlattenedLength, tensor.Lengths, tensor.Strides, isFlat: false);
    }

    /// <summary>A tensor, or no operand where it is null.</summary>
    public static Operand OfOptional<T>(Tensor<T>? tensor, string name)
        where T : unmanaged => tensor is null ? default : Of(tensor, name);

    /// <summary>For the statement <c>fixed</c>.</summary>
    public ref byte GetPinnableReference() => ref _origin;

    [DoesNotReturn]
    private static void RefuseLength(int length, ReadOnlySpan<nint> lengths, string name) =>
        throw new ArgumentException($"{name} has {length} elements, the lengths {Shapes.Text(lengths)} ask for {Shapes.Product(lengths)}.", name);

    private static ref byte Bytes<T>(ref T reference) => ref Unsafe.As<T, byte>(ref reference);
}

/// <summary>Some of a call's operands.</summary>
[Flags]
internal enum OperandSet : byte
{
    None = 0,
    First = 1,
    Second = 2,
}
