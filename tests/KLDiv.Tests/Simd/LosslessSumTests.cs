using System.Numerics;
using KLDiv.Simd;

namespace KLDiv.Tests.Simd;

/// <summary>Sums beside those of whole numbers of the least double above 0, rounded as a double is.</summary>
public sealed class LosslessSumTests
{
    private const double Largest = double.MaxValue, Least = double.Epsilon;

    public static TheoryData<double[], double> Sums => new()
    {
        { [], 0 },
        { [1e300, 1, -1e300], 1 },
        { [Largest, Largest, -Largest, -Largest, Least], Least },
        { [Largest, Largest], double.PositiveInfinity },
        { [-Largest, -Largest, Largest], -Largest },
        { [Least, Least, -3 * Least], -Least },
        { [1, Math.ScaleB(1, -53)], 1 },
        { [1, Math.ScaleB(1, -53), Least], 1 + Math.ScaleB(1, -52) },
        { [1, Math.ScaleB(1, -52), Math.ScaleB(1, -53)], 1 + Math.ScaleB(1, -51) },
        { [2.2250738585072014E-308, -Least], 2.2250738585072009E-308 },
        { [double.PositiveInfinity, -1], double.PositiveInfinity },
        { [1, double.NegativeInfinity], double.NegativeInfinity },
        { [double.PositiveInfinity, double.NegativeInfinity], double.NaN },
        { [double.NaN, double.PositiveInfinity], double.NaN },
    };

    [Theory]
    [MemberData(nameof(Sums))]
    public void It_is_the_exact_sum_rounded_once(double[] values, double expected)
    {
        Assert.Equal(expected, Of(values).Value);
        Assert.Equal(expected, Of([.. values.Reverse()]).Value);
    }

    [Fact]
    public void It_rounds_as_the_division_of_whole_numbers_does()
    {
        Random random = new(4);
        for (int round = 0; round < 2000; round++)
        {
            double[] values = Draw(random, random.Next(1, 40));
            BigInteger exact = BigInteger.Zero;
            foreach (double value in values)
            {
                exact += Units(value);
            }

            double found = Of(values).Value;
            BigInteger distance = BigInteger.Abs(Units(found) - exact);
            Assert.True(distance <= BigInteger.Abs(Units(Math.BitIncrement(found)) - exact) && distance <= BigInteger.Abs(Units(Math.BitDecrement(found)) - exact));
        }
    }

    [Fact]
    public void Any_order_and_any_split_write_the_same_bytes_and_they_are_read_back()
    {
        Random random = new(5);
        for (int round = 0; round < 200; round++)
        {
            double[] values = Draw(random, 60);
            byte[] bytes = Bytes(Of(values));
            random.Shuffle(values);
            LosslessSum left = Of(values[..25]), right = Of(values[25..]);
            right.Add(left);
            Assert.Equal(bytes, Bytes(right));

            LosslessSum read = LosslessSum.Read(bytes)!;
            Assert.Equal(bytes, Bytes(read));
            Assert.Equal(right.Value, read.Value);
            read.Add(1.5);
            right.Add(1.5);
            Assert.Equal(Bytes(right), Bytes(read));
        }
    }

    [Fact]
    public void Carries_move_up_before_a_limb_overflows()
    {
        LosslessSum sum = Of([Math.ScaleB(1 - Math.ScaleB(1, -53), 31)]);
        BigInteger exact = Units(sum.Value);
        for (int doubling = 0; doubling < 80; doubling++)
        {
            LosslessSum copy = LosslessSum.Read(Bytes(sum))!;
            sum.Add(copy);
            exact *= 2;
        }

        for (int i = 0; i < 40; i++)
        {
            sum.Add(sum);
            exact *= 2;
        }

        Assert.Equal(exact, Units(sum.Value));
    }

    [Fact]
    public void Marks_that_no_sum_has_are_not_read()
    {
        byte[] bytes = Bytes(Of([double.NaN, double.PositiveInfinity, double.NegativeInfinity]));
        Assert.Equal(double.NaN, LosslessSum.Read(bytes)!.Value);
        bytes[0]++;
        Assert.Null(LosslessSum.Read(bytes));
    }

    private static double[] Draw(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() - 0.5) * Math.ScaleB(1, random.Next(-1080, 900)))];

    private static LosslessSum Of(double[] values)
    {
        LosslessSum sum = new();
        foreach (double value in values)
        {
            sum.Add(value);
        }

        return sum;
    }

    private static byte[] Bytes(LosslessSum sum)
    {
        byte[] bytes = new byte[LosslessSum.Size];
        sum.Write(bytes);
        return bytes;
    }

    /// <summary>How often the least double is in a number.</summary>
    private static BigInteger Units(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        int exponent = (int)(bits >> 52);
        BigInteger units = exponent == 0 ? bits : new BigInteger((bits & ((1L << 52) - 1)) | (1L << 52)) << (exponent - 1);
        return value < 0 ? -units : units;
    }
}
