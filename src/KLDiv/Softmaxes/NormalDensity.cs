using KLDiv.Simd;

namespace KLDiv.Softmaxes;

/// <summary>A normal density over bins.</summary>
internal readonly unsafe struct NormalDensity
{
    public NormalDensity(double mean, double deviation, ReadOnlySpan<double> edges)
    {
        Scale = deviation * Math.Sqrt(2);
        Origin = Math.Clamp(mean, edges[0], edges[^1]);
        Nearest = Math.Clamp((Origin - mean) / Scale, -double.MaxValue / 4, double.MaxValue / 4);
    }

    /// <summary>s √2, the unit of distances.</summary>
    public double Scale { get; }

    /// <summary>The point that distances count from: the mean, or the outer edge nearest to a mean outside the edges.</summary>
    public double Origin { get; }

    /// <summary>How far the origin is from the mean, negative below it; masses are relative to the density there.</summary>
    public double Nearest { get; }
}

/// <summary>What writes the masses of a stretch of bins at a width.</summary>
internal readonly unsafe struct MassKernel : IOfWidth<double, MassKernel>
{
    /// <summary>Given the density, the edges, the number of bins and where the masses go.</summary>
    public delegate*<in NormalDensity, double*, int, double*, void> Fill { get; private init; }

    public MassKernel Of<TVector, TWide>()
        where TVector : unmanaged, IVector<TVector, double>
        where TWide : unmanaged, IVector<TWide, double> => new() { Fill = &NormalMasses<TVector>.Fill };
}
