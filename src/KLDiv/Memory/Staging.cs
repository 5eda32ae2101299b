using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Memory;

/// <summary>
/// Gathers elements of any type and stride into contiguous blocks of one type for a kernel, and scatters its results.
/// Memory that is contiguous and of that type is used in place.
/// </summary>
internal static unsafe class Staging
{
    /// <summary>Whether the elements can be used where they lie.</summary>
    public static bool IsDirect<T>(OperandType type, nint stride)
        where T : unmanaged, INumberBase<T> => stride == 1 && type == OperandTypes.Of<T>();

    /// <returns>The elements in place, or <paramref name="buffer"/> filled with them.</returns>
    public static T* Read<T>(void* data, OperandType type, nint offset, nint stride, int count, T* buffer)
        where T : unmanaged, INumberBase<T>
    {
        if (IsDirect<T>(type, stride))
        {
            return (T*)data + offset;
        }

        switch (type)
        {
            case OperandType.Half:
                Gather((Half*)data + offset, stride, count, buffer);
                break;
            case OperandType.Single:
                Gather((float*)data + offset, stride, count, buffer);
                break;
            default:
                Gather((double*)data + offset, stride, count, buffer);
                break;
        }

        return buffer;
    }

    /// <summary>Scatters a block that a kernel wrote to a buffer.</summary>
    public static void Write<T>(T* buffer, void* data, OperandType type, nint offset, nint stride, int count)
        where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case OperandType.Half:
                Scatter(buffer, (Half*)data + offset, stride, count);
                break;
            case OperandType.Single:
                Scatter(buffer, (float*)data + offset, stride, count);
                break;
            default:
                Scatter(buffer, (double*)data + offset, stride, count);
                break;
        }
    }

    /// <summary>Sets elements to 0.</summary>
    public static void Clear(void* data, OperandType type, nint offset, nint stride, int count)
    {
        int size = type.Size();
        byte* start = (byte*)data + (offset * size);
        if (stride == 1)
        {
            new Span<byte>(start, count * size).Clear();
            return;
        }

        for (int i = 0; i < count; i++)
        {
            new Span<byte>(start + (i * stride * size), size).Clear();
        }
    }

    private static void Gather<TFrom, TTo>(TFrom* source, nint stride, int count, TTo* destination)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        if (stride == 1)
        {
            Convert(source, destination, count);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            destination[i] = TTo.CreateTruncating(source[i * stride]);
        }
    }

    private static void Scatter<TFrom, TTo>(TFrom* source, TTo* destination, nint stride, int count)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        if (stride == 1)
        {
            Convert(source, destination, count);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            destination[i * stride] = TTo.CreateTruncating(source[i]);
        }
    }

    private static void Convert<TFrom, TTo>(TFrom* source, TTo* destination, int count)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo> =>
        TensorPrimitives.ConvertTruncating(new ReadOnlySpan<TFrom>(source, count), new Span<TTo>(destination, count));
}
