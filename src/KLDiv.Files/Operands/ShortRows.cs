using System.Numerics;
using System.Runtime.CompilerServices;

namespace KLDiv.Files.Operands;

/// <summary>A first look at many short rows at once, which would cost more one by one than the loss over them: whether all are sure to be distributions.</summary>
internal static class ShortRows
{
    /// <summary>Rows of so many numbers are worth a vector's sum of their own.</summary>
    public const int MostShort = 64;

    /// <summary>What sums of so few numbers may lose in single precision, and in <see cref="QuickExponential"/>.</summary>
    private const double Rounding = 2e-5;

    /// <summary>Looks at whole rows.</summary>
    /// <param name="rule">What they must be.</param>
    /// <param name="numbers">Their numbers.</param>
    /// <param name="probabilities">The same as probabilities.</param>
    /// <returns>Whether every row is a distribution; where it is false one may be none.</returns>
    public static bool AreDistributions<T>(DistributionRule rule, ReadOnlySpan<T> numbers, ReadOnlySpan<T> probabilities)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (T least, T largest) = Extremes(numbers);
        if (!rule.IsInRange(new(double.CreateTruncating(least), double.CreateTruncating(largest), 1), isScaled: false))
        {
            return false;
        }

        return Deviation(probabilities, (int)rule.Source.Support) <= T.CreateTruncating(rule.Tolerance - Rounding);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (T Least, T Largest) Extremes<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (T least, T largest) = (T.PositiveInfinity, T.NegativeInfinity);
        (Vector<T> leasts, Vector<T> largests) = (new(least), new(largest));
        int i = 0;
        for (; i <= numbers.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> some = new(numbers[i..]);
            leasts = Vector.MinNative(leasts, some);
            largests = Vector.MaxNative(largests, some);
        }

        for (; i < numbers.Length; i++)
        {
            (least, largest) = (T.MinNative(least, numbers[i]), T.MaxNative(largest, numbers[i]));
        }

        for (int lane = 0; lane < Vector<T>.Count; lane++)
        {
            (least, largest) = (T.MinNative(least, leasts[lane]), T.MaxNative(largest, largests[lane]));
        }

        return (least, largest);
    }

    /// <summary>The largest distance of a row's sum from 1; NaN where a row has no sum.</summary>
    /// <remarks>Each addition to a sum waits for the one before, so four rows are summed side by side.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Deviation<T>(ReadOnlySpan<T> probabilities, int support)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T most = T.Zero;
        for (; probabilities.Length >= 4 * support; probabilities = probabilities[(4 * support)..])
        {
            ReadOnlySpan<T> a = probabilities[..support], b = probabilities.Slice(support, a.Length), c = probabilities.Slice(2 * support, a.Length), d = probabilities.Slice(3 * support, a.Length);
            (T ofA, T ofB, T ofC, T ofD) = (T.Zero, T.Zero, T.Zero, T.Zero);
            for (int i = 0; i < a.Length; i++)
            {
                ofA += a[i];
                ofB += b[i];
                ofC += c[i];
                ofD += d[i];
            }

            T some = T.Max(T.Max(T.Abs(ofA - T.One), T.Abs(ofB - T.One)), T.Max(T.Abs(ofC - T.One), T.Abs(ofD - T.One)));
            most = T.Max(most, some);
        }

        for (; !probabilities.IsEmpty; probabilities = probabilities[support..])
        {
            T sum = T.Zero;
            foreach (T probability in probabilities[..support])
            {
                sum += probability;
            }

            most = T.Max(most, T.Abs(sum - T.One));
        }

        return most;
    }
}
