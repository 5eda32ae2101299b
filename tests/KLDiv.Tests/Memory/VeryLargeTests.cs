using System.Numerics.Tensors;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Memory;

/// <summary>Operands of more than 2^31 elements, in pages that take no memory until they are written.</summary>
[Collection(Widths.Name)]
public sealed unsafe class VeryLargeTests
{
    private const long Count = (1L << 31) + 1000;

    [LargeFact]
    [Trait("Category", "Large")]
    public void Elements_behind_the_first_two_thousand_million_count()
    {
        using SparseHalves input = new(Count), target = new(Count);
        foreach (long place in (ReadOnlySpan<long>)[0, int.MaxValue, Count - 1000, Count - 1])
        {
            input.Data[place] = (Half)(-3);
            target.Data[place] = (Half)1;
        }

        double loss = KLDivergence.Loss(input.Flat, target.Flat, Reduction.Sum);

        Assert.Equal(12, loss);
    }

    [PagesFact]
    public void Strides_beyond_two_thousand_million_elements_lead_where_they_should()
    {
        const nint Stride = (nint)((1L << 30) + 300);
        nint[] lengths = [3, 2], strides = [Stride, 1];
        using SparseHalves input = new(Count), target = new(Count), gradient = new(Count);
        for (int row = 0; row < 3; row++)
        {
            input.Data[row * Stride] = (Half)(-row);
            target.Data[row * Stride] = (Half)1;
            target.Data[(row * Stride) + 1] = (Half)(row + 1);
        }

        double[] rows = new double[3];
        KLDivergence.PerRow<Half, Half>(input.View(lengths, strides), target.View(lengths, strides), rows);
        KLDivergence.InputGradient<Half, Half>(
            input.View(lengths, strides), target.View(lengths, strides), gradient.View(lengths, strides), Reduction.Sum);

        for (int row = 0; row < 3; row++)
        {
            Assert.Equal(row + ((row + 1) * Math.Log(row + 1)), rows[row], 1e-6);
            Assert.Equal(-1, (double)gradient.Data[row * Stride]);
            Assert.Equal(-1 - row, (double)gradient.Data[(row * Stride) + 1]);
            Assert.Equal(0, (double)gradient.Data[(row * Stride) + 2]);
        }
    }

    /// <summary>Zeros that take no memory until they are written, since nothing but addresses is reserved.</summary>
    private sealed class SparseHalves : IDisposable
    {
        private readonly nint _count;
        private readonly byte* _pages;

        public SparseHalves(long count)
        {
            _count = (nint)count;
            _pages = MemoryPages.Reserve(_count * sizeof(Half));
            MemoryPages.Open(_pages, _count * sizeof(Half));
        }

        public Half* Data => (Half*)_pages;

        public ReadOnlyTensorSpan<Half> Flat => new(Data, _count, [_count]);

        public TensorSpan<Half> View(nint[] lengths, nint[] strides) => new(Data, _count, lengths, strides);

        public void Dispose() => MemoryPages.Release(_pages, _count * sizeof(Half));
    }
}

/// <summary>A fact that reads gigabytes: it runs where the environment variable KLDIV_LARGE is 1.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LargeFactAttribute : FactAttribute
{
    public LargeFactAttribute() => Skip = MemoryPages.Unsupported
        ?? (string.Equals(Environment.GetEnvironmentVariable("KLDIV_LARGE"), "1", StringComparison.Ordinal) ? null : "It reads 8 GB of addresses; set KLDIV_LARGE=1 to run it.");
}
