using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KLDiv.Regression.Neighbours;

/// <summary>Squared Euclidean distances, in vectors of one width on every machine, so that ties are the same everywhere.</summary>
internal static class Distances
{
    public static double Squared(ReadOnlySpan<double> point, ReadOnlySpan<double> other) => SquaredToBox(point, other, other);

    /// <summary>The squared distance to the nearest place of a box: 0 inside.</summary>
    /// <param name="point">The point.</param>
    /// <param name="low">The least of each coordinate.</param>
    /// <param name="high">The greatest of each coordinate, no less.</param>
    public static double SquaredToBox(ReadOnlySpan<double> point, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        int length = point.Length, i = 0;
        ref double x = ref MemoryMarshal.GetReference(point);
        ref double least = ref MemoryMarshal.GetReference(low[..length]);
        ref double greatest = ref MemoryMarshal.GetReference(high[..length]);
        Vector256<double> sums = Vector256<double>.Zero;
        for (; i + Vector256<double>.Count <= length; i += Vector256<double>.Count)
        {
            Vector256<double> value = Vector256.LoadUnsafe(ref x, (nuint)i);
            Vector256<double> nearest = Vector256.Min(
                Vector256.Max(value, Vector256.LoadUnsafe(ref least, (nuint)i)), Vector256.LoadUnsafe(ref greatest, (nuint)i));
            Vector256<double> difference = value - nearest;
            sums += difference * difference;
        }

        double sum = Vector256.Sum(sums);
        for (; i < length; i++)
        {
            double difference = point[i] - Math.Clamp(point[i], low[i], high[i]);
            sum += difference * difference;
        }

        return sum;
    }
}
