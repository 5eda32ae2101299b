using System.Numerics;
using System.Numerics.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace KLDiv.TorchSharp.Autograd;

/// <summary>The memory of torch's tensors, as the kernels read and write it.</summary>
internal static unsafe class TorchOperands
{
    /// <summary>The tensor itself (another wrapper of it), or a copy where its memory cannot be read as it is: types of 16 bits, of which TorchSharp gives no address, and elements that lie over each other.</summary>
    public static Tensor InPlace(Tensor tensor)
    {
        if (tensor.dtype is ScalarType.Float16 or ScalarType.BFloat16)
        {
            return tensor.detach().to(ScalarType.Float32);
        }

        return LiesApart(tensor) ? tensor.detach() : tensor.detach().contiguous();
    }

    /// <summary>Runs the kernels for the types of both operands, on as many threads as torch has.</summary>
    public static double Run(LossWork work, in KernelCall call)
    {
        int before = KLDivergence.MaxDegreeOfParallelism;
        KLDivergence.MaxDegreeOfParallelism = get_num_threads();
        try
        {
            return call.First.dtype switch
            {
                ScalarType.Float32 => Run<float>(work, call),
                _ => Run<double>(work, call),
            };
        }
        finally
        {
            KLDivergence.MaxDegreeOfParallelism = before;
        }
    }

    /// <summary>The elements of a tensor, dimensions of length 1 left out but for the last: their strides mean nothing, and torch's may be odd.</summary>
    public static ReadOnlyTensorSpan<T> Read<T>(Tensor tensor)
        where T : unmanaged
    {
        (nint[] lengths, nint[] strides) = Shape(tensor);
        return new(Origin<T>(tensor), Extent(lengths, strides), lengths, strides);
    }

    /// <summary>As <see cref="Read"/>, to be written; no span where there is no tensor.</summary>
    public static TensorSpan<T> Write<T>(Tensor? tensor)
        where T : unmanaged
    {
        if (tensor is null)
        {
            return default;
        }

        (nint[] lengths, nint[] strides) = Shape(tensor);
        return new(Origin<T>(tensor), Extent(lengths, strides), lengths, strides);
    }

    /// <summary>Writes numbers into a dense tensor of float64.</summary>
    public static void Copy(double[] numbers, Tensor tensor) => numbers.CopyTo(new Span<double>(Origin<double>(tensor), numbers.Length));

    private static double Run<TFirst>(LossWork work, in KernelCall call)
        where TFirst : unmanaged, IFloatingPointIeee754<TFirst> => call.Second.dtype switch
        {
            ScalarType.Float32 => work.Run<TFirst, float>(call),
            _ => work.Run<TFirst, double>(call),
        };

    private static T* Origin<T>(Tensor tensor)
        where T : unmanaged => (T*)tensor.storage<T>().data_ptr() + tensor.storage_offset();

    private static (nint[] Lengths, nint[] Strides) Shape(Tensor tensor)
    {
        long[] shape = tensor.shape;
        long[] stride = tensor.stride();
        int[] kept = [.. Enumerable.Range(0, shape.Length).Where(dimension => shape[dimension] != 1 || dimension == shape.Length - 1)];
        return ([.. kept.Select(dimension => (nint)shape[dimension])], [.. kept.Select(dimension => shape[dimension] == 1 ? (nint)0 : (nint)stride[dimension])]);
    }

    private static nint Extent(nint[] lengths, nint[] strides) =>
        1 + lengths.Zip(strides, (length, stride) => (length - 1) * stride).Aggregate((nint)0, (sum, reach) => sum + reach);

    private static bool LiesApart(Tensor tensor)
    {
        long reach = 0;
        foreach ((long length, long stride) in tensor.shape.Zip(tensor.stride()).Where(pair => pair.First != 1).OrderBy(pair => pair.Second))
        {
            if (stride <= reach)
            {
                return length == 0;
            }

            reach += (length - 1) * stride;
        }

        return true;
    }
}
