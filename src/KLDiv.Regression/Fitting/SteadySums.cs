using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KLDiv.Regression.Fitting;

/// <summary>Sums whose order depends on the length alone.</summary>
/// <remarks>Those of <c>TensorPrimitives</c> begin where the memory is aligned, so that a long sum differs in its last digits from run to run.</remarks>
internal static class SteadySums
{
    public static double Sum(ReadOnlySpan<double> values) => Fold<Itself>(values, values);

    public static double SumOfSquares(ReadOnlySpan<double> values) => Fold<Product>(values, values);

    public static double Norm(ReadOnlySpan<double> values) => Math.Sqrt(SumOfSquares(values));

    public static double Average(ReadOnlySpan<double> values) => Sum(values) / values.Length;

    /// <param name="values">Some numbers.</param>
    /// <param name="others">As many.</param>
    public static double Dot(ReadOnlySpan<double> values, ReadOnlySpan<double> others) => Fold<Product>(values, others[..values.Length]);

    /// <summary>Σ v o / (‖v‖ ‖o‖).</summary>
    public static double CosineSimilarity(ReadOnlySpan<double> values, ReadOnlySpan<double> others) =>
        Dot(values, others) / (Norm(values) * Norm(others));

    /// <summary>Four vectors of sums side by side, which a processor adds to at once.</summary>
    private static double Fold<TTerm>(ReadOnlySpan<double> values, ReadOnlySpan<double> others)
        where TTerm : struct, ITerm
    {
        ref double x = ref MemoryMarshal.GetReference(values);
        ref double y = ref MemoryMarshal.GetReference(others);
        int width = Vector256<double>.Count, i = 0;
        Vector256<double> first = default, second = default, third = default, fourth = default;
        Vector256<double> Term(ref double x, ref double y, int at) => TTerm.Of(Vector256.LoadUnsafe(ref x, (nuint)at), Vector256.LoadUnsafe(ref y, (nuint)at));
        for (; i + (4 * width) <= values.Length; i += 4 * width)
        {
            first += Term(ref x, ref y, i);
            second += Term(ref x, ref y, i + width);
            third += Term(ref x, ref y, i + (2 * width));
            fourth += Term(ref x, ref y, i + (3 * width));
        }

        for (; i + width <= values.Length; i += width)
        {
            first += Term(ref x, ref y, i);
        }

        double sum = Vector256.Sum((first + second) + (third + fourth));
        for (; i < values.Length; i++)
        {
            sum += TTerm.Of(values[i], others[i]);
        }

        return sum;
    }

    private interface ITerm
    {
        static abstract Vector256<double> Of(Vector256<double> x, Vector256<double> y);

        static abstract double Of(double x, double y);
    }

    private readonly struct Itself : ITerm
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => x;

        public static double Of(double x, double y) => x;
    }

    private readonly struct Product : ITerm
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => x * y;

        public static double Of(double x, double y) => x * y;
    }
}
