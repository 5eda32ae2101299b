using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KLDiv.Files.Npy;

/// <summary>Writes a tensor's elements in C order, whatever its strides, through at most a small buffer.</summary>
internal static class StridedWriter
{
    private const int BufferLength = 4096;

    public static void Write<T>(NpyWriter writer, in ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged
    {
        if (tensor.FlattenedLength == 0)
        {
            return;
        }

        // A row is the longest run over the last axes whose elements are evenly spaced; the other axes are outer.
        ReadOnlySpan<nint> lengths = tensor.Lengths;
        ReadOnlySpan<nint> strides = tensor.Strides;
        int outer = lengths.Length - 1;
        nint rowLength = lengths[outer];
        nint rowStride = strides[outer];
        while (outer > 0 && IsEvenlyContinued(lengths[outer - 1], strides[outer - 1], rowLength, rowStride))
        {
            outer--;
            rowStride = rowLength == 1 ? strides[outer] : rowStride;
            rowLength *= lengths[outer];
        }

        Span<T> buffer = rowStride == 1 ? default : new T[nint.Min(rowLength, BufferLength)];
        ref T first = ref Unsafe.AsRef(in tensor.GetPinnableReference());
        nint[] index = new nint[outer];
        nint offset = 0;
        do
        {
            ref T row = ref Unsafe.Add(ref first, offset);
            if (rowStride == 1)
            {
                WriteDense(writer, ref row, rowLength);
            }
            else
            {
                WriteStrided(writer, ref row, rowLength, rowStride, buffer);
            }
        }
        while (MoveToNext(index, lengths, strides, ref offset));
    }

    private static bool IsEvenlyContinued(nint length, nint stride, nint rowLength, nint rowStride) =>
        length == 1 || rowLength == 1 || stride == rowLength * rowStride;

    /// <summary>Steps the outer index as an odometer does; false after the last.</summary>
    private static bool MoveToNext(nint[] index, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides, ref nint offset)
    {
        for (int axis = index.Length - 1; axis >= 0; axis--)
        {
            offset += strides[axis];
            if (++index[axis] < lengths[axis])
            {
                return true;
            }

            offset -= lengths[axis] * strides[axis];
            index[axis] = 0;
        }

        return false;
    }

    private static void WriteDense<T>(NpyWriter writer, ref T row, nint length)
        where T : unmanaged
    {
        for (nint done = 0; done < length; done += int.MaxValue)
        {
            int count = (int)nint.Min(length - done, int.MaxValue);
            writer.Write(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref row, done), count));
        }
    }

    private static void WriteStrided<T>(NpyWriter writer, ref T row, nint length, nint stride, Span<T> buffer)
        where T : unmanaged
    {
        for (nint done = 0; done < length; done += buffer.Length)
        {
            Span<T> chunk = buffer[..(int)nint.Min(length - done, buffer.Length)];
            for (int i = 0; i < chunk.Length; i++)
            {
                chunk[i] = Unsafe.Add(ref row, (done + i) * stride);
            }

            writer.Write<T>(chunk);
        }
    }
}
