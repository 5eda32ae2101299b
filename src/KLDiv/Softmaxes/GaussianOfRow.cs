namespace KLDiv.Softmaxes;

/// <summary>The masses of a normal density around a row's value, bin by bin, over their sum.</summary>
internal readonly unsafe struct GaussianOfRow(double* values, double* edges, int edgeCount, double deviation) : IRowOperation
{
    public RowPasses<T> Passes<T>()
        where T : unmanaged => default;

    public bool Run(in RowBlocks row, nint number)
    {
        double value = values[number];
        ReadOnlySpan<double> all = new(edges, edgeCount);
        if (deviation == 0)
        {
            WriteOne(row, BinOf(value, all));
            return true;
        }

        NormalMass mass = new(value, deviation, all);
        double sum = 0;
        for (nint start = -1; row.Next(ref start);)
        {
            foreach (double part in Masses(row, start, mass))
            {
                sum += part;
            }
        }

        if (!(sum > 0))
        {
            // The value is so far away that even these masses vanish: all of the mass goes to the nearest bin.
            WriteOne(row, value < all[0] ? 0 : all.Length - 2);
            return true;
        }

        bool isThere = row.Length <= RowBlocks.MaxLength;
        for (nint start = -1; row.Next(ref start);)
        {
            Span<double> block = isThere ? row.Room(start) : Masses(row, start, mass);
            foreach (ref double part in block)
            {
                part /= sum;
            }

            row.Write(start, block);
        }

        return true;
    }

    private Span<double> Masses(in RowBlocks row, nint start, in NormalMass mass)
    {
        Span<double> block = row.Room(start);
        for (int i = 0; i < block.Length; i++)
        {
            block[i] = mass.Between(edges[start + i], edges[start + i + 1]);
        }

        return block;
    }

    /// <summary>The bin that a value lies in, or the one at the end beyond which it lies.</summary>
    private static int BinOf(double value, ReadOnlySpan<double> edges)
    {
        int edge = edges.BinarySearch(value);
        return Math.Clamp(edge < 0 ? ~edge - 1 : edge, 0, edges.Length - 2);
    }

    private static void WriteOne(in RowBlocks row, int bin)
    {
        for (nint start = -1; row.Next(ref start);)
        {
            Span<double> block = row.Room(start);
            block.Clear();
            if (bin >= start && bin < start + block.Length)
            {
                block[bin - (int)start] = 1;
            }

            row.Write(start, block);
        }
    }
}
