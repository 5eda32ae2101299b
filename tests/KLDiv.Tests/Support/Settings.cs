using KLDiv.Simd;

namespace KLDiv.Tests.Support;

/// <summary>A setting of the process that is put back when the scope ends.</summary>
internal readonly struct Settings : IDisposable
{
    private readonly int _width;
    private readonly int _degree;

    private Settings(int width, int degree)
    {
        _width = VectorWidth.Current;
        _degree = KLDivergence.MaxDegreeOfParallelism;
        VectorWidth.Current = width;
        KLDivergence.MaxDegreeOfParallelism = degree;
    }

    public static Settings Width(int width) => new(width, KLDivergence.MaxDegreeOfParallelism);

    public static Settings Threads(int degree) => new(VectorWidth.Current, degree);

    public void Dispose()
    {
        VectorWidth.Current = _width;
        KLDivergence.MaxDegreeOfParallelism = _degree;
    }
}
