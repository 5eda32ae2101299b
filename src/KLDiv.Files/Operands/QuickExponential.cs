using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KLDiv.Files.Operands;

/// <summary>
/// Exponentials for a sum that is looked at, and goes into no result: to 3 parts in 10^7, in a fraction of the time that their last bits take. Numbers below
/// -87 and above 88 are taken for these, whose exponentials are 1e-38 and 1e38.
/// </summary>
internal static class QuickExponential
{
    private const float Least = -87, Most = 88;

    private const float LogOf2Above = 0.693359375f, LogOf2Below = -2.12194440e-4f;

    /// <summary>A number that is added to round another to a whole one, which is then in its last bits.</summary>
    private const float Rounding = 1.5f * (1 << MantissaBits);

    private const int MantissaBits = 23, Bias = 127;

    /// <summary>The exponentials of numbers; that of a NaN is a NaN.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    public static void Of<T>(ReadOnlySpan<T> numbers, Span<T> exponentials)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int done = typeof(T) == typeof(float)
            ? OfVectors(MemoryMarshal.Cast<T, float>(numbers), MemoryMarshal.Cast<T, float>(exponentials))
            : OfVectors(MemoryMarshal.Cast<T, double>(numbers), MemoryMarshal.Cast<T, double>(exponentials));
        for (; done < numbers.Length; done++)
        {
            exponentials[done] = T.Exp(numbers[done]);
        }
    }

    /// <summary>Optimised at once: files are read before a loop that starts out slow would be replaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int OfVectors(ReadOnlySpan<float> numbers, Span<float> exponentials)
    {
        int i = 0;
        for (; i <= numbers.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Of(Within<float>(new(numbers[i..]))).CopyTo(exponentials[i..]);
        }

        return i;
    }

    /// <summary>Of doubles as of floats; what these leave out is made good in the first order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int OfVectors(ReadOnlySpan<double> numbers, Span<double> exponentials)
    {
        int i = 0, count = Vector<double>.Count;
        for (; i <= numbers.Length - (2 * count); i += 2 * count)
        {
            Vector<double> first = Within<double>(new(numbers[i..])), second = Within<double>(new(numbers[(i + count)..]));
            Vector<float> narrow = Vector.Narrow(first, second);
            Vector.Widen(narrow, out Vector<double> firstNarrow, out Vector<double> secondNarrow);
            Vector.Widen(Of(narrow), out Vector<double> firstPower, out Vector<double> secondPower);
            (firstPower + (firstPower * (first - firstNarrow))).CopyTo(exponentials[i..]);
            (secondPower + (secondPower * (second - secondNarrow))).CopyTo(exponentials[(i + count)..]);
        }

        return i;
    }

    /// <summary>A NaN is what comes out where it stands second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Within<T>(Vector<T> numbers)
        where T : IFloatingPointIeee754<T> =>
        Vector.MinNative(new(T.CreateTruncating(Most)), Vector.MaxNative(new(T.CreateTruncating(Least)), numbers));

    /// <summary>The polynomial is that of Cephes, expf.c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Of(Vector<float> x)
    {
        Vector<float> rounded = Vector.MultiplyAddEstimate(x, new(1.44269504088896341f), new(Rounding));
        Vector<float> exponent = rounded - new Vector<float>(Rounding);
        Vector<float> r = Vector.MultiplyAddEstimate(exponent, new(-LogOf2Below), Vector.MultiplyAddEstimate(exponent, new(-LogOf2Above), x));
        Vector<float> p = Vector.MultiplyAddEstimate(new(1.9875691500e-4f), r, new(1.3981999507e-3f));
        p = Vector.MultiplyAddEstimate(p, r, new(8.3334519073e-3f));
        p = Vector.MultiplyAddEstimate(p, r, new(4.1665795894e-2f));
        p = Vector.MultiplyAddEstimate(p, r, new(1.6666665459e-1f));
        p = Vector.MultiplyAddEstimate(p, r, new(5.0000001201e-1f));
        p = Vector.MultiplyAddEstimate(p, r * r, r + Vector<float>.One);
        return p * Vector.AsVectorSingle((Vector.AsVectorInt32(rounded) + new Vector<int>(Bias)) << MantissaBits);
    }
}
