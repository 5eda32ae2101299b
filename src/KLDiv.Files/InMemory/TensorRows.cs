using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace KLDiv.Files.InMemory;

/// <summary>The rows of a tensor, however it lies in memory.</summary>
internal sealed class TensorRows<T>(Tensor<T> tensor, RowSourceOptions options) : TypedRows<T>(tensor.Lengths, options)
    where T : unmanaged
{
    protected override void Fill(long start, Span<T> destination, RowBuffer buffer)
    {
        nint stride = tensor.Strides[^1];
        ref T first = ref tensor.GetPinnableReference();
        while (!destination.IsEmpty)
        {
            (long row, long column) = Math.DivRem(start, Support);
            Span<T> piece = destination[..(int)Math.Min(destination.Length, Support - column)];
            ref T place = ref Unsafe.Add(ref first, PlaceOf(row) + ((nint)column * stride));
            for (int i = 0; i < piece.Length; i++)
            {
                piece[i] = Unsafe.Add(ref place, i * stride);
            }

            destination = destination[piece.Length..];
            start += piece.Length;
        }
    }

    /// <summary>How far the first element of a row lies from that of the tensor.</summary>
    private nint PlaceOf(long row)
    {
        nint place = 0;
        for (int axis = tensor.Rank - 2; axis >= 0; axis--)
        {
            (row, long index) = Math.DivRem(row, tensor.Lengths[axis]);
            place += (nint)index * tensor.Strides[axis];
        }

        return place;
    }
}
