using System.Numerics.Tensors;

namespace KLDiv.Softmaxes;

/// <summary>(1 - alpha) t + alpha / C.</summary>
internal readonly struct Smoothing(double alpha) : IRowOperation
{
    public RowPasses<T> Passes<T>()
        where T : unmanaged => default;

    public bool Run(in RowBlocks row, nint number)
    {
        for (nint start = -1; row.Next(ref start);)
        {
            Span<double> block = row.First(start);
            TensorPrimitives.Multiply<double>(block, 1 - alpha, block);
            TensorPrimitives.Add<double>(block, alpha / row.Length, block);
            row.Write(start, block);
        }

        return true;
    }
}
