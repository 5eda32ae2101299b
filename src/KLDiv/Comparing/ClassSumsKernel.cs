using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Comparing;

/// <summary>Adds numbers to sums in whole units.</summary>
internal static unsafe class ClassSumsKernel<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    /// <summary>sums[i] += values[i] * weight, rounded by what the rounder is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(T* values, int length, double weight, double rounder, long* sums)
    {
        int i = 0;
        for (; i <= length - TVector.Count; i += TVector.Count)
        {
            TVector.AddRounded(TVector.Load(values + i), weight, rounder, sums + i);
        }

        for (; i < length; i++)
        {
            Vector1Of<T>.AddRounded(Vector1Of<T>.Load(values + i), weight, rounder, sums + i);
        }
    }
}

/// <summary>The kernel at a width.</summary>
internal unsafe struct ClassSumsKernels<T> : IOfWidth<T, ClassSumsKernels<T>>
    where T : unmanaged
{
    /// <summary>Given the values, their number, what they are multiplied by, what rounds them, and the sums.</summary>
    public delegate*<T*, int, double, double, long*, void> Add;

    public ClassSumsKernels<T> Of<TVector, TWide>()
        where TVector : unmanaged, IVector<TVector, T>
        where TWide : unmanaged, IVector<TWide, double> => new() { Add = &ClassSumsKernel<TVector, T>.Add };
}
