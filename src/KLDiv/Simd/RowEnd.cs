using System.Runtime.CompilerServices;

namespace KLDiv.Simd;

/// <summary>The last elements of a row, fewer than a vector has, as a vector; and what the lanes of a vector sum up to.</summary>
internal static unsafe class RowEnd<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    /// <summary>The elements from one on; beyond the last one, those of a filler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(T* source, int start, int length, TVector filler) =>
        start <= length - TVector.Count ? TVector.Load(source + start) : LoadStart(source, start, length, filler);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TVector LoadStart(T* source, int start, int length, TVector filler)
    {
        T* elements = stackalloc T[TVector.Count];
        TVector.Store(filler, elements);
        for (int i = start; i < length; i++)
        {
            elements[i - start] = source[i];
        }

        return TVector.Load(elements);
    }

    /// <summary>Stores a vector, or as much of it as there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TVector value, T* destination, int start, int length)
    {
        if (start <= length - TVector.Count)
        {
            TVector.Store(value, destination + start);
        }
        else
        {
            StoreStart(value, destination + start, length - start);
        }
    }

    /// <summary>Running sums as doubles, one a lane; of one row, the sum of all of them in each.</summary>
    public static void Totals(TVector low, TVector high, bool isOneRow, double* totals)
    {
        if (isOneRow)
        {
            new Span<double>(totals, TVector.Count).Fill(TVector.Total(low, high));
        }
        else
        {
            TVector.StoreTotals(low, high, totals);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreStart(TVector value, T* destination, int count)
    {
        T* elements = stackalloc T[TVector.Count];
        TVector.Store(value, elements);
        new ReadOnlySpan<T>(elements, count).CopyTo(new Span<T>(destination, count));
    }
}
