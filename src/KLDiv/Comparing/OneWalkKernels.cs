using KLDiv.Simd;

namespace KLDiv.Comparing;

/// <summary>The kernels for rows in one walk, at the width that the hardware has.</summary>
internal unsafe struct OneWalkKernels : IOfWidth<float, OneWalkKernels>
{
    /// <summary>The terms, the exponentials and their sums.</summary>
    public delegate*<OneWalkRow*, void> Walk;

    /// <summary>Adds the classes to their sums, and gives Σ |q - p|.</summary>
    public delegate*<in OneWalkRow, in ClassUnits, double> Add;

    /// <summary>Gives Σ |q - p| alone.</summary>
    public delegate*<in OneWalkRow, in ClassUnits, double> Distance;

    public static OneWalkKernels Select() => VectorWidth.Choose<OneWalkKernels, float, OneWalkKernels>(VectorWidth.Current);

    public OneWalkKernels Of<TVector, TWide>()
        where TVector : unmanaged, IVector<TVector, float>
        where TWide : unmanaged, IVector<TWide, double> => new()
        {
            Walk = &OneWalkKernel<TVector>.Run,
            Add = &OneWalkClassesKernel<TVector, Yes>.Add,
            Distance = &OneWalkClassesKernel<TVector, No>.Add,
        };
}
