using System.Numerics.Tensors;
using KLDiv.Simd;

namespace KLDiv.Softmaxes;

/// <summary>The masses of a normal density around a row's value, bin by bin, over their sum.</summary>
/// <param name="values">The values, one a row.</param>
/// <param name="deviations">The standard deviations: one a row, or one for all.</param>
/// <param name="hasDeviations">Whether each row has a deviation of its own.</param>
/// <param name="edges">The edges of the bins.</param>
/// <param name="edgeCount">How many there are.</param>
internal readonly unsafe struct GaussianOfRow(double* values, double* deviations, bool hasDeviations, double* edges, int edgeCount) : IRowOperation
{
    private readonly MassKernel _masses = VectorWidth.Choose<MassKernel, double, MassKernel>(VectorWidth.Current);

    public RowPasses<T> Passes<T>()
        where T : unmanaged => default;

    public bool Run(in RowBlocks row, nint number)
    {
        double value = values[number], deviation = deviations[hasDeviations ? number : 0];
        if (row.Length > RowBlocks.MaxLength)
        {
            RunLong(row, value, deviation);
            return true;
        }

        Span<double> block = row.Room(0);
        Fill(value, deviation, block);
        row.Write(0, block);
        return true;
    }

    /// <summary>Fills a whole row.</summary>
    /// <param name="value">The value.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <param name="row">The row, with an element a bin.</param>
    public void Fill(double value, double deviation, Span<double> row)
    {
        double sum = 0;
        if (deviation != 0)
        {
            Write(new NormalDensity(value, deviation, Edges), 0, row);
            sum = TensorPrimitives.Sum<double>(row);
        }

        if (sum > 0)
        {
            TensorPrimitives.Divide(row, sum, row);
            return;
        }

        row.Clear();
        row[BinOf(value)] = 1;
    }

    private ReadOnlySpan<double> Edges => new(edges, edgeCount);

    /// <summary>A row that is walked block by block: once for its sum, once for what is written.</summary>
    private void RunLong(in RowBlocks row, double value, double deviation)
    {
        NormalDensity density = new(value, deviation == 0 ? 1 : deviation, Edges);
        double sum = 0;
        for (nint start = -1; deviation != 0 && row.Next(ref start);)
        {
            Span<double> block = row.Room(start);
            Write(density, start, block);
            sum += TensorPrimitives.Sum<double>(block);
        }

        int bin = BinOf(value);
        for (nint start = -1; row.Next(ref start);)
        {
            Span<double> block = row.Room(start);
            if (sum > 0)
            {
                Write(density, start, block);
                TensorPrimitives.Divide(block, sum, block);
            }
            else
            {
                block.Clear();
                if (bin >= start && bin < start + block.Length)
                {
                    block[bin - (int)start] = 1;
                }
            }

            row.Write(start, block);
        }
    }

    private void Write(in NormalDensity density, nint start, Span<double> block)
    {
        fixed (double* masses = block)
        {
            _masses.Fill(density, edges + start, block.Length, masses);
        }
    }

    /// <summary>
    /// The bin that has all where there is no deviation, or where the value is so far away that even the masses relative to the nearest edge vanish: the value's own, or the one at the
    /// end beyond which it lies.
    /// </summary>
    private int BinOf(double value)
    {
        int edge = Edges.BinarySearch(value);
        return Math.Clamp(edge < 0 ? ~edge - 1 : edge, 0, edgeCount - 2);
    }
}
