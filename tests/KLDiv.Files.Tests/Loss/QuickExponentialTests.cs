using System.Numerics;
using KLDiv.Files.Operands;

namespace KLDiv.Files.Tests;

public class QuickExponentialTests
{
    [Fact]
    public void Exponentials_of_floats_are_right_to_a_few_parts_in_ten_million() => Check(value => (float)value);

    [Fact]
    public void Exponentials_of_doubles_are_right_to_a_few_parts_in_ten_million() => Check(value => value);

    [Fact]
    public void A_number_that_is_none_has_an_exponential_that_is_none_and_those_that_are_far_out_go_to_the_ends()
    {
        float[] numbers = [.. Enumerable.Repeat((float[])[float.NaN, float.NegativeInfinity, -1e30f, float.PositiveInfinity, 0], 16).SelectMany(all => all)];
        float[] floats = new float[numbers.Length];
        double[] doubles = new double[numbers.Length];
        QuickExponential.Of<float>(numbers, floats);
        QuickExponential.Of(Array.ConvertAll(numbers, number => (double)number).AsSpan(), doubles);
        for (int i = 0; i < numbers.Length; i++)
        {
            Assert.Equal(i % 5 is 0, float.IsNaN(floats[i]));
            Assert.Equal(i % 5 is 0, double.IsNaN(doubles[i]));
            Assert.True(i % 5 is not (1 or 2) || (floats[i] < 1e-37 && doubles[i] < 1e-37));
            Assert.True(i % 5 is not 3 || (floats[i] > 1e37 && doubles[i] > 1e37));
            Assert.True(i % 5 is not 4 || (floats[i] == 1 && doubles[i] == 1));
        }
    }

    private static void Check<T>(Func<double, T> convert)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] numbers = [.. Enumerable.Range(-86_999, 174_999).Select(i => convert(i / 1000.0))], exponentials = new T[numbers.Length];
        QuickExponential.Of<T>(numbers, exponentials);
        for (int i = 0; i < numbers.Length; i++)
        {
            Assert.Equal(1, double.CreateTruncating(exponentials[i]) / Math.Exp(double.CreateTruncating(numbers[i])), 3e-7);
        }
    }
}
