using System.Numerics;
using KLDiv.Memory;

namespace KLDiv.Tests.Memory;

/// <summary>The way of elements of other types to the kernels and back.</summary>
public sealed unsafe class StagingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_half_comes_back_from_float_and_from_double_as_it_was(int stride)
    {
        Half[] halves = [.. Enumerable.Range(0, 1 << 16).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits))];

        AssertRoundTrip<Half, float>(halves, OperandType.Half, stride, (from, to) => Assert.True((float)from == to || (Half.IsNaN(from) && float.IsNaN(to))));
        AssertRoundTrip<Half, double>(halves, OperandType.Half, stride, (from, to) => Assert.True((double)from == to || (Half.IsNaN(from) && double.IsNaN(to))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_float_comes_back_from_double_as_it_was(int stride)
    {
        Random random = new(1);
        float[] floats =
        [
            0, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
            .. Enumerable.Range(0, 10_000).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))),
        ];

        AssertRoundTrip<float, double>(floats, OperandType.Single, stride, (from, to) => Assert.True(from == to || (float.IsNaN(from) && double.IsNaN(to))));
    }

    /// <summary>Rounded to float first, a number just above the middle of two halves becomes the middle, and then the even one: the wrong one.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 100)]
    [InlineData(3, 100)]
    public void A_double_is_rounded_to_half_once(int stride, int count)
    {
        double justAbove = 1 + (1.0 / (1 << 11)) + (1.0 / (1L << 40)), justBelow = 1 + (3.0 / (1 << 11)) - (1.0 / (1L << 40));
        Half next = BitConverter.UInt16BitsToHalf((ushort)(BitConverter.HalfToUInt16Bits((Half)1) + 1));
        Assert.NotEqual(next, (Half)(float)justAbove);
        double[] source = [.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? justAbove : justBelow)];
        var destination = new Half[count * stride];
        fixed (double* from = source)
        fixed (Half* to = destination)
        {
            Staging.Write(from, to, OperandType.Half, 0, stride, count);
        }

        Assert.All(Enumerable.Range(0, count), i => Assert.Equal(next, destination[i * stride]));
    }

    /// <summary>The loss of t = 1 at x is -x: a double that passes through the arithmetic as it is.</summary>
    [Fact]
    public void A_double_loss_is_rounded_to_half_once()
    {
        double[] input = [.. Enumerable.Repeat(-1 - (1.0 / (1 << 11)) - (1.0 / (1L << 40)), 20)];
        double[] target = [.. Enumerable.Repeat(1.0, 20)];
        var losses = new Half[20];

        KLDivergence.Pointwise<double, double, Half>(input, target, losses);

        Assert.All(losses, loss => Assert.Equal(1 + (1.0 / (1 << 10)), (double)loss));
    }

    private static void AssertRoundTrip<TFrom, TTo>(TFrom[] elements, OperandType type, int stride, Action<TFrom, TTo> assertEqual)
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IFloatingPointIeee754<TTo>
    {
        var source = new TFrom[elements.Length * stride];
        var back = new TFrom[elements.Length * stride];
        for (int i = 0; i < elements.Length; i++)
        {
            source[i * stride] = elements[i];
        }

        var wide = new TTo[elements.Length];
        fixed (TFrom* from = source, to = back)
        fixed (TTo* buffer = wide)
        {
            Assert.Equal((nint)buffer, (nint)Staging.Read(from, type, 0, stride, elements.Length, buffer));
            Staging.Write(buffer, to, type, 0, stride, elements.Length);
        }

        for (int i = 0; i < elements.Length; i++)
        {
            assertEqual(elements[i], wide[i]);
            TFrom element = back[i * stride];
            Assert.True(element.Equals(elements[i]) && TFrom.IsNegative(element) == TFrom.IsNegative(elements[i]), $"{elements[i]} came back as {element}");
        }

        Assert.All(Enumerable.Range(0, back.Length).Where(i => i % stride != 0), i => Assert.Equal(TFrom.Zero, back[i]));
    }
}
